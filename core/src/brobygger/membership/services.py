"""Who belongs to an association, and what they may do there. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from brobygger import clock, runtime
from brobygger.db import association_scope, crossing_associations, fold, transaction
from brobygger.due import emit
from brobygger.identity.services import verified_addresses
from brobygger.membership.errors import AlreadyMemberError, DepartureError, LastAdministratorError
from brobygger.membership.figures import JOINED, LEFT, count_member
from brobygger.membership.kinds.services import first_kind
from brobygger.membership.models import Contact, Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR, CORE_PERMISSIONS, ROLES, permissions_of
from brobygger.membership.searching import search_text
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from brobygger.associations.models import Association
    from brobygger.identity.models import Person
    from brobygger.identity.visitor import Visitor
    from brobygger.membership.kinds.models import MembershipKind
    from brobygger.plugins import Permission


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in one association."""

    membership: Membership | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()


NO_STANDING = Standing()


def all_permissions() -> list[Permission]:
    """Return core's permissions and those of every loaded plugin."""
    plugins = runtime.current().plugins.plugins
    return [*CORE_PERMISSIONS, *(permission for plugin in plugins for permission in plugin.manifest.permissions)]


async def load_standing(person_ids: Collection[int]) -> Standing:
    """Return what the persons an account acts for are in the association in scope: one query for two tables."""
    if not person_ids:
        return NO_STANDING
    memberships = await Membership.filter(
        contact__person_id__in=list(person_ids), status=MembershipStatus.ACTIVE
    ).order_by("id")
    if not memberships:
        return NO_STANDING
    day = today()
    roles = await RoleAssignment.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), membership_id__in=[row.id for row in memberships], starts_on__lte=day
    ).values_list("role", flat=True)
    permissions = all_permissions()
    held = frozenset(str(role) for role in roles)
    allowed = frozenset[str]().union(*(permissions_of(role, permissions) for role in held))
    return Standing(memberships[0], held, allowed)


async def add_contact(
    association: Association,
    name: str,
    *,
    language: str,
    email: str = "",
    phone: str = "",
    person: Person | None = None,
) -> Contact:
    """Write somebody down as this association knows them."""
    return await Contact.create(
        association=association,
        name=name,
        name_folded=fold(name),
        email=email,
        email_folded=fold(email),
        search_text=search_text(name, email),
        phone=phone,
        language=language,
        person=person,
    )


async def add_member(contact: Contact, *, kind: MembershipKind | None = None, roles: Sequence[str] = ()) -> Membership:
    """Make *contact* a member from today, with *roles*, in the association's first kind unless one is named; plugins
    hear ``member_joined``.

    Raises AlreadyMemberError.
    """
    try:
        async with transaction():
            membership = await Membership.create(
                association_id=contact.association_id,
                contact=contact,
                kind=kind or await first_kind(),
                starts_on=today(),
            )
            for role in roles:
                await grant_role(membership, role)
            await audit.record(
                "membership.started", association_id=contact.association_id, object=f"membership:{membership.id}"
            )
            await count_member(contact.association_id, JOINED)
            await emit("member_joined", contact.association_id, {"membership": membership.id})
    except IntegrityError as error:
        raise AlreadyMemberError from error
    return membership


async def grant_role(membership: Membership, role: str) -> None:
    """Give a member a role from today. Giving it twice changes nothing."""
    if await _current_roles(membership, role).exists():
        return
    async with transaction():
        await RoleAssignment.create(
            association_id=membership.association_id, membership=membership, role=role, starts_on=today()
        )
        await audit.record(
            "role.granted", association_id=membership.association_id, object=f"membership:{membership.id}", reason=role
        )
        await emit("membership_changed", membership.association_id, {"membership": membership.id})


async def end_role(membership: Membership, role: str) -> None:
    """Take a role back at once. Raises LastAdministratorError when nobody else is in charge."""
    async with transaction():
        await keep_an_administrator(membership, role)
        await _current_roles(membership, role).delete()
        await audit.record(
            "role.ended", association_id=membership.association_id, object=f"membership:{membership.id}", reason=role
        )
        await emit("membership_changed", membership.association_id, {"membership": membership.id})


def _current_roles(membership: Membership, role: str) -> Any:
    return RoleAssignment.filter(membership_id=membership.id, role=role, ends_on=None)


async def keep_an_administrator(membership: Membership, role: str = ADMINISTRATOR) -> None:
    """Lock the association's administrators, so that the last two cannot leave at the same moment.

    Raises LastAdministratorError.
    """
    if role != ADMINISTRATOR:
        return
    administrators = await RoleAssignment.filter(
        role=ADMINISTRATOR, ends_on=None, membership__status=MembershipStatus.ACTIVE
    ).select_for_update()
    if {row.membership_id for row in administrators} == {membership.id}:
        raise LastAdministratorError


async def end_membership(membership: Membership, *, modules: Collection[str]) -> None:
    """End a membership today, and its roles with it; plugins hear ``member_left``.

    *modules* are those that are on in the association.

    Raises DepartureError when a plugin says that something has to be settled first, and LastAdministratorError.
    """
    obstacles = await runtime.current().plugins.departure_obstacles(modules, membership=membership)
    if obstacles:
        raise DepartureError([str(obstacle) for obstacle in obstacles])
    async with transaction():
        await keep_an_administrator(membership)
        await Membership.filter(id=membership.id, status=MembershipStatus.ACTIVE).update(
            status=MembershipStatus.ENDED, ends_on=today()
        )
        await RoleAssignment.filter(membership_id=membership.id, ends_on=None).delete()
        await audit.record(
            "membership.ended", association_id=membership.association_id, object=f"membership:{membership.id}"
        )
        await count_member(membership.association_id, LEFT)
        await emit("member_left", membership.association_id, {"membership": membership.id})


async def set_roles(membership: Membership, roles: Collection[str]) -> None:
    """Make *roles* the ones a member holds from today. Raises LastAdministratorError with nothing changed."""
    async with transaction():
        held = (await roles_of([membership]))[membership.id]
        for role in sorted(set(roles) - set(held)):
            await grant_role(membership, role)
        for role in sorted(set(held) - set(roles)):
            await end_role(membership, role)


async def roles_of(memberships: Iterable[Membership]) -> dict[int, list[str]]:
    """Return the roles that *memberships* hold today by id, in one query."""
    found: dict[int, list[str]] = {membership.id: [] for membership in memberships}
    day = today()
    rows = await RoleAssignment.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), membership_id__in=list(found), starts_on__lte=day
    ).order_by("role")
    for row in rows:
        found[row.membership_id].append(row.role)
    return found


async def contacts_permitted(permission: str) -> list[Contact]:
    """Return the members of the association in scope who hold *permission*, to tell them what waits."""
    permissions = all_permissions()
    roles = [role for role in ROLES if permission in permissions_of(role, permissions)]
    day = today()
    rows = await RoleAssignment.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        role__in=roles, starts_on__lte=day, membership__status=MembershipStatus.ACTIVE,
    ).prefetch_related("membership__contact")  # fmt: skip
    return list({row.membership.contact.id: row.membership.contact for row in rows}.values())


async def claimable_contacts(visitor: Visitor) -> list[Contact]:
    """Return what associations wrote down under an address that the visitor proved, and nobody has claimed."""
    addresses = await verified_addresses(visitor.account_id)
    with crossing_associations("a person finds what associations know of them"):
        return await Contact.filter(email_folded__in=addresses, person_id=None).prefetch_related("association")


async def claim(visitor: Visitor, public_id: str) -> Contact | None:
    """Make a contact the visitor's own person's; None when it is not theirs to claim, or was claimed already."""
    for contact in await claimable_contacts(visitor):
        if contact.public_id == public_id and visitor.person_ids:
            with association_scope(contact.association_id):
                await Contact.filter(id=contact.id, person_id=None).update(
                    person_id=visitor.person_ids[0], confirmed_at=clock.now()
                )
                await audit.record(
                    "contact.claimed", association_id=contact.association_id, object=f"contact:{contact.id}"
                )
            return contact
    return None


async def memberships_of(visitor: Visitor) -> list[Membership]:
    """Return where the persons of an account are members."""
    with crossing_associations("a person sees where they belong"):
        return await Membership.filter(
            contact__person_id__in=list(visitor.person_ids), status=MembershipStatus.ACTIVE
        ).prefetch_related("association", "contact")

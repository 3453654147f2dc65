"""Who belongs to an association. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError

from brobygger import clock, runtime
from brobygger.db import association_scope, crossing_associations, fold, transaction
from brobygger.due import emit
from brobygger.identity.services import verified_addresses
from brobygger.membership.errors import AlreadyMemberError, DepartureError
from brobygger.membership.figures import JOINED, LEFT, count_member
from brobygger.membership.kinds.services import first_kind
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.membership.roles.assignments import end_all_roles, grant_role
from brobygger.membership.roles.continuity import keeping_somebody_in_charge
from brobygger.membership.searching import search_text
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from brobygger.associations.models import Association
    from brobygger.identity.models import Person
    from brobygger.identity.visitor import Visitor
    from brobygger.membership.kinds.models import MembershipKind


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


async def end_membership(membership: Membership, *, modules: Collection[str]) -> None:
    """End a membership today, and its roles with it; plugins hear ``member_left``.

    *modules* are those that are on in the association.

    Raises DepartureError when a plugin says that something has to be settled first, and LastAdministratorError.
    """
    obstacles = await runtime.current().plugins.departure_obstacles(modules, membership=membership)
    if obstacles:
        raise DepartureError([str(obstacle) for obstacle in obstacles])
    async with keeping_somebody_in_charge(membership.association_id):
        await Membership.filter(id=membership.id, status=MembershipStatus.ACTIVE).update(
            status=MembershipStatus.ENDED, ends_on=today()
        )
        await end_all_roles(membership)
        await audit.record(
            "membership.ended", association_id=membership.association_id, object=f"membership:{membership.id}"
        )
        await count_member(membership.association_id, LEFT)
        await emit("member_left", membership.association_id, {"membership": membership.id})


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

"""Who holds which role, from when to when. Runs within the association's scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger.due import emit
from brobygger.membership.errors import NotYoursToGiveError, RoleOverlapError, UnknownRoleError
from brobygger.membership.models import Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ROLES, Role
from brobygger.membership.roles.continuity import keeping_somebody_in_charge
from brobygger.membership.roles.models import OwnRole
from brobygger.membership.roles.standing import all_permissions, held_on, permissions_of_role
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.queryset import QuerySet

    from brobygger.membership.models import Contact
    from brobygger.membership.roles.standing import Standing


def own_as_role(row: OwnRole) -> Role:
    """Return a row of the association's own role as a role."""
    return Role(row.public_id, row.title, row.explanation, frozenset(row.permissions), row.id, is_office=row.is_office)


async def all_roles() -> dict[str, Role]:
    """Return the roles that can be given, by key: core's, then the association's own by name."""
    rows = await OwnRole.filter(deleted_at=None).order_by("title_folded", "id")
    return {**ROLES, **{row.public_id: own_as_role(row) for row in rows}}


async def find_role(key: str) -> Role:
    """Return a role that can be given. Raises UnknownRoleError; a sealed permission is none."""
    if key in ROLES:
        return ROLES[key]
    row = await OwnRole.get_or_none(public_id=key, deleted_at=None)
    if row is None:
        raise UnknownRoleError
    return own_as_role(row)


def role_of(row: RoleAssignment) -> Role:
    """Return the role of an assignment whose own role is fetched; deleted ones and sealed permissions too."""
    if row.own_role is not None:
        return own_as_role(row.own_role)
    if row.role in ROLES:
        return ROLES[row.role]
    titles = {permission.name: permission.title for permission in all_permissions()}
    return Role(row.role, titles.get(row.role, row.role), is_sealed=True)


async def grant_role(
    membership: Membership,
    key: str,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    assembly_id: int | None = None,
) -> None:
    """Give a member a role, from today unless told otherwise. Giving what they hold already changes nothing.

    Raises UnknownRoleError, and RoleOverlapError when they hold it in part of that time.
    """
    role = await find_role(key)
    await assign(membership, role, starts_on=starts_on or today(), ends_on=ends_on, assembly_id=assembly_id)


async def assign(
    membership: Membership, role: Role, *, starts_on: date, ends_on: date | None = None, assembly_id: int | None = None
) -> None:
    """Write down that a member holds *role*, which may be a sealed permission. Raises RoleOverlapError."""
    async with keeping_somebody_in_charge(membership.association_id):
        until = Q() if ends_on is None else Q(starts_on__lte=ends_on)
        held = await RoleAssignment.filter(
            Q(ends_on=None) | Q(ends_on__gte=starts_on), until, membership_id=membership.id, role=role.key
        )
        if any(_covers(row, starts_on, ends_on) for row in held):
            return
        if held:
            raise RoleOverlapError
        await RoleAssignment.create(
            association_id=membership.association_id, membership=membership, role=role.key, own_role_id=role.own_id,
            starts_on=starts_on, ends_on=ends_on, assembly_id=assembly_id,
        )  # fmt: skip
        await tell("role.granted", membership, role.key)


def _covers(row: RoleAssignment, starts_on: date, ends_on: date | None) -> bool:
    return row.starts_on <= starts_on and (row.ends_on is None or (ends_on is not None and ends_on <= row.ends_on))


async def tell(action: str, membership: Membership, role: str) -> None:
    """Write down that roles of *membership* changed, and tell plugins."""
    await audit.record(
        action, association_id=membership.association_id, object=f"membership:{membership.id}", reason=role
    )
    await emit("membership_changed", membership.association_id, {"membership": membership.id})


async def end_assignment(row: RoleAssignment, last_day: date | None = None) -> None:
    """Let a role end with *last_day*, or at once. *row* has its membership.

    Raises LastAdministratorError, with nothing changed, when there would be a day with nobody in charge.
    """
    async with keeping_somebody_in_charge(row.association_id):
        await cut(RoleAssignment.filter(id=row.id), last_day or today() - timedelta(days=1))
        await tell("role.ended", row.membership, row.role)


async def cut(rows: QuerySet[RoleAssignment], last_day: date) -> None:
    """End assignments with *last_day*; those that had not begun by then were never held, and go."""
    await rows.filter(starts_on__gt=last_day).delete()
    await rows.filter(Q(ends_on=None) | Q(ends_on__gt=last_day)).update(ends_on=last_day)


async def end_role(membership: Membership, key: str) -> None:
    """Take a role back at once. Raises LastAdministratorError."""
    async with keeping_somebody_in_charge(membership.association_id):
        await cut(RoleAssignment.filter(membership_id=membership.id, role=key), today() - timedelta(days=1))
        await tell("role.ended", membership, key)


async def end_all_roles(membership: Membership) -> None:
    """End what a member holds and would come to hold, in the caller's transaction."""
    await cut(RoleAssignment.filter(membership_id=membership.id), today() - timedelta(days=1))


async def roles_of(memberships: Iterable[Membership]) -> dict[int, list[Role]]:
    """Return the roles that *memberships* hold today by id, in one query."""
    found: dict[int, list[Role]] = {membership.id: [] for membership in memberships}
    rows = RoleAssignment.filter(held_on(today()), membership_id__in=list(found))
    for row in await rows.order_by("role", "id").select_related("own_role"):
        found[row.membership_id].append(role_of(row))
    return found


async def assignments_of(membership: Membership) -> Sequence[RoleAssignment]:
    """Return all that a member held, holds and will hold, the latest first."""
    rows = RoleAssignment.filter(membership_id=membership.id).order_by("-starts_on", "-id")
    return await rows.select_related("own_role", "assembly")


def check_may_hand_out(standing: Standing, roles: Iterable[Role]) -> None:
    """Raise NotYoursToGiveError when one of *roles* permits what *standing* does not hold."""
    if not all(standing.may_hand_out(role) for role in roles):
        raise NotYoursToGiveError


async def contacts_permitted(permission: str) -> list[Contact]:
    """Return the members of the association in scope who hold *permission*, to tell them what waits."""
    rows = await current_holders()
    found = [row for row in rows if permission in permissions_of_role(role_of(row))]
    return list({row.membership.contact.id: row.membership.contact for row in found}.values())


async def current_holders() -> Sequence[RoleAssignment]:
    """Return every assignment of today with its role and its contact, by name."""
    rows = RoleAssignment.filter(held_on(today()), membership__status=MembershipStatus.ACTIVE)
    rows = rows.select_related("own_role", "membership__contact")
    return await rows.order_by("membership__contact__name_folded", "id")

"""What somebody is in one association, and may do there. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger import runtime
from brobygger.membership.models import Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR, CORE_PERMISSIONS, permissions_of
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from brobygger.membership.roles import Role
    from brobygger.plugins import Permission


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in one association."""

    membership: Membership | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()

    @property
    def is_in_charge(self) -> bool:
        return ADMINISTRATOR in self.roles

    def may_hand_out(self, role: Role) -> bool:
        """Tell whether they may give *role* to somebody, and take it back: never more than they hold themselves."""
        if role.is_sealed:
            return role.key in self.permissions
        if self.is_in_charge:
            return True
        return role.key != ADMINISTRATOR and permissions_of_role(role) <= self.permissions


NO_STANDING = Standing()


def all_permissions() -> list[Permission]:
    """Return core's permissions and those of every loaded plugin."""
    plugins = runtime.current().plugins.plugins
    return [*CORE_PERMISSIONS, *(permission for plugin in plugins for permission in plugin.manifest.permissions)]


def permissions_of_role(role: Role) -> frozenset[str]:
    """Return what *role* permits with what is installed now."""
    return permissions_of(role.key, all_permissions(), own=role.permissions)


def held_on(day: date) -> Q:
    """Return the condition of the assignments that count on *day*."""
    return Q(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


async def load_standing(person_ids: Collection[int]) -> Standing:
    """Return what the persons an account acts for are in the association in scope: one query for each of two tables,
    the second with what the association's own roles permit.
    """
    if not person_ids:
        return NO_STANDING
    memberships = await Membership.filter(
        contact__person_id__in=list(person_ids), status=MembershipStatus.ACTIVE
    ).order_by("id")
    if not memberships:
        return NO_STANDING
    held = await RoleAssignment.filter(held_on(today()), membership_id__in=[row.id for row in memberships]).values_list(
        "role", "own_role__permissions"
    )
    permissions = all_permissions()
    allowed = (permissions_of(str(role), permissions, own=own or ()) for role, own in held)
    return Standing(
        memberships[0], frozenset(str(row[0]) for row in held), frozenset[str]().union(*allowed)
    )  # fmt: skip

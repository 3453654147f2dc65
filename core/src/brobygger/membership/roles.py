"""Roles and what they permit. Core decides; plugins only declare permissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.plugins import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

EDIT_PROFILE = "core.edit_profile"
MANAGE_MODULES = "core.manage_modules"
MANAGE_MEMBERS = "core.manage_members"
MAKE_CALLS = "core.make_calls"
READ_AUDIT = "core.read_audit"
READ_RECORD = "core.read_record"
READ_FIGURES = "core.read_figures"
#: Means something in the host alone: who holds it there answers proposals, and sees whose profile is old.
LOOK_AFTER_ASSOCIATIONS = "core.look_after_associations"

CORE_PERMISSIONS = (
    Permission(EDIT_PROFILE, lazy("Edit the association's profile"), roles=()),
    Permission(MANAGE_MODULES, lazy("Switch modules on and off"), roles=()),
    Permission(MANAGE_MEMBERS, lazy("See members, add them and give them roles"), roles=()),
    Permission(MAKE_CALLS, lazy("See who is to be called, and call them")),
    Permission(READ_AUDIT, lazy("Read what was done in the association"), roles=()),
    Permission(
        LOOK_AFTER_ASSOCIATIONS,
        lazy("At the volunteer centre: answer those who propose an association, and see whose profile is old"),
    ),
    Permission(READ_RECORD, lazy("Read the record of what is kept about people"), roles=()),
    Permission(READ_FIGURES, lazy("Read the association's figures")),
)

ADMINISTRATOR = "administrator"
COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Role:
    """A role that every association has."""

    key: str
    title: str
    explanation: str


ROLES = {
    ADMINISTRATOR: Role(
        ADMINISTRATOR, lazy("In charge"), lazy("Can do everything but read what a module keeps sealed.")
    ),
    COORDINATOR: Role(
        COORDINATOR, lazy("Coordinator"), lazy("Looks after what people sign up for, and calls them.")
    ),
}  # fmt: skip


def permissions_of(role: str, permissions: Iterable[Permission]) -> frozenset[str]:
    """Return the names of *permissions* that *role* holds. A sealed one is in no role."""
    open_ones = [permission for permission in permissions if not permission.sealed]
    if role == ADMINISTRATOR:
        return frozenset(permission.name for permission in open_ones)
    return frozenset(permission.name for permission in open_ones if role in permission.roles)

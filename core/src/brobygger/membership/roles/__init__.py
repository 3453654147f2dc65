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
MANAGE_ROLES = "core.manage_roles"
MAKE_CALLS = "core.make_calls"
#: Registers people at the desk and on the phone, and sees nothing of them afterwards.
ASSIST = "core.assist"
READ_AUDIT = "core.read_audit"
READ_RECORD = "core.read_record"
READ_FIGURES = "core.read_figures"
#: Answers those who propose an association, and sees whose profile is old.
LOOK_AFTER_ASSOCIATIONS = "core.look_after_associations"
TAKE_OVER = "core.take_over"

CORE_PERMISSIONS = (
    Permission(EDIT_PROFILE, lazy("Edit the association's profile"), roles=()),
    Permission(MANAGE_MODULES, lazy("Switch modules on and off"), roles=()),
    Permission(MANAGE_MEMBERS, lazy("See the list of members, and add members"), roles=()),
    Permission(MANAGE_ROLES, lazy("Make roles, and give them to members"), roles=()),
    Permission(MAKE_CALLS, lazy("See who is to be called, and call them")),
    Permission(ASSIST, lazy("Help people at the desk and on the phone"), roles=()),
    Permission(READ_AUDIT, lazy("Read what was done in the association"), roles=()),
    Permission(READ_RECORD, lazy("Read the record of what is kept about people"), roles=()),
    Permission(READ_FIGURES, lazy("Read the association's figures")),
    Permission(
        LOOK_AFTER_ASSOCIATIONS,
        lazy("At the volunteer centre: answer those who propose an association, and see whose profile is old"),
    ),
    Permission(TAKE_OVER, lazy("Help associations that have nobody in charge"), roles=()),
)
#: Means something only in the association that runs the site.
HOST_PERMISSIONS = frozenset({LOOK_AFTER_ASSOCIATIONS, TAKE_OVER})

ADMINISTRATOR = "administrator"
COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: one that every association has, the association's own, or a sealed permission that somebody holds."""

    key: str
    title: str
    explanation: str = ""
    #: Of the association's own role; those of core's roles follow from what is installed.
    permissions: frozenset[str] = frozenset()
    #: The row of the association's own role.
    own_id: int | None = None
    #: Elected by the general assembly, and so part of the handover of the board.
    is_office: bool = False
    is_sealed: bool = False


ROLES = {
    ADMINISTRATOR: Role(
        ADMINISTRATOR, lazy("In charge"), lazy("Can do everything but read what a module keeps sealed."),
        is_office=True,
    ),
    COORDINATOR: Role(
        COORDINATOR, lazy("Coordinator"), lazy("Looks after what people sign up for, and calls them.")
    ),
}  # fmt: skip


def permissions_of(role: str, permissions: Iterable[Permission], *, own: Iterable[str] = ()) -> frozenset[str]:
    """Return the names of *permissions* that the role called *role* holds; *own* are those of an association's own.

    A sealed permission is in no role: it is held by itself, under its own name.
    """
    if role == ADMINISTRATOR:
        return frozenset(permission.name for permission in permissions if not permission.sealed)
    wanted = frozenset(own)
    return frozenset(
        permission.name
        for permission in permissions
        if (permission.name == role if permission.sealed else role in permission.roles or permission.name in wanted)
    )

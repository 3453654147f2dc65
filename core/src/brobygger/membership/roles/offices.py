"""The offices that Danish associations usually have, ready to be taken over as roles of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.membership.roles import (
    COORDINATOR,
    EDIT_PROFILE,
    MAKE_CALLS,
    MANAGE_MEMBERS,
    MANAGE_MODULES,
    READ_AUDIT,
    READ_FIGURES,
    READ_RECORD,
    permissions_of,
)
from brobygger.membership.roles.standing import all_permissions

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Office:
    """An office, and what it is proposed to permit."""

    title: str
    explanation: str
    permissions: frozenset[str] = frozenset()
    #: Looks after what people sign up for, so all that the coordinator may is proposed.
    coordinates: bool = False

    def proposal(self, visible: Collection[str]) -> list[str]:
        """Return which of *visible* permissions are ticked when the role is made."""
        proposed = self.permissions
        if self.coordinates:
            proposed |= permissions_of(COORDINATOR, all_permissions())
        return sorted(proposed & frozenset(visible))


_LEADING = frozenset({EDIT_PROFILE, MANAGE_MODULES, MANAGE_MEMBERS, READ_AUDIT, READ_FIGURES, READ_RECORD})

OFFICES = {
    "chair": Office(
        lazy("Chair"), lazy("Leads the association between the general assemblies."), _LEADING, coordinates=True
    ),
    "vice-chair": Office(lazy("Vice chair"), lazy("Steps in for the chair."), _LEADING, coordinates=True),
    "treasurer": Office(
        lazy("Treasurer"),
        lazy("Looks after the money and the list of members."),
        frozenset({MANAGE_MEMBERS, READ_FIGURES}),
    ),
    "secretary": Office(
        lazy("Secretary"),
        lazy("Writes the minutes, and keeps the association's page right."),
        frozenset({EDIT_PROFILE, MANAGE_MEMBERS}),
    ),
    "board-member": Office(lazy("Board member"), lazy("Takes part in deciding."), frozenset({READ_RECORD})),
    "substitute": Office(lazy("Substitute"), lazy("Takes a seat on the board when somebody leaves it.")),
    "auditor": Office(
        lazy("Auditor"),
        lazy("Checks the accounts, and what was done."),
        frozenset({READ_AUDIT, READ_FIGURES, READ_RECORD}),
    ),
    "contact-person": Office(
        lazy("Contact person"), lazy("Answers those who call or write."), frozenset({MAKE_CALLS}), coordinates=True
    ),
}

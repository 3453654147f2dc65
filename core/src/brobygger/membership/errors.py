"""What can go wrong with memberships.

MembershipError
├── AlreadyMemberError     the contact belongs already
├── LastAdministratorError nobody would be in charge any more
├── DepartureError         something has to be settled first; holds the obstacles
├── EditedMeanwhileError   somebody else was quicker
├── KindInUseError         somebody is or was a member of the kind
├── LastKindError          nobody could become a member any more
└── NotOpenError           nobody can become a member of the kind
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class MembershipError(Exception):
    """The base of this module's errors."""


class AlreadyMemberError(MembershipError):
    """The contact has an active membership."""


class LastAdministratorError(MembershipError):
    """The association would have nobody in charge."""


class DepartureError(MembershipError):
    """A plugin says what has to be settled before the member can leave."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__("; ".join(obstacles))
        self.obstacles = obstacles


class EditedMeanwhileError(MembershipError):
    """Somebody else changed or decided it first."""


class KindInUseError(MembershipError):
    """Somebody is or was a member of the kind, or asked to be: it can be closed, not deleted."""


class LastKindError(MembershipError):
    """The association would have no kind that is open."""


class NotOpenError(MembershipError):
    """Nobody can become a member of this kind by themselves."""

"""What can go wrong with memberships.

MembershipError
├── AlreadyMemberError     the contact belongs already
├── LastAdministratorError nobody would be in charge any more
└── DepartureError         something has to be settled first; holds the obstacles
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

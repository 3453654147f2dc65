"""What can go wrong with memberships.

MembershipError
├── AlreadyMemberError     the contact belongs already
├── LastAdministratorError nobody would be in charge any more
├── UnknownRoleError       no such role can be given here
├── RoleOverlapError       the member holds the role in part of that time
├── NotYoursToGiveError    more than the giver holds
├── RoleHeldError          somebody holds the role that was to be deleted
├── TitleTakenError        another role of the association has that name
├── RoleChangedError       somebody else saved the role meanwhile
├── SealedError            a sealed permission cannot be given so; its subclasses say why
├── HandoverChangedError   the new board was changed meanwhile
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


class UnknownRoleError(MembershipError):
    """The association has no such role to give."""


class RoleOverlapError(MembershipError):
    """The member holds the role in part of that time already."""


class NotYoursToGiveError(MembershipError):
    """The role or the permission is more than its giver holds."""


class RoleHeldError(MembershipError):
    """Somebody holds the role, or will."""


class TitleTakenError(MembershipError):
    """Another role of the association has that name."""


class RoleChangedError(MembershipError):
    """Somebody else saved the role, or deleted it, meanwhile."""


class SealedError(MembershipError):
    """A sealed permission cannot be given so."""


class OnlyHoldersError(SealedError):
    """Somebody holds it, so it is theirs to give, and nobody else's."""


class SecondPersonError(SealedError):
    """Another person in charge has to confirm, not the one who asked."""


class SealedRequestGoneError(SealedError):
    """The request was withdrawn, confirmed, or has expired."""


class HandoverChangedError(MembershipError):
    """Somebody else changed the new board, or handed it over."""


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

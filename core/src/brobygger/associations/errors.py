"""What can go wrong with associations.

AssociationError
├── SlugTakenError        another association has, or had, this address
├── EditedMeanwhileError  somebody else saved a newer version
└── TooManyLettersError   somebody, or their network, wrote enough for now
"""

from __future__ import annotations


class AssociationError(Exception):
    """The base of this module's errors."""


class SlugTakenError(AssociationError):
    """Another association has, or had, this address on the site."""


class EditedMeanwhileError(AssociationError):
    """The row was saved by somebody else since it was read."""


class TooManyLettersError(AssociationError):
    """Somebody, or their network, wrote enough letters for now."""

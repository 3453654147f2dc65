"""What can go wrong when somebody confirms.

ConfirmationError
├── UnknownTokenError  the link is mangled, or what it was for is gone
└── ExpiredTokenError  it was not pressed in time
"""

from __future__ import annotations


class ConfirmationError(Exception):
    """The base of this module's errors."""


class UnknownTokenError(ConfirmationError):
    """No such link, or what it was for is gone."""


class ExpiredTokenError(ConfirmationError):
    """The link was not pressed in time."""

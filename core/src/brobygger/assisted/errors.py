"""What can go wrong at the desk.

AssistedError
├── UnknownVisitError  there is no such visit, it is another helper's, or it is over
└── NotAskedForError   the contact is not one of those with the number or the address that was typed
"""

from __future__ import annotations


class AssistedError(Exception):
    """The base of this package's errors."""


class UnknownVisitError(AssistedError):
    """The helper has no such visit open."""


class NotAskedForError(AssistedError):
    """The contact does not have what was typed."""

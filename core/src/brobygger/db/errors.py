"""What can go wrong with the database.

DatabaseError
├── DatabaseUnavailable   it cannot be reached, opened or written; says what to look at
└── MigrationError        a migration cannot be applied; nothing of it was
"""

from __future__ import annotations


class DatabaseError(Exception):
    """The base of this package's errors."""


class DatabaseUnavailable(DatabaseError):  # noqa: N818  # named for the situation
    """The database cannot be reached, opened or written."""


class MigrationError(DatabaseError):
    """A migration cannot be applied. Nothing of it was, unless it says that it is not atomic."""

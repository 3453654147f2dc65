"""What can go wrong, in words that say what to do."""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be made, is damaged, or must not be restored here; the message says what to do."""

"""One archive with everything a site is made of, and the way back."""

from __future__ import annotations

from brobygger.backup.archive import Manifest
from brobygger.backup.errors import BackupError
from brobygger.backup.restore import Restored, check_restored, restore_site
from brobygger.backup.save import Saved, save_site, verify

__all__ = [
    "BackupError",
    "Manifest",
    "Restored",
    "Saved",
    "check_restored",
    "restore_site",
    "save_site",
    "verify",
]

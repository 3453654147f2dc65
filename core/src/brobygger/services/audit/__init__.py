"""What was done, by whom, to what."""

from __future__ import annotations

from brobygger.services.audit.services import acting, delete_old_entries, read_entries, record

__all__ = ["acting", "delete_old_entries", "read_entries", "record"]

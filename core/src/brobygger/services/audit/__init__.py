"""What was done, by whom, to what."""

from __future__ import annotations

from brobygger.services.audit.services import acting, read_entries, record

__all__ = ["acting", "read_entries", "record"]

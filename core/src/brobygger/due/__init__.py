"""What must happen later: rows with a time, written with their cause, done at least once."""

from __future__ import annotations

from brobygger.due.models import DueRow, DueTask
from brobygger.due.services import cancel, emit, schedule

__all__ = ["DueRow", "DueTask", "cancel", "emit", "schedule"]

"""The time, as the running site sees it; tests move it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def now() -> datetime:
    """Return the moment by the running site's clock, aware, in UTC."""
    from brobygger import runtime

    return runtime.current().clock.now()

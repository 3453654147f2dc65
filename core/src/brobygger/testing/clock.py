"""A clock that tests move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: A Monday morning, far from New Year and from the turns of summer time.
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class MovableClock:
    """Stands still until a test moves it."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta | None = None, **parts: float) -> None:
        """Move by *step*, or by ``hours=…``, ``days=…`` and so on."""
        self._now += step if step is not None else timedelta(**parts)

    def set(self, moment: datetime) -> None:
        self._now = moment.astimezone(UTC)

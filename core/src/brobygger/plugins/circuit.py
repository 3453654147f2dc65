"""Leaving alone what keeps failing, so that pages do not wait for it each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Key = tuple[str, str]

_FAILURES = 5
_SECONDS = 60.0


@dataclass(slots=True)
class Circuit:
    """Opens for a minute after five failures in a row of a plugin's hook; one more failure then opens it again."""

    now: Callable[[], float]
    _failures: dict[Key, int] = field(default_factory=dict)
    _open_until: dict[Key, float] = field(default_factory=dict)

    def is_open(self, key: Key) -> bool:
        """Tell whether the hook *key*, a plugin and a hook, is left alone now."""
        return self._open_until.get(key, 0.0) > self.now()

    def failed(self, key: Key) -> None:
        self._failures[key] = self._failures.get(key, 0) + 1
        if self._failures[key] >= _FAILURES:
            self._open_until[key] = self.now() + _SECONDS

    def worked(self, key: Key) -> None:
        self._failures.pop(key, None)

"""What a hook's answer may be. A check returns the answer, or raises TypeError, and that is the plugin's failure."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[Any], Any]


def nothing(value: Any) -> None:
    """Take no answer."""
    if inspect.iscoroutine(value):
        value.close()
        raise TypeError("it returned work that nobody awaited: is an “await” missing?")
    if value is not None:
        raise TypeError(f"it returned {_named(value)} where nothing is asked for")


def one(kind: type) -> Check:
    """Take exactly one *kind*."""

    def check(value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"it returned {_named(value)} where {kind.__name__} is asked for")
        return value

    return check


def many(*kinds: type) -> Check:
    """Take a list or tuple of *kinds*, or None for an empty one. Not any iterable: a generator could go on for ever."""

    def check(value: Any) -> tuple[Any, ...]:
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"it returned {_named(value)} where a list of {kinds[0].__name__} is asked for")
        for item in value:
            if not isinstance(item, kinds):
                raise TypeError(f"its list has {_named(item)} where {kinds[0].__name__} is asked for")
            if not isinstance(getattr(item, "order", 0), int):
                raise TypeError(f"the order of {item!r} is not a number")
        return tuple(value)

    return check


def _named(value: Any) -> str:
    return type(value).__name__

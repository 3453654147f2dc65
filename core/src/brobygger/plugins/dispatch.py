"""Calling hooks. pluggy registers and validates; a plain call of its own stops at the first exception, so ours calls.

A plugin that raises, answers late, or answers with the wrong type costs its own answer and nobody else's. Blocking
code cannot be stopped by a timeout: plugins must not block.
"""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from brobygger.plugins.errors import HookError

if TYPE_CHECKING:
    from collections.abc import Collection

    from pluggy import HookCaller, HookImpl

log = structlog.get_logger("brobygger.plugins")
TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What one plugin returned."""

    plugin: str
    value: Any


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Calls hookimpls one after the other, in the order of their plugins' names."""

    #: In tests and development every failure is raised.
    strict: bool = False
    timeout: float = TIMEOUT_SECONDS

    async def ask(
        self, caller: HookCaller, plugins: Collection[str], kind: type | None, **arguments: Any
    ) -> list[Answer]:
        """Return the answers of *plugins*; one that fails is logged and left out."""
        answers = []
        for implementation in _implementations(caller, plugins):
            try:
                answers.append(await self.call(implementation, kind, arguments))
            except HookError as error:
                if self.strict:
                    raise
                log.exception("hook failed", plugin=error.plugin, hook=error.hook)
        return answers

    async def demand(
        self, caller: HookCaller, plugins: Collection[str], kind: type | None, **arguments: Any
    ) -> list[Answer]:
        """Return the answers of *plugins*. Raises HookError at the first that fails."""
        return [
            await self.call(implementation, kind, arguments) for implementation in _implementations(caller, plugins)
        ]

    async def call(self, implementation: HookImpl, kind: type | None, arguments: dict[str, Any]) -> Answer:
        """Call one hookimpl with the arguments it takes. Raises HookError; a cancellation passes."""
        plugin, hook = implementation.plugin_name, implementation.function.__name__
        try:
            value = implementation.function(**{name: arguments[name] for name in implementation.argnames})
            if inspect.isawaitable(value):
                async with asyncio.timeout(self.timeout):
                    value = await value
            return Answer(plugin, _checked(value, kind))
        except Exception as error:  # the dispatcher's isolation point
            raise HookError(plugin, hook, error) from error


def _checked(value: Any, kind: type | None) -> Any:
    """Return a list of *kind* as a tuple, or the value itself where no list is wanted."""
    if kind is None:
        return value
    items = tuple(value or ())
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"it returned {type(item).__name__} where {kind.__name__} was asked for")
    return items


def _implementations(caller: HookCaller, plugins: Collection[str]) -> list[HookImpl]:
    chosen = [implementation for implementation in caller.get_hookimpls() if implementation.plugin_name in plugins]
    return sorted(chosen, key=lambda implementation: implementation.plugin_name)

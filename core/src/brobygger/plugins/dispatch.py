"""Calling hooks. pluggy registers and validates; a plain call of its own stops at the first exception, so ours calls.

A plugin that raises, answers late, or answers with the wrong type costs its own answer and nobody else's. Blocking
code cannot be stopped by a timeout: it is named in the log, and plugins must not block.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from tortoise.models import Model

from brobygger.plugins.circuit import Circuit
from brobygger.plugins.errors import HookError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from pluggy import HookCaller, HookImpl

    from brobygger.plugins.answers import Check

log = structlog.get_logger("brobygger.plugins")
#: How long a plugin may take where somebody waits for a page, and where it does its share of a work.
PAGE_SECONDS, WORK_SECONDS = 5.0, 60.0
_SLOW_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What one plugin returned."""

    plugin: str
    value: Any


@dataclass(slots=True)
class Dispatcher:
    """Calls hookimpls one after the other, in the order of their plugins' names."""

    #: In tests and development every failure is raised.
    strict: bool = False
    page_seconds: float = PAGE_SECONDS
    work_seconds: float = WORK_SECONDS
    now: Callable[[], float] = time.monotonic
    circuit: Circuit = field(init=False)

    def __post_init__(self) -> None:
        self.circuit = Circuit(self.now)

    async def ask(self, caller: HookCaller, plugins: Collection[str], check: Check, **arguments: Any) -> list[Answer]:
        """Return the answers of *plugins*; one that fails is logged and left out, and after five failures not asked."""
        answers = []
        for implementation in _implementations(caller, plugins):
            key = implementation.plugin_name, caller.name
            if self.circuit.is_open(key):
                continue
            try:
                answers.append(await self._call(caller, implementation, check, arguments, self.page_seconds))
            except HookError as error:
                if self.strict:
                    raise
                log.exception("hook failed", plugin=error.plugin, hook=error.hook)
                self.circuit.failed(key)
            else:
                self.circuit.worked(key)
        return answers

    async def demand(
        self, caller: HookCaller, plugins: Collection[str], check: Check, *, seconds: float, **arguments: Any
    ) -> list[Answer]:
        """Return the answers of *plugins*. Raises HookError at the first that fails, or takes more than *seconds*."""
        return [
            await self._call(caller, implementation, check, arguments, seconds)
            for implementation in _implementations(caller, plugins)
        ]

    async def _call(
        self, caller: HookCaller, implementation: HookImpl, check: Check, arguments: Mapping[str, Any], seconds: float
    ) -> Answer:
        """Call one hookimpl with the arguments it takes. Raises HookError; a cancellation passes."""
        started = self.now()
        try:
            value = implementation.function(**{name: _own(arguments[name]) for name in implementation.argnames})
            if inspect.isawaitable(value):
                value = await _within(seconds, value)
            return Answer(implementation.plugin_name, check(value))
        except Exception as error:  # the dispatcher's isolation point
            raise HookError(implementation.plugin_name, caller.name, error) from error
        finally:
            if (took := self.now() - started) > _SLOW_SECONDS:
                log.warning("slow hook", plugin=implementation.plugin_name, hook=caller.name, seconds=round(took, 1))


async def _within(seconds: float, value: Awaitable[Any]) -> Any:
    try:
        async with asyncio.timeout(seconds):
            return await value
    except TimeoutError as error:
        raise TimeoutError(str(error) or f"no answer within {seconds:g} seconds") from None


def _own(value: Any) -> Any:
    """Return a copy of a row or a collection: what one plugin changes in it, neither core nor its neighbours see."""
    return copy.copy(value) if isinstance(value, (Model, dict, list, set)) else value


def _implementations(caller: HookCaller, plugins: Collection[str]) -> list[HookImpl]:
    """Return the hookimpls of *plugins*: a list of whom to ask, where pluggy's own is one of whom to leave out."""
    chosen = [implementation for implementation in caller.get_hookimpls() if implementation.plugin_name in plugins]
    return sorted(chosen, key=lambda implementation: implementation.plugin_name)

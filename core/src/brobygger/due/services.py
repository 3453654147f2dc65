"""Writing down what must happen later, in the transaction of its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.due.models import DueTask
from brobygger.due.wake import wake

if TYPE_CHECKING:
    from datetime import datetime

EVENT = "event:"


async def schedule(
    owner: str,
    name: str,
    payload: dict[str, Any],
    *,
    due_at: datetime | None = None,
    association_id: int | None = None,
    key: str | None = None,
) -> None:
    """Have the task *name* of *owner* (core, or a plugin) done at *due_at*, or as soon as the transaction is done.

    *payload* holds ids and numbers only. With a *key*, a task that is already scheduled is moved instead.
    """
    moment = due_at or clock.now()
    if key is None or not await _move(key, moment):
        try:
            async with transaction():
                await DueTask.create(
                    owner=owner, name=name, payload=payload, due_at=moment, association_id=association_id, key=key
                )
        except IntegrityError:  # somebody else scheduled it at the same moment
            if key is None or not await _move(key, moment):
                raise
    wake()


async def _move(key: str, moment: datetime) -> bool:
    """Schedule anew what has *key*, as if it had never failed; tell whether there is such a task."""
    return bool(await DueTask.filter(key=key).update(due_at=moment, failed_at=None, attempts=0, error=""))


async def cancel(key: str) -> None:
    """Take back what was scheduled under *key*."""
    await DueTask.filter(key=key).delete()


async def emit(event: str, association_id: int, payload: dict[str, Any]) -> None:
    """Tell every loaded plugin that implements the hook *event*, later and at least once, each by a row of its own."""
    for plugin in runtime.current().plugins.implementers(event):
        await schedule(plugin, f"{EVENT}{event}", payload, association_id=association_id)

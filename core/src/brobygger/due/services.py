"""Writing down what must happen later, in the transaction of its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger import clock, runtime
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
    if key is not None and await DueTask.filter(key=key).update(due_at=due_at or clock.now(), failed_at=None):
        return
    await DueTask.create(
        owner=owner, name=name, payload=payload, due_at=due_at or clock.now(), association_id=association_id, key=key
    )
    wake()


async def cancel(key: str) -> None:
    """Take back what was scheduled under *key*."""
    await DueTask.filter(key=key).delete()


async def emit(event: str, association_id: int, payload: dict[str, Any]) -> None:
    """Tell every loaded plugin that implements the hook *event*, later and at least once, each by a row of its own."""
    for plugin in runtime.current().plugins.implementers(event):
        await schedule(plugin, f"{EVENT}{event}", payload, association_id=association_id)

"""Doing due tasks."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import structlog

from brobygger.db import association_scope, transaction
from brobygger.due.claims import claim_due, put_back
from brobygger.due.models import DueTask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Handler = Callable[[DueTask], Awaitable[None]]

log = structlog.get_logger("brobygger.due")
BATCH = 20


class TaskWorker:
    """Does due tasks: the handler's effect and the end of the row are one transaction, so both are or neither is."""

    def __init__(self, handlers: Mapping[tuple[str, str], Handler], default: Handler) -> None:
        """Take handlers by owner and name, and the one for everything else, such as events of plugins."""
        self._handlers = handlers
        self._default = default

    async def work(self) -> int:
        """Do one batch; return how many rows were taken."""
        tasks = await claim_due(DueTask, limit=BATCH)
        for task in tasks:
            await self._do(task)
        return len(tasks)

    async def _do(self, task: DueTask) -> None:
        handler = self._handlers.get((task.owner, task.name), self._default)
        scope = nullcontext() if task.association_id is None else association_scope(task.association_id)
        try:
            with scope:
                async with transaction():
                    await handler(task)
                    await DueTask.filter(id=task.id).delete()
        except Exception as error:  # a task that fails is tried again, and the others go on
            log.exception("due task failed", owner=task.owner, task=task.name, attempts=task.attempts + 1)
            await put_back(task, error)

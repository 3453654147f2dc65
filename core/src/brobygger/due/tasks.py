"""Doing due tasks."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import structlog

from brobygger.db import association_scope, transaction
from brobygger.due.claims import claim_due, let_wait, put_back
from brobygger.due.models import DueTask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Handler = Callable[[DueTask], Awaitable[None]]
    MayRun = Callable[[str, int | None], Awaitable[bool]]

log = structlog.get_logger("brobygger.due")
BATCH = 20


class TaskWorker:
    """Does due tasks: the handler's effect and the end of the row are one transaction, so both are or neither is."""

    def __init__(self, handlers: Mapping[str, Handler], default: Handler, *, may_run: MayRun) -> None:
        """Take handlers by name, the one for everything else, such as events of plugins, and what tells whether the
        work of an owner may run for an association now.
        """
        self._handlers = handlers
        self._default = default
        self._may_run = may_run

    async def work(self) -> int:
        """Do one batch; return how many rows were taken."""
        tasks = await claim_due(DueTask, limit=BATCH)
        for task in tasks:
            await self._do(task)
        return len(tasks)

    async def _do(self, task: DueTask) -> None:
        handler = self._handlers.get(task.name, self._default)
        scope = nullcontext() if task.association_id is None else association_scope(task.association_id)
        try:
            with scope:
                async with transaction():
                    if not await self._may_run(task.owner, task.association_id):
                        await let_wait(task)
                        return
                    # First, so that of two workers the second waits here and finds it done; and so that what the
                    # handler schedules under the same key stays.
                    if await DueTask.filter(id=task.id, lease_until=task.lease_until).delete():
                        await handler(task)
        except Exception as error:  # a task that fails is tried again, and the others go on
            log.exception("due task failed", owner=task.owner, task=task.name, attempts=task.attempts + 1)
            await put_back(task, error)

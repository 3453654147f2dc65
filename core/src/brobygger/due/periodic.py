"""Periodic tasks: rows as well, so that a tick runs once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from cronsim import CronSim
from tortoise.exceptions import IntegrityError

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.due.claims import BACK_OFF_SECONDS, claim_due, let_wait, put_back
from brobygger.due.models import PeriodicRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.due.tasks import MayRun
    from brobygger.plugins import PeriodicTask

log = structlog.get_logger("brobygger.due")


def next_run(schedule: str) -> datetime:
    """Return when a cron expression is due next, by the clock on the site's wall."""
    here = clock.now().astimezone(runtime.current().settings.site.zone)
    return next(CronSim(schedule, here)).astimezone(UTC)


class PeriodicWorker:
    """Runs the periodic tasks of core and of the plugins."""

    def __init__(self, tasks: Mapping[tuple[str, str], PeriodicTask], *, may_run: MayRun) -> None:
        """Take tasks by owner and name, and what tells whether the work of an owner may run now."""
        self._tasks = tasks
        self._may_run = may_run
        self._known = False

    async def work(self) -> int:
        """Run what is due; return how many ran."""
        if not self._known:
            await self._write_rows()
            self._known = True
        ran = 0
        for row in await claim_due(PeriodicRun, limit=len(self._tasks) or 1):
            task = self._tasks.get((row.owner, row.name))
            # A plugin that is missing here may be loaded in another process, or come back: its rows stay.
            if task is None or not (task.retention or await self._may_run(row.owner, None)):
                await let_wait(row)
            else:
                await self._run(row, task)
                ran += 1
        return ran

    async def _write_rows(self) -> None:
        present = {(row.owner, row.name) for row in await PeriodicRun.all()}
        for (owner, name), task in self._tasks.items():
            if (owner, name) not in present:
                try:
                    async with transaction():
                        await PeriodicRun.create(owner=owner, name=name, due_at=next_run(task.schedule))
                except IntegrityError:
                    continue  # another process wrote it at the same moment

    async def _run(self, row: PeriodicRun, task: PeriodicTask) -> None:
        try:
            await task.run()
        except Exception as error:  # the others go on, and this one is tried again
            log.exception("periodic task failed", owner=row.owner, task=row.name)
            await self._put_back(row, task, error)
            return
        await self._wait_for_next(row, task, error="")

    async def _put_back(self, row: PeriodicRun, task: PeriodicTask, error: Exception) -> None:
        """Try again soon, and after too many failures at the next tick: what deletes on time is never parked."""
        if row.attempts < len(BACK_OFF_SECONDS):
            await put_back(row, error)
        else:
            log.error("periodic task was given up until its next time", owner=row.owner, task=row.name)
            await self._wait_for_next(row, task, error=type(error).__name__)

    async def _wait_for_next(self, row: PeriodicRun, task: PeriodicTask, *, error: str) -> None:
        held = PeriodicRun.filter(id=row.id, lease_until=row.lease_until)
        await held.update(due_at=next_run(task.schedule), lease_until=None, attempts=0, error=error)

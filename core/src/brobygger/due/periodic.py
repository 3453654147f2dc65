"""Periodic tasks: rows as well, so that a tick runs once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from cronsim import CronSim
from tortoise.exceptions import IntegrityError

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.due.claims import claim_due, put_back
from brobygger.due.models import PeriodicRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.plugins import PeriodicTask

log = structlog.get_logger("brobygger.due")


def next_run(schedule: str) -> datetime:
    """Return when a cron expression is due next, by the clock on the site's wall."""
    here = clock.now().astimezone(runtime.current().settings.site.zone)
    return next(CronSim(schedule, here)).astimezone(UTC)


class PeriodicWorker:
    """Runs the periodic tasks of core and of the plugins."""

    def __init__(self, tasks: Mapping[tuple[str, str], PeriodicTask]) -> None:
        """Take tasks by owner and name."""
        self._tasks = tasks
        self._known = False

    async def work(self) -> int:
        """Run what is due; return how many ran."""
        if not self._known:
            await self._write_rows()
            self._known = True
        ran = 0
        for row in await claim_due(PeriodicRun, limit=len(self._tasks) or 1):
            task = self._tasks.get((row.owner, row.name))
            if task is None:
                await row.delete()  # its plugin is gone, or has no such task any more
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
            await put_back(row, error)
            return
        await PeriodicRun.filter(id=row.id).update(
            due_at=next_run(task.schedule), lease_until=None, attempts=0, error=""
        )

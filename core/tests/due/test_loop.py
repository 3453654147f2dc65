"""The loop, and periodic tasks over any number of processes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from brobygger.due import loop as loop_module
from brobygger.due.claims import BACK_OFF_SECONDS
from brobygger.due.loop import background
from brobygger.due.models import PeriodicRun
from brobygger.due.periodic import PeriodicWorker
from brobygger.due.wake import wake
from brobygger.plugins import PeriodicTask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site


class Counter:
    """A worker that finds nothing, after having failed with *errors*."""

    def __init__(self, errors: Sequence[Exception] = ()) -> None:
        self.errors = list(errors)
        self.looked = 0
        self.looks = asyncio.Semaphore(0)

    async def work(self) -> int:
        self.looked += 1
        self.looks.release()
        if self.errors:
            raise self.errors.pop()
        return 0


async def _anybody(_owner: str, _association_id: int | None) -> bool:
    return True


async def _look(worker: Counter) -> None:
    async with asyncio.timeout(4):
        await worker.looks.acquire()


async def test_written_row_wakes_the_loop_of_its_process() -> None:
    worker = Counter()
    async with background([worker]):
        await _look(worker)
        wake()
        await _look(worker)  # long before IDLE_SECONDS are over

    assert loop_module.IDLE_SECONDS > 4


async def test_loop_outlives_a_lost_database() -> None:
    worker = Counter([OSError("connection refused")])

    async with background([worker]):
        await _look(worker)
        await _look(worker)


async def test_loop_stops_at_the_end_of_what_it_runs_beside() -> None:
    worker = Counter()
    async with background([worker]):
        await _look(worker)
    wake()
    await asyncio.sleep(0.05)

    assert worker.looked == 1


async def test_periodic_task_runs_once_over_two_processes(site: Site, clock: MovableClock) -> None:
    ran: list[str] = []

    async def tick() -> None:
        await asyncio.sleep(0)
        ran.append("tick")

    tasks = {("core", "tick"): PeriodicTask("tick", "0 * * * *", tick)}
    processes = [PeriodicWorker(tasks, may_run=_anybody) for _ in range(2)]
    await asyncio.gather(*(process.work() for process in processes))
    assert ran == []  # never before its time

    for hours in (1, 2, 3):
        clock.advance(hours=1)
        await asyncio.gather(*(process.work() for process in processes))
        assert len(ran) == hours
    assert await PeriodicRun.all().count() == 1


async def test_what_was_missed_is_done_once(site: Site, clock: MovableClock) -> None:
    ran: list[str] = []

    async def tick() -> None:
        ran.append("tick")

    worker = PeriodicWorker({("core", "tick"): PeriodicTask("tick", "0 * * * *", tick)}, may_run=_anybody)
    await worker.work()
    clock.advance(days=3)

    await worker.work()
    await worker.work()

    assert ran == ["tick"]


async def test_periodic_task_that_keeps_failing_is_tried_again_at_its_next_time(
    site: Site, clock: MovableClock
) -> None:
    async def tick() -> None:
        raise ValueError("Anna Bro")

    worker = PeriodicWorker({("core", "tick"): PeriodicTask("tick", "0 3 * * *", tick)}, may_run=_anybody)
    await worker.work()
    clock.advance(days=1)
    with capture_logs() as said:
        for seconds in (*BACK_OFF_SECONDS, 0):
            await worker.work()
            clock.advance(seconds=seconds)

    row = await PeriodicRun.get(name="tick")
    assert row.failed_at is None
    assert (row.attempts, row.error) == (0, "ValueError")
    assert row.due_at > clock.now()
    assert (said[-1]["event"], said[-1]["log_level"]) == ("periodic task was given up until its next time", "error")

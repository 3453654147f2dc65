"""Taking due rows: one worker each, leases, back-off, parking."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from brobygger import clock as site_clock
from brobygger.db import transaction
from brobygger.due import DueTask, cancel, schedule
from brobygger.due.claims import BACK_OFF_SECONDS, LEASE, claim_due, put_back
from brobygger.due.tasks import TaskWorker

if TYPE_CHECKING:
    from brobygger.testing.clock import MovableClock

pytestmark = pytest.mark.usefixtures("site")
WORKERS = 4


async def _anybody(_owner: str, _association_id: int | None) -> bool:
    return True


async def _fail(_task: DueTask) -> None:
    raise ValueError("Anna Bro, 27 78 97 93")


async def test_no_two_workers_get_the_same_row() -> None:
    for _ in range(40):
        await schedule("core", "count", {})

    shares = await asyncio.gather(*(claim_due(DueTask, limit=10) for _ in range(WORKERS)))

    ids = [row.id for share in shares for row in share]
    assert len(ids) == len(set(ids)) == 40


async def test_longest_due_comes_first_and_what_is_not_due_stays(clock: MovableClock) -> None:
    now = clock.now()
    for minutes in (-1, -3, 5, -2):
        await schedule("core", str(minutes), {}, due_at=now + timedelta(minutes=minutes))

    assert [row.name for row in await claim_due(DueTask, limit=9)] == ["-3", "-2", "-1"]


async def test_row_whose_lease_ran_out_is_taken_by_another(clock: MovableClock) -> None:
    await schedule("core", "count", {})
    await claim_due(DueTask, limit=1)

    assert not await claim_due(DueTask, limit=1)
    clock.advance(LEASE)
    assert len(await claim_due(DueTask, limit=1)) == 1


async def test_each_failure_waits_longer_and_the_last_one_parks(clock: MovableClock) -> None:
    await schedule("core", "count", {})
    worker = TaskWorker({}, _fail, may_run=_anybody)

    for number, seconds in enumerate(BACK_OFF_SECONDS, start=1):
        await worker.work()
        row = await DueTask.get(name="count")
        assert (row.attempts, row.due_at - clock.now()) == (number, timedelta(seconds=seconds))
        assert row.failed_at is None
        clock.advance(seconds=seconds)
    with capture_logs() as said:
        await worker.work()

    row = await DueTask.get(name="count")
    assert (row.failed_at, row.error) == (clock.now(), "ValueError")
    assert [line["error"] for line in said if line["event"] == "due work was given up"] == ["ValueError"]
    clock.advance(days=30)
    assert await worker.work() == 0


async def test_parked_row_is_scheduled_anew_as_if_it_had_never_failed(clock: MovableClock) -> None:
    await schedule("core", "count", {}, key="one")
    row = await DueTask.get(key="one")
    for _ in range(len(BACK_OFF_SECONDS) + 1):
        await put_back(row, "TimeoutError")
        await row.refresh_from_db()
    assert row.failed_at

    await schedule("core", "count", {}, key="one")

    await row.refresh_from_db()
    assert row.failed_at is None
    assert (row.attempts, row.due_at) == (0, clock.now())


async def test_key_schedules_once_however_many_ask() -> None:
    later = site_clock.now() + timedelta(hours=1)

    await asyncio.gather(*(schedule("core", "count", {}, key="one", due_at=later) for _ in range(WORKERS)))

    assert (await DueTask.get(key="one")).due_at == later
    await cancel("one")
    assert not await DueTask.exists(key="one")


async def test_cause_that_is_rolled_back_schedules_nothing() -> None:
    async def cause() -> None:
        async with transaction():
            await schedule("core", "count", {})
            raise KeyError

    with pytest.raises(KeyError):
        await cause()

    assert not await DueTask.exists(name="count")


async def test_effect_of_a_task_that_fails_is_undone_and_the_others_are_done() -> None:
    async def do(task: DueTask) -> None:
        await schedule("core", f"after {task.name}", {}, due_at=site_clock.now() + timedelta(days=1))
        if task.name == "bad":
            raise ValueError

    for name in ("bad", "good"):
        await schedule("core", name, {})

    await TaskWorker({}, do, may_run=_anybody).work()

    ours = DueTask.filter(name__in=["bad", "good", "after bad", "after good"])
    assert {row.name for row in await ours} == {"bad", "after good"}


async def test_worker_that_lost_its_lease_does_nothing(clock: MovableClock) -> None:
    done: list[str] = []

    async def slow(task: DueTask) -> None:
        done.append(f"slow did {task.name}")
        clock.advance(LEASE)

    async def quick(task: DueTask) -> None:
        done.append(f"quick did {task.name}")

    for name in ("first", "second"):
        await schedule("core", name, {})
    taken = await claim_due(DueTask, limit=2)
    worker = TaskWorker({}, slow, may_run=_anybody)
    await worker._do(taken[0])
    await TaskWorker({}, quick, may_run=_anybody).work()
    await worker._do(taken[1])
    await put_back(taken[1], "TimeoutError")

    assert done == ["slow did first", "quick did second"]
    assert not await DueTask.exists(name="second")


async def test_task_may_schedule_itself_again_under_its_own_key() -> None:
    async def again(task: DueTask) -> None:
        await schedule("core", task.name, {}, key=task.key, due_at=site_clock.now() + timedelta(days=1))

    await schedule("core", "count", {}, key="one")

    await TaskWorker({}, again, may_run=_anybody).work()

    assert (await DueTask.get(key="one")).due_at == site_clock.now() + timedelta(days=1)

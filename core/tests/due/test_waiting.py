"""Due work of a module that is off waits; it does not fail, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope
from brobygger.due import DueTask, schedule
from brobygger.due.models import PeriodicRun
from brobygger.due.periodic import PeriodicWorker
from brobygger.due.tasks import TaskWorker
from brobygger.modules.services import disable_module, enable_module, may_work
from brobygger.plugins import PeriodicTask

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.installer import Installer
    from brobygger.testing.site import Site

OWNER = "hall"


@pytest.fixture
def settings(settings: Settings, installer: Installer) -> Settings:
    """A module to be switched off and on."""
    installer.install(OWNER)
    return settings


@pytest.fixture
def done() -> list[int | None]:
    """The associations whose task was done."""
    return []


@pytest.fixture
def worker(done: list[int | None]) -> TaskWorker:
    async def do(task: DueTask) -> None:
        done.append(task.association_id)

    return TaskWorker({}, do, may_run=may_work)


async def _switch(association: Association, *, on: bool) -> None:
    with association_scope(association.id):
        await (enable_module if on else disable_module)(association, OWNER, account_id=None)


async def test_task_waits_while_its_module_is_off(
    association: Association, other_association: Association, clock: MovableClock, worker: TaskWorker, done: list[int]
) -> None:
    await _switch(association, on=False)
    for of in (association, other_association):
        await schedule(OWNER, "remind", {}, association_id=of.id)

    for _ in range(20):
        await worker.work()
        clock.advance(minutes=10)

    assert done == [other_association.id]
    (waiting,) = await DueTask.filter(name="remind")
    assert waiting.failed_at is None
    assert (waiting.attempts, waiting.error) == (0, "")
    await _switch(association, on=True)
    await worker.work()
    assert done == [other_association.id, association.id]
    assert not await DueTask.filter(name="remind").exists()


async def test_task_of_a_plugin_that_is_not_installed_waits(
    association: Association, clock: MovableClock, worker: TaskWorker, done: list[int]
) -> None:
    await schedule("gone", "remind", {}, association_id=association.id)

    for _ in range(20):
        await worker.work()
        clock.advance(minutes=10)

    (waiting,) = await DueTask.filter(owner="gone")
    assert waiting.failed_at is None
    assert waiting.attempts == 0
    assert done == []


@pytest.mark.usefixtures("site")
async def test_tasks_of_core_never_wait(worker: TaskWorker, done: list[int | None]) -> None:
    await schedule("core", "tidy", {})

    await worker.work()

    assert done == [None]


async def test_waiting_does_not_keep_the_loop_busy(association: Association, worker: TaskWorker) -> None:
    await _switch(association, on=False)
    await schedule(OWNER, "remind", {}, association_id=association.id)

    assert await worker.work() == 1
    assert await worker.work() == 0


async def test_only_retention_goes_on_when_nobody_uses_the_module(
    site: Site, host: Association, clock: MovableClock
) -> None:
    ran: list[str] = []

    async def send() -> None:
        ran.append("send")

    async def purge() -> None:
        ran.append("purge")

    tasks = [PeriodicTask("send", "0 * * * *", send), PeriodicTask("purge", "0 * * * *", purge, retention=True)]
    worker = PeriodicWorker({(OWNER, task.name): task for task in tasks}, may_run=may_work)
    await worker.work()
    await _switch(host, on=False)
    clock.advance(hours=1)
    await worker.work()

    assert ran == ["purge"]
    await _switch(host, on=True)
    clock.advance(minutes=10)
    await worker.work()
    assert ran == ["purge", "send"]


@pytest.mark.usefixtures("site")
async def test_periodic_task_of_a_plugin_that_is_missing_here_stays_for_those_who_have_it(clock: MovableClock) -> None:
    ran: list[str] = []

    async def purge() -> None:
        ran.append("purge")

    tasks = {(OWNER, "purge"): PeriodicTask("purge", "0 * * * *", purge, retention=True)}
    having, missing = PeriodicWorker(tasks, may_run=may_work), PeriodicWorker({}, may_run=may_work)
    await having.work()
    clock.advance(hours=1)
    await missing.work()
    clock.advance(minutes=10)
    await having.work()

    assert ran == ["purge"]
    assert (await PeriodicRun.get(owner=OWNER)).attempts == 0

"""Figures of a year, and what is deleted soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from brobygger.plugin_api.services import today
from brobygger.testing.people import sign_in_again

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Join = Callable[[Task, str], Awaitable[Page]]
    Ask = Callable[..., Awaitable[Page]]


def _figures(page: Page) -> list[str]:
    rows = page.soup.select(".data-table tbody tr")
    found = {row.th.get_text(strip=True): row.td.get_text(strip=True) for row in rows if row.th and row.td}
    titles = ("People who signed up for a task", "Sign-ups that got a yes", "Sign-ups that were withdrawn")
    return [found[title] for title in titles]


async def test_sign_ups_count_in_their_year_before_and_after_they_are_forgotten(
    site: Site, association: Association, coordinator: Client, client: Client, clock: MovableClock,
    make_task: MakeTask, join: Join, ask: Ask,
) -> None:  # fmt: skip
    task = await make_task(association, starts_on=today(), places=3)
    bo = await join(task, "Bo")
    await join(task, "Ali")
    await client.submit(bo.links()["Withdraw"])
    await ask(task, name="Unconfirmed Ulla", email="ulla@example.org")
    before = _figures(await coordinator.get("/a/choir/figures"))

    await site.run_due_work()
    clock.advance(timedelta(days=200))
    await site.run_due_work()
    await sign_in_again(coordinator, "carla@example.org")

    assert before == _figures(await coordinator.get("/a/choir/figures")) == ["2", "0", "1"]
    assert _figures(await coordinator.get("/a/choir/figures?year=2025")) == ["0", "0", "0"]


async def test_sign_ups_that_go_within_a_month_are_shown_with_their_day(
    site: Site, association: Association, administrator: Client, clock: MovableClock, make_task: MakeTask, join: Join
) -> None:
    await join(await make_task(association, title="Pour coffee", starts_on=today()), "Ali")
    assert "Ali" not in (await administrator.get("/a/choir/deletions")).main

    clock.advance(timedelta(days=170))
    await sign_in_again(administrator, "charles@example.org")
    page = await administrator.get("/a/choir/deletions")

    assert "Ali's sign-up for “Pour coffee”" in page.main
    assert "2 September" in page.main  # 184 days after 2 March
    clock.advance(timedelta(days=14))
    await site.run_due_work()
    clock.advance(timedelta(days=1))
    await site.run_due_work()
    await sign_in_again(administrator, "charles@example.org")
    assert "Ali" not in (await administrator.get("/a/choir/deletions")).main

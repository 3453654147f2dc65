"""Browsing tasks: what everybody finds, and what nobody may."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.plugin_api.services import today
from brobygger.testing.queries import recorded_queries
from brobygger_volunteering.tasks.models import Status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]

SITE = "/volunteering/"
OWN = "/a/choir/volunteering/"


def _titles(page: Page) -> list[str]:
    return [link.get_text(" ", strip=True) for link in page.soup.select(".rows a[href*='/tasks/']")]


@pytest.fixture
async def tasks(association: Association, other_association: Association, make_task: MakeTask) -> list[Task]:
    """Four tasks of two associations, each found by something else."""
    return [
        await make_task(association, title="Bake", themes=["food"], times=["weekend"], languages=["da"]),
        await make_task(association, title="Drive", themes=["driving"], times=["daytime"], languages=["da", "ar"]),
        await make_task(
            other_association, title="Cook", themes=["food", "events"], times=["evening"], languages=["ar"]
        ),
        await make_task(other_association, title="Talk", themes=["company"], times=["evening", "weekend"]),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Bake", "Drive", "Cook", "Talk"}),
        ("theme=food", {"Bake", "Cook"}),
        ("theme=food&theme=driving", {"Bake", "Drive", "Cook"}),
        ("time=weekend", {"Bake", "Talk"}),
        ("language=ar", {"Drive", "Cook"}),
        ("theme=food&language=ar", {"Cook"}),
        ("theme=food&time=evening&language=ar&q=cook", {"Cook"}),
        ("q=DRIVE", {"Drive"}),
        ("q=%25", set()),
        ("theme=food&time=daytime", set()),
    ],
)
@pytest.mark.usefixtures("tasks")
async def test_filters_narrow_the_list(client: Client, query: str, found: set[str]) -> None:
    page = await client.get(f"{SITE}?{query}")

    assert set(_titles(page)) == found
    assert (f"{len(found)} task" in page.main) == bool(found) or "0 tasks" in page.main


@pytest.mark.usefixtures("tasks")
async def test_association_lists_its_own_tasks_alone(client: Client) -> None:
    assert set(_titles(await client.get(OWN))) == {"Bake", "Drive"}


@pytest.mark.usefixtures("tasks")
async def test_chosen_filters_stay_chosen_and_can_be_cleared(client: Client) -> None:
    page = await client.get(f"{SITE}?theme=food&time=daytime&q=x")

    values = page.form("/volunteering/").values()
    assert (values["theme"], values["time"], values["q"]) == ("food", "daytime", "x")
    assert "No task fits just now" in page.main
    assert page.links()["Show all tasks"] == SITE


async def test_list_without_tasks_says_what_to_do(client: Client, association: Association) -> None:
    page = await client.get(OWN)

    assert association.slug in OWN
    assert "There are no tasks just now" in page.main


async def test_filter_that_does_not_exist_is_no_error(client: Client, tasks: list[Task]) -> None:
    page = await client.get(f"{SITE}?theme=theft&language=%00&after=%27")

    assert page.status == 200
    assert len(tasks) == 4


async def test_nobody_finds_drafts_what_is_over_or_what_is_ended(
    client: Client, coordinator: Client, association: Association, other_association: Association, make_task: MakeTask
) -> None:
    for owner in (association, other_association):
        await make_task(owner, title="Secret draft", status=Status.DRAFT)
        await make_task(owner, title="Secret closed", status=Status.CLOSED)
        await make_task(owner, title="Secret cancelled", status=Status.CANCELLED)
        await make_task(owner, title="Secret past", starts_on=today() - timedelta(days=1))
    await make_task(association, title="Shown")

    for path in (SITE, OWN, "/a/chess/volunteering/", f"{SITE}?q=secret", "/a/chess/", "/a/choir/"):
        for browser in (client, coordinator):
            page = await browser.get(path)
            assert page.status == 200
            assert "Secret" not in page.text, path
    assert _titles(await client.get(SITE)) == ["Shown"]


async def test_drafts_of_another_association_are_absent_for_its_neighbour(
    coordinator: Client, other_association: Association, make_task: MakeTask
) -> None:
    draft = await make_task(other_association, title="Secret", status=Status.DRAFT)

    for slug in ("chess", "choir"):
        assert (await coordinator.get(f"/a/{slug}/volunteering/tasks/{draft.public_id}")).status == 404


async def test_switched_off_module_hides_its_tasks_and_brings_them_back(
    client: Client, administrator: Client, association: Association, other_association: Association,
    make_task: MakeTask,
) -> None:  # fmt: skip
    hidden = await make_task(association, title="Bake")
    await make_task(other_association, title="Cook")
    await administrator.submit("/a/choir/modules/volunteering/off")

    off = await client.get(SITE)
    gone = [await client.get(path) for path in (OWN, f"{OWN}tasks/{hidden.public_id}")]
    desk = await administrator.get(f"{OWN}manage")
    profile = await client.get("/a/choir/")
    await administrator.submit("/a/choir/modules/volunteering/on")

    assert _titles(off) == ["Cook"]
    assert [page.status for page in [*gone, desk]] == [404, 404, 404]
    assert "Bake" not in profile.text
    assert set(_titles(await client.get(SITE))) == {"Bake", "Cook"}


async def test_many_tasks_come_in_pages_without_gaps_or_repeats(
    client: Client, association: Association, make_task: MakeTask
) -> None:
    titles = [f"Task {number:03}" for number in range(60)]
    for number, title in enumerate(titles):
        # Several share a day, so that the order is decided by more than the day.
        await make_task(association, title=title, starts_on=today() + timedelta(days=number // 7), themes=["food"])
    page, seen = await client.get(f"{SITE}?theme=food"), []

    for _page in range(10):
        seen += _titles(page)
        more = page.soup.select_one("main a[href*='after=']")
        if more is None:
            break
        assert "theme=food" in str(more["href"])
        page = await client.get(str(more["href"]))

    assert seen == titles


async def test_list_asks_the_database_as_often_for_many_tasks_as_for_few(
    client: Client, association: Association, make_task: MakeTask
) -> None:
    for _task in range(3):
        await make_task(association, languages=["da", "ar"])
    await client.get(SITE)
    with recorded_queries() as few:
        await client.get(SITE)
    for _task in range(57):
        await make_task(association, languages=["da", "ar"])

    with recorded_queries() as many:
        page = await client.get(SITE)

    assert "60 tasks" in page.main
    assert len(many) == len(few)


async def test_front_page_leads_to_the_tasks(client: Client, association: Association, make_task: MakeTask) -> None:
    await make_task(association, title="Bake")

    front = await client.get("/")
    found = await client.get(next(url for words, url in front.links().items() if "I want to volunteer" in words))

    assert _titles(found) == ["Bake"]


async def test_profile_shows_the_newest_tasks(client: Client, association: Association, make_task: MakeTask) -> None:
    for number in range(4):
        await make_task(association, title=f"Task {number}")

    profile = await client.get("/a/choir/")

    assert _titles(profile) == ["Task 3", "Task 2", "Task 1"]

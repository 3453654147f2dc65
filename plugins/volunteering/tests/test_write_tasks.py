"""Writing a task, showing it to everybody, changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import association_scope
from brobygger_volunteering.tasks.models import Status, Task

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page

    MakeTask = Callable[..., Awaitable[Task]]
    Join = Callable[[Task, str], Awaitable[Page]]

MANAGE = "/a/choir/volunteering/manage"
NEW = f"{MANAGE}/tasks/new"
COMPLETE: dict[str, Any] = {
    "title": "Carry the chairs",
    "what": "You carry **forty** chairs.",
    "why": "Then everybody can sit.",
    "who_benefits": "The audience",
    "places": "3",
    "when_text": "Before the concert",
    "starts_on": "2026-03-20",
    "starts_at": "18:00",
    "ends_at": "19:00",
    "place": "The hall",
    "themes": ["practical", "events"],
    "times": ["evening"],
    "languages": ["da", "ar"],
    "access": ["step_free"],
    "contact_name": "Karen",
    "contact_phone": "27 78 97 93",
}


def _path(task: Task, act: str = "") -> str:
    return f"{MANAGE}/tasks/{task.public_id}{act}"


async def _only_task(association: Association) -> Task:
    with association_scope(association.id):
        return await Task.get().prefetch_related("pool")


async def test_new_task_is_a_draft_until_it_is_shown_to_everybody(
    coordinator: Client, client: Client, association: Association
) -> None:
    saved = await coordinator.submit(NEW, **COMPLETE)
    task = await _only_task(association)
    before = (await client.get("/volunteering/")).links()
    hidden = await client.get(f"/a/choir/volunteering/tasks/{task.public_id}")
    seen = await coordinator.get(f"/a/choir/volunteering/tasks/{task.public_id}")

    published = await coordinator.submit(saved, action="/publish")

    assert saved.heading == "Carry the chairs"
    assert "Carry the chairs" not in before
    assert hidden.status == 404
    assert "Only you see this" in seen.main
    assert "The task is shown to everybody now" in published.main
    assert "Carry the chairs" in (await client.get("/volunteering/")).links()


async def test_task_page_tells_everything_that_was_written(
    coordinator: Client, client: Client, association: Association
) -> None:
    saved = await coordinator.submit(NEW, **COMPLETE)
    await coordinator.submit(saved, action="/publish")

    listing = await client.get("/volunteering/")
    page = await client.get(listing.links()["Carry the chairs"])

    assert page.soup.select_one("main strong")
    for words in (
        "Friday 20 March at 18:00–19:00. Before the concert", "The hall", "The audience", "Karen", "العربية",
        "Then everybody can sit.", "3 places left", "27 78 97 93",
    ):  # fmt: skip
        assert words in page.main
    assert (await _only_task(association)).access == ["step_free"]


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        ({"title": " "}, "title", "Write a title"),
        ({"title": "x" * 121}, "title", "Use at most 120 characters"),
        ({"what": ""}, "what", "Write what one does"),
        ({"when_text": "", "starts_on": ""}, "when_text", "Write when, in words or as a day"),
        ({"ends_on": "2026-03-19"}, "ends_on", "The last day is before the first"),
        ({"starts_on": "", "ends_on": "2026-03-19"}, "ends_on", "Write the first day as well"),
        ({"place": ""}, "place", "Write where, or say that it can be done from home"),
        ({"places": "0"}, "places", "Write a number from 1 to 1000"),
        ({"places": "many"}, "places", None),
        ({"minimum_age": "18"}, "minimum_age_reason", "Write why, such as: you will drive the van"),
        ({"minimum_age": "100"}, "minimum_age", "Write an age in years, such as 18"),
        ({"contact_name": ""}, "contact_name", "Write the name of a person"),
        ({"contact_phone": "27"}, "contact_phone", "Write your phone number with 8 digits, such as 27 78 97 93"),
        ({"themes": ["theft"]}, "themes", None),
    ],
)
async def test_mistake_is_named_beside_its_field_and_what_was_typed_stays(
    coordinator: Client, association: Association, answers: dict[str, Any], field: str, error: str | None
) -> None:
    page = await coordinator.submit(NEW, **{**COMPLETE, **answers})

    assert page.status == 422
    assert page.errors if error is None else page.errors[0] == error
    link = page.soup.select_one(".error-summary a")
    assert link is not None
    target = page.soup.select_one(str(link["href"]))
    assert target is not None
    named = [target, *target.select("[name]")]
    assert field in {tag.get("name") for tag in named} or str(link["href"]).startswith(f"#{field}")
    kept = page.form().values()
    for name in ("why", "who_benefits", "starts_at"):
        assert kept[name] == COMPLETE[name]
    assert kept["languages"] == COMPLETE["languages"]
    with association_scope(association.id):
        assert await Task.all().count() == 0


async def test_sending_the_form_twice_is_one_task(coordinator: Client, association: Association) -> None:
    form = await coordinator.get(NEW)

    first = await coordinator.submit(form, **COMPLETE)
    second = await coordinator.submit(form, **COMPLETE)

    assert first.path == second.path
    assert await _only_task(association)


async def test_two_coordinators_who_edit_at_once_do_not_overwrite_each_other(
    coordinator: Client, administrator: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association)
    mine = await coordinator.get(_path(task, "/edit"))
    await administrator.submit(_path(task, "/edit"), title="Bake two cakes")

    late = await coordinator.submit(mine, title="Bake a pie")

    assert late.status == 422
    assert "Somebody else saved the task while you were writing" in late.main
    assert late.form().values()["title"] == "Bake a pie"
    assert (await _only_task(association)).title == "Bake two cakes"
    await coordinator.submit(late)
    assert (await _only_task(association)).title == "Bake a pie"


async def test_edit_form_holds_what_was_saved(
    coordinator: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association, places=4, themes=["food"], times=["weekend"], languages=["tr"])

    kept = (await coordinator.get(_path(task, "/edit"))).form().values()

    assert (kept["title"], kept["places"]) == ("Bake a cake", "4")
    assert (kept["themes"], kept["times"], kept["languages"]) == ("food", "weekend", "tr")


async def test_fewer_places_than_people_is_refused_with_the_number(
    coordinator: Client, association: Association, make_task: MakeTask, join: Join
) -> None:
    task = await make_task(association, places=3)
    for name in ("Ali", "Bo"):
        await join(task, name)

    page = await coordinator.submit(_path(task, "/edit"), places="1", title="Bake two")

    assert page.errors == ["2 people have a place already. Write at least 2."]
    assert (await _only_task(association)).title == "Bake a cake"


async def test_copy_is_a_draft_with_the_words_and_without_the_days(
    coordinator: Client, association: Association
) -> None:
    saved = await coordinator.submit(NEW, **COMPLETE)
    await coordinator.submit(saved, action="/publish")
    original = await _only_task(association)

    form = await coordinator.submit(_path(original), action="/copy")

    kept = form.form().values()
    assert (kept["title"], kept["places"], kept["starts_on"]) == ("Carry the chairs", "3", "")
    assert kept["themes"] == ["events", "practical"] or set(kept["themes"]) == {"events", "practical"}
    with association_scope(association.id):
        assert {task.status for task in await Task.all()} == {Status.DRAFT, Status.PUBLISHED}


@pytest.mark.parametrize("act", ["/publish", "/close"])
async def test_cancelled_task_stays_cancelled(
    coordinator: Client, association: Association, make_task: MakeTask, act: str
) -> None:
    task = await make_task(association)
    form = await coordinator.get(_path(task, "/close"))
    await coordinator.submit(_path(task, "/cancel"), message="Rain")

    await coordinator.post(_path(task, act), form.form().values())
    edit = await coordinator.get(_path(task, "/edit"))

    assert (await _only_task(association)).status == Status.CANCELLED
    assert edit.path == _path(task)

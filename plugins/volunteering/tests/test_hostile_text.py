"""Whatever somebody types is text, and is never too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import association_scope
from brobygger_volunteering.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger_volunteering.signups.models import Signup

    MakeTask = Callable[..., Awaitable[Task]]
    Ask = Callable[..., Awaitable[Page]]
    SignupsOf = Callable[[Task], Awaitable[Sequence[Signup]]]

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7 * 7 }} %(name)s %s {% raw %}",
    "markdown": "[x](javascript:alert(1)) ![y](http://evil.example/p.png)",
    "rtl": "\u202egnp.exe مرحبا \u2067",
    "emoji": "👩🏽\u200d🚒🇩🇰" * 5,
    "nul": "a\x00b",
    "lines": "one\r\ntwo\u2028three",
    "long": "x" * 10_000,
}
SIGN_UP_FIELDS = ("name", "email", "phone", "note")
TASK_FIELDS = (
    "title", "what", "why", "who_benefits", "when_text", "starts_on", "starts_at", "places", "place", "minimum_age",
    "minimum_age_reason", "practical", "contact_name", "contact_phone", "themes", "languages", "access",
)  # fmt: skip


def _only(field: str, kind: str) -> dict[str, Any]:
    return {field: HOSTILE[kind]}


def _harmless(page: Page) -> None:
    assert page.status in {200, 400, 422}
    assert not page.soup.find("script", string=lambda text: bool(text and "alert(1)" in text))
    assert not page.soup.select("[onerror], a[href^='javascript'], main img[src^='http']")
    assert "49 %(name)s" not in page.text


@pytest.mark.parametrize("kind", HOSTILE)
async def test_sign_up_takes_any_text_as_text(
    client: Client, coordinator: Client, association: Association, make_task: MakeTask, signups_of: SignupsOf, kind: str
) -> None:
    for field in SIGN_UP_FIELDS:
        task = await make_task(association)
        path = f"/a/choir/volunteering/tasks/{task.public_id}/sign-up"
        answers: dict[str, Any] = {"name": "Ali", "email": f"{field}@example.org", field: HOSTILE[kind]}

        page = await client.submit(path, step="check", **answers)
        _harmless(page)
        if page.status == 200:
            _harmless(await client.submit(page, step="send"))
            for signup in await signups_of(task):
                _harmless(await coordinator.get(f"/a/choir/volunteering/manage/sign-ups/{signup.public_id}"))
                _harmless(await coordinator.get(f"/a/choir/volunteering/manage/tasks/{task.public_id}"))


@pytest.mark.parametrize("kind", HOSTILE)
async def test_task_takes_any_text_as_text(
    coordinator: Client, client: Client, association: Association, make_task: MakeTask, kind: str
) -> None:
    task = await make_task(association)
    path = f"/a/choir/volunteering/manage/tasks/{task.public_id}/edit"

    for field in TASK_FIELDS:
        _harmless(await coordinator.submit(path, **_only(field, kind)))

    for address in ("/volunteering/", f"/a/choir/volunteering/tasks/{task.public_id}", "/a/choir/"):
        _harmless(await client.get(address))
    with association_scope(association.id):
        saved = await Task.get(id=task.id)
    assert len(saved.title) <= 120
    assert "\x00" not in saved.what + saved.title


async def test_search_takes_any_text_as_text(client: Client, association: Association, make_task: MakeTask) -> None:
    await make_task(association)

    for text in HOSTILE.values():
        _harmless(await client.get("/volunteering/", params={"q": text, "theme": text, "after": "x"}))


@pytest.mark.parametrize("kind", HOSTILE)
async def test_answer_takes_any_text_as_text(
    coordinator: Client, client: Client, association: Association, make_task: MakeTask,
    join: Callable[[Task, str], Awaitable[Page]], signups_of: SignupsOf, kind: str,
) -> None:  # fmt: skip
    task = await make_task(association)
    own = await join(task, "Ali")
    [signup] = await signups_of(task)

    _harmless(
        await coordinator.submit(
            f"/a/choir/volunteering/manage/sign-ups/{signup.public_id}/accept", message=HOSTILE[kind]
        )
    )

    _harmless(await client.get(own.path))

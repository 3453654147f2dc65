"""What the tests of this plugin share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import association_scope
from brobygger_volunteering.signups.models import Signup
from brobygger_volunteering.tasks.models import Facet, Status, Task
from brobygger_volunteering.tasks.services import create_task, set_status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site


@pytest.fixture
def make_task() -> Callable[..., Awaitable[Task]]:
    """``await make_task(association, title="Bake", places=3, themes=["food"])`` publishes a task."""

    async def make(
        association: Association, *, status: Status = Status.PUBLISHED, places: int = 1, title: str = "Bake a cake",
        **values: Any,
    ) -> Task:  # fmt: skip
        tags = {facet: values.pop(f"{facet}s", []) for facet in Facet}
        described = {"what": "You bake.", "when_text": "On Monday", "place": "The kitchen", "contact_name": "Karen"}
        with association_scope(association.id):
            task = await create_task(association, places=places, tags=tags, title=title, **{**described, **values})
            await set_status(task, status)
            await task.refresh_from_db()
        return task

    return make


@pytest.fixture
def ask(client: Client) -> Callable[..., Awaitable[Page]]:
    """``await ask(task, name="Ali", email="ali@example.org")`` fills in the form, looks it through and sends it."""

    async def send(task: Task, *, browser: Client = client, **answers: Any) -> Page:
        path = f"/a/{task.association.slug}/volunteering/tasks/{task.public_id}/sign-up"
        check = await browser.submit(path, step="check", **answers)
        return await browser.submit(check, step="send")

    return send


@pytest.fixture
def join(client: Client, outbox: Outbox, ask: Callable[..., Awaitable[Page]]) -> Callable[[Task, str], Awaitable[Page]]:
    """``await join(task, "Ali")`` signs up by mail, presses the link, and returns the person's own page."""

    async def sign_up(task: Task, name: str) -> Page:
        address = f"{name.lower()}@example.org"
        await ask(task, name=name, email=address)
        confirm = await client.get(await outbox.link(address, containing="/confirm/"))
        manage = await client.submit(confirm)
        # The newest stands first, above what they withdrew from earlier.
        newest = next(str(link["href"]) for link in manage.soup.select("main a") if task.title in link.get_text())
        return await client.get(newest)

    return sign_up


@pytest.fixture
def signups_of() -> Callable[[Task], Awaitable[Sequence[Signup]]]:
    """``await signups_of(task)`` reads them with their contacts and places, in the order in which they came."""

    async def read(task: Task) -> Sequence[Signup]:
        with association_scope(task.association_id):
            return await Signup.filter(task_id=task.id).prefetch_related("contact", "place").order_by("id")

    return read


@pytest.fixture
def taken() -> Callable[[Task], Awaitable[tuple[int, int]]]:
    """``await taken(task)`` returns how many places are taken, and how many people wait, as the database has it."""

    async def read(task: Task) -> tuple[int, int]:
        with association_scope(task.association_id):
            await task.fetch_related("pool")
        return task.pool.taken, task.pool.waiting

    return read


@pytest.fixture
async def danish_client(site: Site) -> AsyncIterator[Client]:
    """A browser whose reader prefers Danish."""
    async with site.client(language="da") as browser:
        yield browser

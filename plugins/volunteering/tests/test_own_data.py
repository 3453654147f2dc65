"""What volunteering keeps of somebody: in their copy, and gone from every table when they are forgotten."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from brobygger.plugin_api.db import association_scope
from brobygger.plugin_api.services import read_figures
from brobygger.testing.rows import every_row, rows_with
from brobygger_volunteering.signups.models import Signup, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Ask = Callable[..., Awaitable[Page]]
    Join = Callable[[Task, str], Awaitable[Page]]
    Taken = Callable[[Task], Awaitable[tuple[int, int]]]

CANARY = "canary@example.org"
DATA = "What is kept about you: see it, have a copy, or be forgotten"


async def _manage(client: Client, outbox: Outbox, ask: Ask, task: Task) -> Page:
    """Sign the canary up, and return the page that their link leads to."""
    await ask(task, name="Zacharias Canary", email=CANARY, note="I have a bad knee of canary")
    return await client.submit(await client.get(await outbox.link(CANARY, containing="/confirm/")))


async def test_copy_by_the_link_in_a_mail_holds_what_was_written(
    client: Client, association: Association, make_task: MakeTask, ask: Ask, outbox: Outbox
) -> None:
    manage = await _manage(client, outbox, ask, await make_task(association, title="Pour coffee"))

    answer = await client.submit(manage.links()[DATA], action="/file")

    with zipfile.ZipFile(io.BytesIO(answer.response.content)) as archive:
        for name in ("data.json", "data.html"):
            text = archive.read(name).decode()
            assert "I have a bad knee of canary" in text, name
            assert "Pour coffee" in text, name


async def test_forgotten_means_gone_from_every_table_but_counted(
    site: Site, client: Client, coordinator: Client, association: Association, make_task: MakeTask, ask: Ask,
    outbox: Outbox,
) -> None:  # fmt: skip
    task = await make_task(association, title="Pour coffee")
    manage = await _manage(client, outbox, ask, task)
    with association_scope(association.id):
        [signup] = await Signup.all()
    await coordinator.submit(f"/a/choir/volunteering/manage/sign-ups/{signup.public_id}/accept", action="/accept")
    await site.run_due_work()
    assert await rows_with("canary")

    page = await client.get((await client.get(manage.links()[DATA])).links()["See what would be deleted"])
    after = await client.submit(page)

    assert "Volunteering (1)" in page.main
    assert "Volunteering: 1 entry deleted" in after.main
    assert await rows_with("canary") == []
    with association_scope(association.id):
        assert sum((await read_figures("volunteering", 2026)).values()) == 1


async def test_place_of_somebody_who_is_forgotten_goes_to_the_next_in_line(
    site: Site, client: Client, association: Association, make_task: MakeTask, ask: Ask, join: Join, outbox: Outbox,
    taken: Taken,
) -> None:  # fmt: skip
    task = await make_task(association, title="Pour coffee", places=1)
    manage = await _manage(client, outbox, ask, task)
    await join(task, "Next")

    await client.submit(f"{manage.links()[DATA].removesuffix('/data')}/forget")
    await site.run_due_work()

    assert await taken(task) == (1, 0)
    with association_scope(association.id):
        assert [signup.state for signup in await Signup.all()] == [State.CONFIRMED]
    assert (await outbox.last("next@example.org")).subject
    assert "canary" not in str(await every_row()).casefold()

"""What modules do for each other without knowing each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.db import association_scope
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.sending.audience import Audience, count
from brobygger_newsletter.subscribing.services import subscribe
from brobygger_newsletter.writing.models import Issue
from brobygger_volunteering.tasks.models import Status
from brobygger_volunteering.tasks.services import create_task, set_status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger_volunteering.tasks.models import Task

    SignInAs = Callable[..., Awaitable[Client]]


async def _publish(association: Association, title: str, *, status: Status = Status.PUBLISHED) -> Task:
    with association_scope(association.id):
        task = await create_task(association, places=3, tags={}, title=title, what="You bake.", when_text="On Monday")
        await set_status(task, status)
    return task


async def _begin(browser: Client, slug: str) -> str:
    page = await browser.submit(f"/a/{slug}/newsletter/manage/issues/new", subject="News")
    return page.path


async def test_new_tasks_become_cards_of_a_newsletter_the_associations_own_and_for_the_host_everybodys(
    association: Association, other_association: Association, host: Association, coordinator: Client,
    sign_in_as: SignInAs,
) -> None:  # fmt: skip
    task = await _publish(association, "Bake a cake")
    await _publish(other_association, "Set up chess boards")
    await _publish(association, "Not told yet", status=Status.DRAFT)
    centre = await sign_in_as(host, "coordinator")

    own = await coordinator.get(f"{await _begin(coordinator, 'choir')}/new/news")
    everybodys = await centre.get(f"{await _begin(centre, 'centre')}/new/news")
    url = f"https://brobygger.test/a/choir/volunteering/tasks/{task.public_id}"
    edited = await coordinator.submit(own, items=url)

    assert "Bake a cake" in own.main
    assert "chess" not in own.main
    assert "Not told yet" not in own.main
    for words in ("Bake a cake", "Set up chess boards", "Chess Club, New association, We think on Tuesdays"):
        assert words in everybodys.main
    assert edited.links()["Bake a cake"] == url


async def test_newsletter_is_narrowed_to_volunteers_who_asked_for_it(
    association: Association, client: Client, outbox: Outbox
) -> None:
    task = await _publish(association, "Bake a cake")
    for name in ("ali", "bo"):
        check = await client.submit(
            f"/a/choir/volunteering/tasks/{task.public_id}/sign-up",
            name=name,
            email=f"{name}@example.org",
            step="check",
        )  # fmt: skip
        await client.submit(check, step="send")
        await client.submit(await outbox.link(f"{name}@example.org", "/confirm/"))
    with association_scope(association.id):
        newsletter = await Newsletter.get().select_related("association")
        for name in ("ali", "cilla"):
            await subscribe(association, [newsletter], f"{name}@example.org", name="", language="en")
        narrowed = Audience(segments=("volunteering:volunteers",)).stored()
        issue = Issue(association=association, newsletter=newsletter, language="en", audience=narrowed)

        assert (await count(issue)).all == 1

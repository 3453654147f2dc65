"""Leaving: with one press, by a mail program, long afterwards, and for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import pytest

from brobygger.plugin_api.db import crossing_associations
from brobygger_newsletter.subscribing.keys import leave_key, own_key
from brobygger_newsletter.subscribing.models import Subscription, SubscriptionState, Suppression
from brobygger_newsletter.subscribing.personal import erase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber

    SignInAs = Callable[..., Awaitable[Client]]
    Join = Callable[..., Awaitable[Subscriber]]


async def _state() -> SubscriptionState:
    with crossing_associations("the test looks at everything"):
        return (await Subscription.get()).state


def _path(subscriber: Subscriber, newsletter: Newsletter) -> str:
    return f"/newsletter/leave/{leave_key(subscriber.public_id, newsletter.public_id)}"


@pytest.mark.parametrize(
    "body", [{"data": {"List-Unsubscribe": "One-Click"}}, {"files": {"List-Unsubscribe": (None, "One-Click")}}]
)
async def test_mail_program_leaves_without_cookie_origin_or_redirect(
    site: Site, newsletter: Newsletter, join: Join, body: dict[str, Any]
) -> None:
    path = _path(await join(newsletter, "anna@example.org"), newsletter)
    async with site.client() as program:
        del program.headers["Sec-Fetch-Site"]

        looked = await program.get(path)
        before = await _state()
        answer = await program.request("POST", path, **body)

    assert looked.status == 200
    assert before == SubscriptionState.ACTIVE
    assert answer.status == 200
    assert await _state() == SubscriptionState.LEFT


async def test_undo_and_a_reason_are_one_press_away(client: Client, newsletter: Newsletter, join: Join) -> None:
    path = _path(await join(newsletter, "anna@example.org"), newsletter)
    goodbye = await client.submit(path)

    told = await client.submit(goodbye, action="/why", reason="too_many")
    with crossing_associations("the test looks at everything"):
        reason = (await Subscription.get()).reason
    undone = await client.submit(goodbye, action="/undo")

    assert told.heading == "Thank you for telling us"
    assert reason == "too_many"
    assert "It is saved." in undone.main
    assert await _state() == SubscriptionState.ACTIVE
    with crossing_associations("the test looks at everything"):
        assert not await Suppression.exists()


async def test_link_leaves_after_sixty_days_and_with_the_module_switched_off(
    client: Client,
    administrator: Client,
    host: Association,
    sign_in_as: SignInAs,
    newsletter: Newsletter,
    join: Join,
    clock: MovableClock,
) -> None:
    path = _path(await join(newsletter, "anna@example.org"), newsletter)
    await administrator.submit("/a/choir/modules/newsletter/off")
    centre = await sign_in_as(host, "administrator")
    await centre.submit("/a/centre/modules/newsletter/off")  # so that nobody has it on

    clock.advance(days=60)
    page = await client.submit(path)

    assert page.heading == "You have left “Nyt fra os”"
    assert await _state() == SubscriptionState.LEFT


async def test_link_of_somebody_who_was_erased_says_that_nothing_comes(
    outsider: Client, newsletter: Newsletter, join: Join, site: Site
) -> None:
    from brobygger.plugin_api.services import Person

    subscriber = await join(newsletter, "olga@example.org")
    await erase(await Person.get(name="Outsider Olga"))

    page = await outsider.post(_path(subscriber, newsletter))

    assert (page.status, page.heading) == (200, "You get nothing from us")


async def test_who_refuses_is_on_no_list_again(
    client: Client, coordinator: Client, newsletter: Newsletter, join: Join
) -> None:
    subscriber = await join(newsletter, "anna@example.org")
    own = f"/a/choir/newsletter/own/{own_key(subscriber.public_id)}"

    done = await client.submit((await client.get(own)).links()["Never write newsletters to this address again"])
    page = await coordinator.submit(
        f"/a/choir/newsletter/manage/newsletters/{newsletter.public_id}/list",
        lines="ANNA@example.org\nbo@example.org", given_on="2020-01-02", evidence="The sheet", sure="y",
    )  # fmt: skip

    assert done.heading == "We never write newsletters to you again"
    assert "1 people get it from now on" in page.main
    assert "1 left before, or must not be written to" in page.main
    assert "anna@example.org" not in page.main


async def test_links_of_another_association_or_newsletter_are_nobodys(
    client: Client, newsletter: Newsletter, other_association: Association, join: Join
) -> None:
    subscriber = await join(newsletter, "anna@example.org")

    page = await client.get(f"/a/{other_association.slug}/newsletter/own/{own_key(subscriber.public_id)}")

    assert page.status == 404
    assert "anna@example.org" not in page.response.text
    assert urlsplit(_path(subscriber, newsletter)).path.startswith("/newsletter/leave/")
    assert isinstance(page.response, httpx2.Response)

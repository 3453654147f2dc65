"""Asking for a newsletter: what the form tells, and whom it writes to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger_newsletter.subscribing import retention
from brobygger_newsletter.subscribing.models import Subscriber, Subscription, SubscriptionState
from brobygger_newsletter.subscribing.services import leave, refuse_all

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger_newsletter.newsletters.models import Newsletter

    Join = Callable[..., Awaitable[Subscriber]]

PAGE = "/a/choir/newsletter/"


async def _states() -> list[SubscriptionState]:
    with crossing_associations("the test looks at everything"):
        return [row.state for row in await Subscription.all().order_by("id")]


async def test_page_answers_the_same_whether_or_not_an_address_is_known(
    client: Client, newsletter: Newsletter, join: Join, outbox: Outbox
) -> None:
    await join(newsletter, "known@example.org")
    refused = await join(newsletter, "refused@example.org")
    with association_scope(newsletter.association_id):
        await refuse_all(refused)

    pages = [await client.submit(PAGE, email=f"{who}@example.org") for who in ("new", "known", "refused")]

    assert len({page.main for page in pages}) == 1
    assert (await outbox.last("new@example.org")).subject == "Press the link, and you get the newsletter"
    assert (await outbox.last("known@example.org")).subject == "You get the newsletter already"
    assert await outbox.mails("refused@example.org") == []


async def test_opening_the_link_subscribes_nobody_and_pressing_twice_is_once(
    client: Client, newsletter: Newsletter, outbox: Outbox
) -> None:
    await client.submit(PAGE, email="anna@example.org")
    link = await outbox.link("anna@example.org", "/confirm/")

    confirm = await client.get(link)
    opened = await _states()
    await client.submit(confirm)
    again = await client.submit(link)

    assert opened == [SubscriptionState.PENDING]
    assert await _states() == [SubscriptionState.ACTIVE]
    assert again.status == 200
    assert [mail.subject for mail in await outbox.mails("anna@example.org")][1:] == [
        "Welcome: you get the newsletter from now on"
    ]


async def test_link_that_was_not_pressed_in_two_days_is_void_and_the_address_is_forgotten(
    client: Client, newsletter: Newsletter, outbox: Outbox, clock: MovableClock
) -> None:
    await client.submit(PAGE, email="anna@example.org")
    link = await outbox.link("anna@example.org", "/confirm/")
    clock.advance(hours=48)

    late = await client.get(link)
    await retention.purge()
    clock.advance(minutes=1)
    await retention.purge()

    assert (late.status, late.heading) == (404, "The link no longer works")
    with crossing_associations("the test looks at everything"):
        assert not await Subscriber.exists()


@pytest.mark.parametrize("key", ["x", "a.b.c", "23456789bcdf.1.0000"])
async def test_mangled_link_is_refused(client: Client, newsletter: Newsletter, key: str) -> None:
    assert (await client.get(f"{PAGE}confirm/{key}")).status == 404
    assert (await client.get(f"{PAGE}own/{key}")).status == 404
    assert (await client.post(f"/newsletter/leave/{key}")).status == 404


async def test_nobody_can_fill_a_mailbox_with_questions(
    client: Client, newsletter: Newsletter, outbox: Outbox, other_association: Association
) -> None:
    for _ in range(5):
        await client.submit(PAGE, email="victim@example.org")
        await client.submit(f"/a/{other_association.slug}/newsletter/", email="Victim@Example.org")

    assert len(await outbox.mails()) == 2  # one for each newsletter


async def test_what_was_typed_is_kept_beside_what_is_wrong(client: Client, newsletter: Newsletter) -> None:
    page = await client.submit(PAGE, email="anna@", name="Anna “A”")

    assert page.status == 422
    assert page.errors == ["Write your whole e-mail address, such as anna@example.dk"]
    assert page.form().values()["name"] == "Anna “A”"


async def test_who_is_signed_in_gets_it_at_once_at_an_address_that_is_theirs(
    outsider: Client, newsletter: Newsletter, outbox: Outbox
) -> None:
    own = await outsider.submit(PAGE, email="somebody@else.example")
    mine = await outsider.get("/mine")

    assert "The next one comes to olga@example.org." in own.main
    assert await _states() == [SubscriptionState.ACTIVE]
    assert "Nyt fra os" in mine.main
    assert await outbox.mails() == []


async def test_choosing_anew_leaves_what_is_not_ticked_and_keeps_the_name(
    client: Client, newsletter: Newsletter, join: Join, outbox: Outbox
) -> None:
    await client.submit(PAGE, email="anna@example.org", name="Anna")
    own = await client.submit(await outbox.link("anna@example.org", "/confirm/"))

    left = await client.submit(own, newsletters=None, name="Ane", language="da")
    states = await _states()
    back = await client.submit(left, newsletters=newsletter.public_id)

    assert states == [SubscriptionState.LEFT]
    assert await _states() == [SubscriptionState.ACTIVE]
    assert back.form().values()["name"] == "Ane"
    with crossing_associations("the test looks at everything"):
        assert (await Subscriber.get()).language == "da"


async def test_who_left_comes_back_only_by_their_own_press(
    client: Client, newsletter: Newsletter, join: Join, outbox: Outbox, clock: MovableClock
) -> None:
    subscriber = await join(newsletter, "anna@example.org")
    own = await client.submit(PAGE, email="anna@example.org")
    with association_scope(newsletter.association_id):
        await leave(subscriber, newsletter)
    clock.advance(days=1, minutes=1)

    await client.submit(PAGE, email="anna@example.org")
    asked = await _states()
    clock.advance(days=3)
    await retention.purge()  # they did not press: as if nobody had asked

    assert own.status == 200
    assert asked == [SubscriptionState.PENDING]
    assert await _states() == []


async def test_old_retention_keeps_links_alive_for_sixty_days(
    newsletter: Newsletter, join: Join, clock: MovableClock
) -> None:
    subscriber = await join(newsletter, "anna@example.org")
    with association_scope(newsletter.association_id):
        await leave(subscriber, newsletter)
    clock.advance(days=60)
    await retention.purge()
    kept = await _states()
    clock.advance(days=31)
    await retention.purge()

    assert kept == [SubscriptionState.LEFT]
    with crossing_associations("the test looks at everything"):
        assert not await Subscriber.exists()
    assert timedelta(days=60) < retention.KEPT

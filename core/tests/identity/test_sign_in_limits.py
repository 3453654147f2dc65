"""How much sign-in mail can be had, and that nobody is kept out by others who ask for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.identity.services import Asking, request_sign_in
from brobygger.mail import Sender
from brobygger.settings import SecuritySettings
from brobygger.testing.people import make_person

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"


async def ask_from(network: str, address: str = ANNA) -> None:
    await request_sign_in(address, Asking(network, network=network, language="en", sender=Sender("Centre")))


async def test_address_gets_three_mails_a_day_from_one_network_and_hears_nothing_of_more(
    site: Site, outbox: Outbox
) -> None:
    pages = []
    for _ in range(30):
        async with site.client() as stranger:
            pages.append(await stranger.submit("/sign-in", email=ANNA))

    assert {(page.status, page.path) for page in pages} == {(200, "/sign-in/sent")}
    assert len(await outbox.mails(ANNA)) == 3


async def test_request_that_is_not_mailed_leaves_the_link_that_was(
    site: Site, client: Client, ask: Callable[..., Awaitable[str]]
) -> None:
    for _ in range(2):
        async with site.client() as stranger:
            await ask(stranger)
    link = await ask(client)

    async with site.client() as stranger:
        await stranger.submit("/sign-in", email=ANNA)

    assert (await client.get(link)).status == 200


async def test_strangers_elsewhere_do_not_use_up_what_a_person_may_ask_for(
    site: Site, outbox: Outbox
) -> None:  # the site runs
    for _ in range(10):
        await ask_from("192.0.2.1")
        await ask_from("192.0.2.2")

    await ask_from("198.51.100.7")

    assert len(await outbox.mails(ANNA)) == 7


async def test_address_gets_nine_mails_a_day_in_all(outbox: Outbox, clock: MovableClock) -> None:
    for number in range(20):
        await ask_from(f"192.0.2.{number}")
    assert len(await outbox.mails(ANNA)) == 9

    clock.advance(days=1)
    await ask_from("192.0.2.1")
    assert len(await outbox.mails(ANNA)) == 10


async def test_link_that_is_used_starts_the_count_anew(
    client: Client, outbox: Outbox, enter: Callable[..., Awaitable[Page]]
) -> None:
    for _ in range(5):
        await enter(client)
        client.cookies.clear()

    assert len(await outbox.mails(ANNA)) == 5


async def test_network_that_tries_many_addresses_has_to_wait_whatever_it_calls_itself(
    client: Client, outbox: Outbox, clock: MovableClock
) -> None:
    for number in range(61):
        forged = dict.fromkeys(("X-Forwarded-For", "Forwarded", "X-Real-IP"), f"192.0.2.{number}")
        page = await client.post("/sign-in", {"email": f"person{number}@example.org"}, headers=forged)
        assert page.status == (200 if number < 60 else 429)

    assert page.response.headers["retry-after"] == "3600"
    assert page.form().values()["email"] == "person60@example.org"
    assert len(await outbox.mails()) == 60
    clock.advance(hours=1)
    assert (await client.post("/sign-in", {"email": ANNA})).status == 200


async def test_ceiling_of_the_site_does_not_keep_members_out(site: Site, outbox: Outbox) -> None:
    await make_person("Anna", ANNA)
    settings = replace(site.runtime.settings, security=SecuritySettings(confirmation_mails_per_hour=2))

    with runtime.activate(replace(site.runtime, settings=settings)):
        for name in ("bent", "birte", "bo", "anna"):
            await ask_from("192.0.2.1", f"{name}@example.org")

    assert [mail.recipient for mail in await outbox.mails()] == ["bent@example.org", "birte@example.org", ANNA]

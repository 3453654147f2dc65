"""Signing in by a link: from the address to the session."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import URL

from brobygger.identity.models import Account, EmailAddress, Session, SignInLink
from brobygger.testing.people import make_person

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

    Ask = Callable[..., Awaitable[str]]
    Enter = Callable[..., Awaitable[Page]]

ANNA = "anna@example.org"
#: A secret as the site makes them.
TOKEN = r"[\w-]{32}"
CODE = re.compile(r"\b(\d{3}) (\d{3})\b")


async def is_signed_in(client: Client) -> bool:
    return (await client.get("/account", follow=False)).status == 200


def code_on(page: Page) -> str:
    found = CODE.search(page.main)
    assert found, page.main
    return "".join(found.groups())


async def test_link_signs_in_the_browser_that_asked(client: Client, ask: Ask) -> None:
    await make_person("Anna", ANNA)
    link = await ask(client)

    page = await client.get(link)
    assert ANNA in page.main
    await client.submit(page, action="/sign-in/link")

    assert await is_signed_in(client)


async def test_first_sign_in_makes_the_account_and_asks_for_the_name(client: Client, enter: Enter) -> None:
    page = await enter(client, "Birte@example.org")

    assert page.path == "/account/name"
    await client.submit(page, name="Birte Bro")
    account = await client.get("/account")
    assert account.form("/account").values()["name"] == "Birte Bro"
    assert await EmailAddress.all().values_list("address", "address_folded") == [
        ("Birte@example.org", "birte@example.org")
    ]


async def test_account_is_made_at_the_first_use_only(client: Client, ask: Ask) -> None:
    await client.get(await ask(client))

    assert await Account.all().count() == 0


async def test_address_is_found_in_whatever_case_it_is_typed(client: Client, outbox: Outbox) -> None:
    account, _ = await make_person("Anna", ANNA)

    await client.submit("/sign-in", email="ANNA@EXAMPLE.ORG")
    await client.submit(await outbox.link(ANNA, "/sign-in/link/"), action="/sign-in/link")

    assert await Account.all() == [account]


async def test_asking_answers_alike_for_known_and_unknown_addresses(site: Site) -> None:
    await make_person("Anna", ANNA)

    seen = []
    for address in (ANNA, "nobody@example.org"):
        async with site.client() as browser:
            asked = await browser.submit("/sign-in", email=address, follow=False)
            sent = await browser.get(asked.response.headers["location"])
        seen.append([(page.status, _without_secrets(page, address)) for page in (asked, sent)])

    assert seen[0] == seen[1]


def _without_secrets(page: Page, address: str) -> tuple[str, ...]:
    """Return what a page and its headers say, but for what differs from one request to the next."""
    parts = [page.response.text, *(f"{name}: {value}" for name, value in page.response.headers.multi_items())]
    changing = re.compile(rf"{re.escape(address)}|{TOKEN}|{CODE.pattern}|^(?:x-request-id|content-length):.*$")
    return tuple(changing.sub("", part) for part in parts)


async def test_opening_a_link_spends_nothing(site: Site, client: Client, ask: Ask) -> None:
    link = await ask(client)
    before = await SignInLink.all().values()

    async with site.client() as scanner:
        for method in ("HEAD", "GET"):
            await scanner.request(method, link)
        page = await scanner.get(link)
    await client.request("HEAD", link)

    assert "digits" in page.main
    assert await SignInLink.all().values() == before
    assert await Session.all().count() == 0
    await client.submit(link, action="/sign-in/link")
    assert await is_signed_in(client)


async def test_link_works_once(client: Client, ask: Ask) -> None:
    link = await ask(client)
    page = await client.get(link)
    await client.submit(page, action="/sign-in/link")
    client.cookies.clear()

    again = await client.submit(page, action="/sign-in/link")

    assert again.status == 410
    assert not await is_signed_in(client)


async def test_link_pressed_many_times_at_once_signs_in_once(client: Client, ask: Ask) -> None:
    page = await client.get(await ask(client))

    answers = await asyncio.gather(*(client.submit(page, action="/sign-in/link", follow=False) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [303, 410, 410, 410, 410]
    assert await Session.all().count() == 1
    assert await Account.all().count() == 1


async def test_link_stops_after_ten_minutes(client: Client, ask: Ask, clock: MovableClock) -> None:
    link = await ask(client)
    page = await client.get(link)

    clock.advance(minutes=10)

    assert (await client.get(link)).status == 410
    assert (await client.submit(page, action="/sign-in/link")).status == 410
    assert not await is_signed_in(client)


async def test_new_request_ends_older_links(client: Client, ask: Ask) -> None:
    old, new = await ask(client), await ask(client)

    assert (await client.get(old)).status == 410
    assert (await client.get(new)).status == 200


async def test_request_for_one_address_leaves_another_ones_link_alone(client: Client, ask: Ask) -> None:
    annas = await ask(client)
    await ask(client, "bent@example.org")

    assert (await client.get(annas)).status == 200


async def test_unknown_link_is_gone(client: Client) -> None:
    for token in ("x" * 32, "æøå🙂", "%3E", "a" * 5000):
        assert (await client.get(f"/sign-in/link/{token}")).status == 410
    assert (await client.get("/sign-in/link")).status == 410


async def test_link_in_another_browser_asks_for_the_code_of_the_first(site: Site, client: Client, ask: Ask) -> None:
    link = await ask(client)
    code = code_on(await client.get("/sign-in/sent"))

    async with site.client() as phone:
        page = await phone.get(link)
        assert ANNA not in page.main
        assert (await phone.submit(page, action="/sign-in/link")).status == 422
        await phone.submit(page, action="/sign-in/link", code=f" {code[:3]} {code[3:]} ")

        assert await is_signed_in(phone)
    assert not await is_signed_in(client)


async def test_code_may_be_mistyped_four_times(site: Site, client: Client, ask: Ask) -> None:
    link = await ask(client)
    code = code_on(await client.get("/sign-in/sent"))
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    async with site.client() as phone:
        page = await phone.get(link)
        answers = [await phone.submit(page, action="/sign-in/link", code=wrong) for _ in range(5)]
        assert [answer.status for answer in answers] == [422, 422, 422, 422, 410]
        assert (await phone.submit(page, action="/sign-in/link", code=code)).status == 410
        assert not await is_signed_in(phone)

    assert (await SignInLink.get()).code_attempts == 5
    # Guesses elsewhere do not lock out the browser that asked.
    await client.submit(link, action="/sign-in/link")
    assert await is_signed_in(client)


async def test_guesses_at_the_same_moment_are_all_counted(site: Site, client: Client, ask: Ask) -> None:
    link = await ask(client)
    code = code_on(await client.get("/sign-in/sent"))
    wrong = [f"{(int(code) + number) % 10**6:06d}" for number in range(1, 21)]

    async with site.client() as phone:
        page = await phone.get(link)
        answers = await asyncio.gather(*(phone.submit(page, action="/sign-in/link", code=guess) for guess in wrong))

    assert [answer.status for answer in answers].count(410) >= 15
    assert (await SignInLink.get()).code_attempts == 5


async def test_link_that_is_gone_can_be_traded_for_a_new_one_once(
    client: Client, ask: Ask, outbox: Outbox, clock: MovableClock
) -> None:
    await make_person("Anna", ANNA)
    old = await ask(client, path="/sign-in?next=/associations")
    clock.advance(hours=1)
    gone = await client.get(old)

    sent = await client.submit(gone, action="/sign-in/renew")
    assert sent.path == "/sign-in/sent"
    new = await outbox.link(ANNA, "/sign-in/link/")
    assert new != old
    assert (await client.submit(gone, action="/sign-in/renew")).path == "/sign-in"
    assert len(await outbox.mails(ANNA)) == 2

    page = await client.submit(await client.get(new), action="/sign-in/link")
    assert page.path == "/associations"


async def test_token_leaves_the_address_at_once(client: Client, ask: Ask) -> None:
    arrived = await client.get(await ask(client), follow=False)

    assert arrived.status == 303
    assert arrived.response.headers["location"] == "/sign-in/link"
    assert arrived.response.headers["referrer-policy"] == "no-referrer"


async def test_database_holds_only_hashes(client: Client, ask: Ask) -> None:
    link = await ask(client)
    code = code_on(await client.get("/sign-in/sent"))
    secrets = {link.rsplit("/", 1)[1], code, *dict(client.cookies).values()}
    await client.submit(link, action="/sign-in/link")
    secrets |= set(dict(client.cookies).values())

    rows = [*await SignInLink.all().values(), *await Session.all().values()]

    assert len(secrets) >= 4
    assert not {str(value) for row in rows for value in row.values()} & secrets


async def test_mail_says_neither_who_nor_where_it_was_asked_for(client: Client, outbox: Outbox) -> None:
    await make_person("Anna Secret", ANNA)
    await client.post("/sign-in", {"email": ANNA}, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

    mail = await outbox.last(ANNA)

    for part in (mail.subject, mail.text, mail.html):
        assert "evil.example" not in part
        assert "Secret" not in part
    assert ANNA not in mail.subject
    assert f"{URL('https://brobygger.test')}/sign-in/link/" in mail.text


async def test_mail_goes_out_in_the_accounts_language(client: Client, outbox: Outbox) -> None:
    await make_person("Anna", ANNA, language="da")

    await client.post("/sign-in", {"email": ANNA})
    await client.post("/sign-in", {"email": "new@example.org"})

    assert (await outbox.last(ANNA)).subject == "Dit link til at logge ind"
    assert (await outbox.last("new@example.org")).subject == "Your link to sign in"


@pytest.mark.parametrize("address", ["", "anna", "anna@", "anna@example.org\r\nBcc: x@example.org", "a b@example.org"])
async def test_impossible_address_is_asked_for_again(client: Client, outbox: Outbox, address: str) -> None:
    page = await client.submit("/sign-in", email=address)

    assert page.status == 422
    assert page.errors
    assert await outbox.mails() == []


async def test_double_click_sends_one_mail(client: Client, outbox: Outbox) -> None:
    form = await client.get("/sign-in")

    for _ in range(2):
        await client.submit(form, email=ANNA)
    await client.submit(form, email="corrected@example.org")

    assert [mail.recipient for mail in await outbox.mails()] == [ANNA, "corrected@example.org"]

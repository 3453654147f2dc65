"""The addresses of an account: one more, another one first, one less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.identity.models import Account, AddressClaim, EmailAddress, Session
from brobygger.identity.services import find_account, purge_expired
from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"
WORK = "anna@work.example.org"
MALLORY = "mallory@example.org"
PAGE = "/account/addresses"
CONFIRM = f"{PAGE}/confirm"


@pytest.fixture
async def account(site: Site) -> Account:  # its database
    made, _ = await make_person("Anna", ANNA)
    return made


@pytest.fixture
async def anna(client: Client, account: Account) -> Client:
    await sign_in(client, account)
    return client


async def claim(client: Client, address: str = WORK) -> Page:
    return await client.submit(PAGE, action=PAGE, email=address)


async def add(client: Client, outbox: Outbox, address: str = WORK) -> Page:
    await claim(client, address)
    return await client.submit(await outbox.link(address, f"{PAGE}/link/"), action=CONFIRM)


async def addresses_of(account: Account) -> list[str]:
    rows = await EmailAddress.filter(account=account).order_by("-is_first", "id")
    return [row.address for row in rows]


async def test_address_is_added_by_pressing_a_button_behind_the_link(
    anna: Client, account: Account, outbox: Outbox
) -> None:
    await claim(anna)
    page = await anna.get(await outbox.link(WORK, f"{PAGE}/link/"))
    assert WORK in page.main
    assert await addresses_of(account) == [ANNA]

    await anna.submit(page, action=CONFIRM)

    assert await addresses_of(account) == [ANNA, WORK]
    assert await find_account(WORK) == account


async def test_link_adds_once_and_within_the_hour(
    anna: Client, account: Account, outbox: Outbox, clock: MovableClock
) -> None:
    await claim(anna)
    path = await outbox.link(WORK, f"{PAGE}/link/")
    page = await anna.get(path)
    clock.advance(hours=1)
    assert (await anna.submit(page, action=CONFIRM)).status == 410
    assert await purge_expired() == 1
    assert await AddressClaim.all().count() == 0

    await sign_in(anna, account)  # an hour later the page asks anew who it is
    await add(anna, outbox)
    again = await anna.get(await outbox.link(WORK, f"{PAGE}/link/"))
    assert again.status == 410
    assert await addresses_of(account) == [ANNA, WORK]


async def test_link_adds_to_no_other_account_than_the_one_that_asked(
    site: Site, anna: Client, account: Account, outbox: Outbox
) -> None:
    mallory, _ = await make_person("Mallory", MALLORY)
    async with site.client() as other:
        await sign_in(other, mallory)
        await claim(other, WORK)

        assert (await anna.get(await outbox.link(WORK, f"{PAGE}/link/"))).status == 410
        assert (await anna.post(CONFIRM)).status == 410

    assert await addresses_of(account) == [ANNA]
    assert await addresses_of(mallory) == [MALLORY]


async def test_answer_does_not_tell_whether_somebody_else_has_the_address(anna: Client, outbox: Outbox) -> None:
    await make_person("Mallory", MALLORY)

    taken, free = await claim(anna, MALLORY), await claim(anna, WORK)

    assert (taken.status, taken.path, taken.main) == (free.status, free.path, free.main)
    assert PAGE not in (await outbox.last(MALLORY)).text
    assert await AddressClaim.all().count() == 2


async def test_address_that_somebody_else_proved_meanwhile_is_not_taken_from_them(
    anna: Client, account: Account, outbox: Outbox
) -> None:
    await claim(anna)
    quicker, _ = await make_person("Mallory", WORK)

    page = await anna.submit(await outbox.link(WORK, f"{PAGE}/link/"), action=CONFIRM)

    assert page.status == 409
    assert await find_account(WORK) == quicker
    assert await addresses_of(account) == [ANNA]


async def test_own_address_and_nonsense_are_refused(anna: Client, outbox: Outbox) -> None:
    for address in (ANNA.upper(), "", "nothing", "a@example.org,b@example.org"):
        page = await claim(anna, address)
        assert page.status == 422
        assert page.errors
    assert await outbox.mails() == []


async def test_a_mailbox_gets_three_claims_a_day_and_the_fourth_answers_alike(anna: Client, outbox: Outbox) -> None:
    pages = [await claim(anna) for _ in range(4)]

    assert len({page.main for page in pages}) == 1
    assert len(await outbox.mails(WORK)) == 3


async def test_an_account_asks_for_ten_addresses_a_day(anna: Client, outbox: Outbox) -> None:
    for number in range(10):
        await claim(anna, f"a{number}@example.org")

    page = await claim(anna, "eleventh@example.org")

    assert page.status == 422
    assert await outbox.mails("eleventh@example.org") == []


async def test_every_change_is_told_to_the_addresses_that_were_there(
    anna: Client, account: Account, outbox: Outbox
) -> None:
    await add(anna, outbox)
    assert WORK in (await outbox.last(ANNA)).text

    await anna.submit(PAGE, action="/first")
    assert [len(await outbox.mails(address)) for address in (ANNA, WORK)] == [2, 2]
    assert await addresses_of(account) == [WORK, ANNA]

    old = await EmailAddress.get(address=ANNA)
    await anna.submit(f"{PAGE}/{old.public_id}/remove", action="/remove")
    assert "removed" in (await outbox.last(ANNA)).text
    assert await addresses_of(account) == [WORK]
    assert await find_account(ANNA) is None


async def test_last_address_stays(anna: Client, account: Account, outbox: Outbox) -> None:
    only = await EmailAddress.get(address=ANNA)
    assert "/remove" not in (await anna.get(PAGE)).text

    page = await anna.submit(f"{PAGE}/{only.public_id}/remove", action="/remove")

    assert page.status == 422
    assert await addresses_of(account) == [ANNA]
    assert await outbox.mails() == []


async def test_nobody_touches_an_address_of_another_account(anna: Client, outbox: Outbox) -> None:
    await make_person("Mallory", MALLORY)
    await add(anna, outbox)
    theirs = await EmailAddress.get(address=MALLORY)

    for path in ("first", "remove"):
        assert (await anna.post(f"{PAGE}/{theirs.public_id}/{path}")).status == 404
    assert await find_account(MALLORY) is not None


async def test_change_signs_out_everywhere_else(site: Site, anna: Client, account: Account, outbox: Outbox) -> None:
    async with site.client() as phone:
        await sign_in(phone, account)
        await add(anna, outbox)

        assert (await phone.get("/account", follow=False)).status == 303
    assert (await anna.get("/account", follow=False)).status == 200
    assert await Session.all().count() == 1

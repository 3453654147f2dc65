"""Where one is signed in, and how that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.db import crossing_associations
from brobygger.identity.models import ActsFor, Person, Relation, Session, SignInLink
from brobygger.identity.services import add_person, load_session, purge_expired, start_session
from brobygger.membership.models import RoleAssignment
from brobygger.membership.roles import COORDINATOR
from brobygger.testing.people import make_member, make_person, sign_in
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.identity.models import Account
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"
COOKIE = "__Host-brobygger"


async def is_signed_in(client: Client) -> bool:
    return (await client.get("/account", follow=False)).status == 200


def plant(client: Client, token: str) -> None:
    """Put a session's cookie where the site's own answers would replace or delete it."""
    client.cookies.set(COOKIE, token, domain=client.host)


async def make_coordinator(association: Association) -> Account:
    account, person = await make_person("Karin", "karin@example.org")
    await make_member(association, person, roles=[COORDINATOR])
    return account


@pytest.fixture
async def anna(client: Client) -> Client:
    account, _ = await make_person("Anna", ANNA)
    await sign_in(client, account)
    return client


async def test_session_holds_after_a_request_and_ends_when_it_was_idle_for_a_month(
    anna: Client, clock: MovableClock
) -> None:
    for _ in range(2):
        clock.advance(days=29)
        assert await is_signed_in(anna)

    clock.advance(days=30)
    assert not await is_signed_in(anna)


async def test_session_ends_after_ninety_days_however_much_it_was_used(anna: Client, clock: MovableClock) -> None:
    for _ in range(9):
        clock.advance(days=9)
        assert await is_signed_in(anna)

    clock.advance(days=9)
    assert not await is_signed_in(anna)


async def test_use_is_noted_every_five_minutes_at_most(anna: Client, clock: MovableClock) -> None:
    start = clock.now()

    clock.advance(minutes=4)
    await is_signed_in(anna)
    assert (await Session.get()).last_used_at == start
    clock.advance(minutes=1)
    await is_signed_in(anna)
    assert (await Session.get()).last_used_at == start + timedelta(minutes=5)


async def test_sign_out_ends_the_session_for_every_copy_of_its_cookie(anna: Client) -> None:
    copy = dict(anna.cookies)[COOKIE]

    page = await anna.post("/sign-out", follow=False)

    assert page.status == 303
    assert page.response.headers["clear-site-data"] == '"cache"'
    assert COOKIE not in dict(anna.cookies)
    plant(anna, copy)
    assert not await is_signed_in(anna)


async def test_sign_out_of_an_anonymous_browser_changes_nothing(client: Client) -> None:
    assert (await client.post("/sign-out", follow=False)).status == 303


@pytest.mark.parametrize("change", ["", "x", "æ", "a" * 5000, "%00", '"quoted', "flipped"])
async def test_altered_cookie_is_anonymous(anna: Client, change: str) -> None:
    token = dict(anna.cookies)[COOKIE]
    value = token[:-1] + ("A" if token[-1] != "A" else "B") if change == "flipped" else change

    anna.cookies.clear()
    page = await anna.get("/account", follow=False, headers={"Cookie": f"{COOKIE}={value}".encode()})

    assert page.status == 303


async def test_signing_in_again_changes_the_session_and_ends_the_old_one(
    anna: Client, ask: Callable[..., Awaitable[str]]
) -> None:
    old = dict(anna.cookies)[COOKIE]
    anna.cookies.clear()
    path = await ask(anna)
    plant(anna, old)
    await anna.submit(path, action="/sign-in/link")

    assert dict(anna.cookies)[COOKIE] != old
    assert await load_session(old) is None
    assert await is_signed_in(anna)


async def test_planted_session_cookie_is_not_taken_over(client: Client, enter: Callable[..., Awaitable[Page]]) -> None:
    plant(client, "planted-by-somebody-else-0123456789")

    await enter(client)

    assert await load_session("planted-by-somebody-else-0123456789") is None


async def test_person_sees_and_ends_their_own_sessions(site: Site, anna: Client) -> None:
    account = (await ActsFor.get().select_related("account")).account
    async with site.client() as phone:
        await sign_in(phone, account)
        page = await anna.get("/account/sessions")
        assert page.main.count("This one") == 1

        other = (await Session.all().order_by("id"))[-1]
        await anna.submit(page, action=f"/account/sessions/{other.public_id}/end")

        assert await is_signed_in(anna)
        assert not await is_signed_in(phone)


async def test_nobody_ends_somebody_elses_session(site: Site, anna: Client) -> None:
    stranger, _ = await make_person("Mallory", "mallory@example.org")
    session = await Session.get()
    async with site.client() as other:
        await sign_in(other, stranger)
        await other.post(f"/account/sessions/{session.public_id}/end")
        await other.post("/account/sessions/%00/end")

    assert await is_signed_in(anna)


async def test_ending_all_others_leaves_this_one(site: Site, anna: Client) -> None:
    account = (await ActsFor.get().select_related("account")).account
    async with site.client() as phone, site.client() as library:
        for browser in (phone, library):
            await sign_in(browser, account)

        page = await anna.submit("/account/sessions", action="/end-others")

        assert "signed out there" in page.main
        assert [await is_signed_in(browser) for browser in (anna, phone, library)] == [True, False, False]


async def test_list_shows_no_session_that_ran_out(site: Site, anna: Client, clock: MovableClock) -> None:
    account = (await ActsFor.get().select_related("account")).account
    async with site.client() as phone:
        await sign_in(phone, account)
        clock.advance(days=29)
        assert (await anna.get("/account/sessions")).main.count("Last used") == 1

        clock.advance(days=1)
        assert "Last used" not in (await anna.get("/account/sessions")).main


async def test_session_of_somebody_with_a_role_ends_when_it_was_idle_for_three_hours(
    client: Client, host: Association, clock: MovableClock
) -> None:
    await sign_in(client, await make_coordinator(host))
    clock.advance(hours=2, minutes=59)
    assert "3 hours" in (await client.get("/account/sessions")).main

    clock.advance(hours=3)
    assert not await is_signed_in(client)


async def test_session_of_somebody_with_a_role_ends_after_twelve_hours(
    client: Client, host: Association, clock: MovableClock
) -> None:
    await sign_in(client, await make_coordinator(host))
    for _ in range(5):
        clock.advance(hours=2)
        assert await is_signed_in(client)

    clock.advance(hours=2)
    assert not await is_signed_in(client)


async def test_role_that_ended_shortens_no_session(client: Client, host: Association, clock: MovableClock) -> None:
    account = await make_coordinator(host)
    with crossing_associations("the test has one association"):
        await RoleAssignment.all().update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    await sign_in(client, account)

    clock.advance(days=2)

    assert await is_signed_in(client)


async def test_ending_all_sessions_ends_this_one_as_well(site: Site, anna: Client) -> None:
    account = (await ActsFor.get().select_related("account")).account
    async with site.client() as phone:
        await sign_in(phone, account)

        await anna.post("/account/sessions/end")

        assert not await is_signed_in(phone)
        assert not await is_signed_in(anna)
    assert await Session.all().count() == 0


async def test_session_of_a_closed_account_is_gone(anna: Client) -> None:
    await (await ActsFor.get().select_related("account")).account.delete()

    assert not await is_signed_in(anna)


async def test_visitor_acts_for_whom_the_account_may_act_today(site: Site) -> None:  # the site runs
    account, anna = await make_person("Anna", ANNA)
    child, grown, coming = [await Person.create(name=name) for name in ("Karl", "Knud", "Kaja")]
    for person in (child, grown, coming):
        await add_person(account, person, relation=Relation.PARENT)
    await ActsFor.filter(person=grown).update(ends_on=today() - timedelta(days=1))
    await ActsFor.filter(person=coming).update(starts_on=today() + timedelta(days=1))

    visitor = await load_session(await start_session(account))

    assert visitor is not None
    assert visitor.person_ids == (anna.id, child.id)
    assert [(person.name, person.relation) for person in visitor.persons] == [
        ("Anna", Relation.SELF),
        ("Karl", Relation.PARENT),
    ]


async def test_what_is_over_is_deleted(
    anna: Client, clock: MovableClock, ask: Callable[..., Awaitable[str]], site: Site
) -> None:
    async with site.client() as stranger:
        await ask(stranger, "bent@example.org")
    assert await purge_expired() == 0

    clock.advance(days=1)
    assert await purge_expired() == 1
    assert await SignInLink.all().count() == 0
    assert await is_signed_in(anna)
    clock.advance(days=30)
    assert await purge_expired() == 1
    assert await Session.all().count() == 0

"""The first administrator's token, and demo accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from brobygger import runtime
from brobygger.identity.errors import NoDemoError, SetupTokenGoneError
from brobygger.identity.models import Account, Session
from brobygger.identity.services import (
    claim_setup_token,
    create_setup_token,
    get_own_person,
    is_setup_token,
    load_session,
    sign_in_demo,
    verified_addresses,
)
from brobygger.settings import SiteSettings
from brobygger.testing.people import make_person

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site

ANNA = "anna@example.org"


async def test_fresh_site_has_no_account(site: Site) -> None:  # the site runs
    assert await Account.all().count() == 0
    assert await Session.all().count() == 0


async def test_setup_token_makes_an_account_once(site: Site) -> None:
    token = await create_setup_token()
    assert await is_setup_token(token)

    account = await claim_setup_token(token, "Anna@Example.org", "Anna")

    assert (await get_own_person(account.id)).name == "Anna"
    assert await verified_addresses(account.id) == ["anna@example.org"]
    assert not await is_setup_token(token)
    with pytest.raises(SetupTokenGoneError):
        await claim_setup_token(token, "mallory@example.org", "Mallory")
    assert await Account.all() == [account]


async def test_setup_token_works_for_an_hour(site: Site, clock: MovableClock) -> None:
    token = await create_setup_token()

    clock.advance(hours=1)

    with pytest.raises(SetupTokenGoneError):
        await claim_setup_token(token, ANNA, "Anna")


async def test_new_setup_token_ends_the_old_one(site: Site) -> None:
    old, new = await create_setup_token(), await create_setup_token()

    assert [await is_setup_token(token) for token in (old, new, "", "x")] == [False, True, False, False]


def _with_site(site: Site, settings: SiteSettings) -> AbstractContextManager[object]:
    return runtime.activate(replace(site.runtime, settings=replace(site.runtime.settings, site=settings)))


async def test_demo_accounts_are_closed_on_a_real_site(site: Site, client: Client) -> None:
    account, _ = await make_person("Anna", ANNA)
    loopback = SiteSettings(public_origin="http://127.0.0.1:8000", development=True)
    public = SiteSettings(public_origin="https://brobygger.test", development=True)

    with pytest.raises(NoDemoError):
        await sign_in_demo(account)
    with _with_site(site, public), pytest.raises(NoDemoError):
        await sign_in_demo(account)
    with _with_site(site, loopback):
        visitor = await load_session(await sign_in_demo(account))

    assert visitor is not None
    assert visitor.account_id == account.id
    assert (await client.post("/sign-in/demo", {"email": ANNA})).status == 404

"""What the tests of sign-in do over and over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyotp
import pytest

from brobygger.testing.authenticator import Owner, passkey_for
from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"


@pytest.fixture
def ask(outbox: Outbox) -> Callable[..., Awaitable[str]]:
    """``await ask(client, address)`` asks for a link and returns the path in the mail."""

    async def asking(client: Client, address: str = ANNA, path: str = "/sign-in") -> str:
        sent = await client.submit(path, email=address)
        assert sent.path == "/sign-in/sent"
        return await outbox.link(address, "/sign-in/link/")

    return asking


@pytest.fixture
def enter(ask: Callable[..., Awaitable[str]]) -> Callable[..., Awaitable[Page]]:
    """``await enter(client, address)`` signs in by mail and returns the page that comes next."""

    async def entering(client: Client, address: str = ANNA) -> Page:
        return await client.submit(await ask(client, address), action="/sign-in/link")

    return entering


@pytest.fixture
async def anna(client: Client, site: Site) -> Owner:
    account, _ = await make_person("Anna", ANNA)
    await sign_in(client, account)
    return Owner(client, account, passkey_for(site))


@pytest.fixture
async def mallory(site: Site) -> AsyncIterator[Owner]:
    account, _ = await make_person("Mallory", "mallory@example.org")
    async with site.client() as client:
        await sign_in(client, account)
        yield Owner(client, account, passkey_for(site))


@pytest.fixture
def app_of(clock: MovableClock) -> Callable[[Owner], Awaitable[Callable[[], str]]]:
    """``code = await app_of(anna)`` sets up the app on Anna's phone; ``code()`` is what it shows."""

    async def setting_up(owner: Owner) -> Callable[[], str]:
        page = await owner.client.submit("/account/factor", action="/account/factor/begin")
        found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.main)
        assert found
        totp = pyotp.TOTP(found[0].replace(" ", ""))

        def code() -> str:
            return totp.at(clock.now())

        await owner.client.submit(page, action="/account/factor", code=code())
        return code

    return setting_up

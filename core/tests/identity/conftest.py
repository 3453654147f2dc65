"""What the tests of sign-in do over and over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page

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

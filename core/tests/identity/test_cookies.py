"""Cookies: for this host alone, out of reach of scripts, and telling nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.identity.cookies import full_name
from brobygger.settings import SiteSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"


async def test_every_cookie_is_for_this_host_and_out_of_reach_of_scripts(
    client: Client, ask: Callable[..., Awaitable[str]]
) -> None:
    link = await ask(client)
    pages = [
        await client.post("/language", {"language": "da", "next": "/"}, follow=False),
        await client.get("/sign-in"),
        await client.get(link, follow=False),
        await client.submit("/sign-in/link", action="/sign-in/link", follow=False),
    ]

    headers = [header for page in pages for header in page.response.headers.get_list("set-cookie")]

    names = {header.partition("=")[0] for header in headers}
    assert names == {"__Host-language", "__Host-brobygger-asking", "__Host-brobygger-link", "__Host-brobygger"}
    for header in headers:
        attributes = {part.strip().lower() for part in header.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)
        assert len(header) < 4096
        assert "anna" not in header


async def test_session_cookie_lasts_as_long_as_the_session(client: Client, ask: Callable[..., Awaitable[str]]) -> None:
    page = await client.submit(await ask(client), action="/sign-in/link", follow=False)

    header = next(text for text in page.response.headers.get_list("set-cookie") if text.startswith("__Host-brobygger="))

    assert "max-age=7776000" in header.lower()


async def test_cookies_are_plain_over_http_on_ones_own_machine(site: Site) -> None:
    settings = replace(site.runtime.settings, site=SiteSettings(public_origin="http://127.0.0.1:8000"))

    assert full_name("brobygger") == "__Host-brobygger"
    with runtime.activate(replace(site.runtime, settings=settings)):
        assert full_name("brobygger") == "brobygger"


async def test_pages_of_somebody_signed_in_are_not_kept(client: Client, enter: Callable[..., Awaitable[Page]]) -> None:
    await enter(client)

    assert (await client.get("/account")).response.headers["cache-control"] == "no-store"

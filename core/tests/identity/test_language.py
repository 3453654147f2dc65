"""The language of the pages: chosen, the account's, the browser's, the site's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.identity.models import Account
from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"


def language_of(page: Page) -> str:
    assert page.soup.html is not None
    return str(page.soup.html["lang"])


@pytest.fixture
async def anna(client: Client) -> Client:
    account, _ = await make_person("Anna", ANNA, language="da")
    await sign_in(client, account)
    return client


async def test_language_is_chosen_in_the_browser_for_the_account_and_on_the_same_page(anna: Client) -> None:
    page = await anna.post("/language", {"language": "en", "next": "/account"})

    assert page.path == "/account"
    assert language_of(page) == "en"
    assert (await Account.get()).language == "en"


@pytest.mark.parametrize("language", ["", "xx", "../da"])
async def test_unknown_language_is_refused(client: Client, language: str) -> None:
    assert (await client.post("/language", {"language": language})).status == 400


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "da"),
        ("en", "en"),
        ("en-GB,en;q=0.9,da;q=0.8", "en"),
        ("da-DK, en;q=0.5", "da"),
        ("fr, en;q=0.3", "en"),
        ("en;q=0, da;q=0.1", "da"),
        ("de", "da"),
        ("*", "da"),
        ("en;q=x,,;;q=1", "da"),
        ("\xff" * 20, "da"),
    ],
)
async def test_language_is_the_one_that_the_browser_likes_best(site: Site, header: str, language: str) -> None:
    async with site.client(language="") as browser:
        page = await browser.get("/sign-in", headers={"Accept-Language": header.encode("latin-1")})

    assert language_of(page) == language


async def test_accounts_language_comes_before_the_browsers(anna: Client) -> None:
    assert language_of(await anna.get("/account", headers={"Accept-Language": "en"})) == "da"


async def test_errors_speak_the_readers_language(site: Site, anna: Client) -> None:
    async with site.client(language="da") as danish, site.client(language="en") as english:
        refused = {"Sec-Fetch-Site": "cross-site"}
        answers = [
            await anna.get("/nowhere"),
            await danish.get("/nowhere"),
            await danish.post("/sign-in", headers=refused),
            await english.post("/sign-in", headers=refused),
        ]

    assert [(page.status, language_of(page)) for page in answers] == [
        (404, "da"),
        (404, "da"),
        (403, "da"),
        (403, "en"),
    ]

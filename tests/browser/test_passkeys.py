"""A passkey in Chromium, with a virtual phone that makes and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from brobygger.testing.browser import RunningSite, running_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import CDPSession, Page

    Open = Callable[..., Page]
    SignIn = Callable[[Page, str], None]

KARIN = "karin@frivilligcenter.example"
NAME = "Karins telefon"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """Browsers know passkeys on localhost, and not on 127.0.0.1."""
    with running_site(tmp_path_factory.mktemp("named"), host="localhost") as site:
        yield site


def give_phone(page: Page, *, unlocks: bool = True) -> tuple[CDPSession, str]:
    """Let *page*'s window have a phone that keeps passkeys; its owner unlocks it at once, or not at all."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": unlocks, "automaticPresenceSimulation": True,
    }  # fmt: skip
    answer = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, str(answer["authenticatorId"])


def press(page: Page, act: str) -> None:
    """Press the passkey button by the keyboard, once the page is ready for it."""
    expect(page.locator("[data-without-passkeys]")).to_be_hidden()
    page.locator(f"button[data-passkey={act}]").press("Enter")


def make_passkey(page: Page) -> None:
    page.goto("/account/passkeys")
    page.locator("input[name=name]").fill(NAME)
    press(page, "add")
    expect(page.locator("h2", has_text=NAME)).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_passkey_is_made_and_signs_in_without_an_address(
    live: RunningSite, open_window: Open, sign_in: SignIn, width: int
) -> None:
    page = open_window(width=width)
    sign_in(page, KARIN)
    devtools, phone = give_phone(page)
    make_passkey(page)
    kept = devtools.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]
    assert [key["rpId"] for key in kept] == ["localhost"]

    page.context.clear_cookies()
    page.goto("/sign-in")
    page.locator("main a[href^='/sign-in/passkey']").click()
    press(page, "use")
    page.wait_for_url("**/mine")

    # It shows that it is her, too, where that is asked for.
    page.goto("/account/prove?next=/account/data")
    press(page, "use")
    page.wait_for_url(f"{live.origin}/account/data")

    page.goto("/account/passkeys")
    page.locator("a[href$='/remove']").first.click()
    page.locator("main form button").last.click()
    expect(page.locator("h2", has_text=NAME)).to_have_count(0)


def test_who_does_not_unlock_the_phone_is_told_in_words_and_can_try_again(open_window: Open) -> None:
    page = open_window(width=360)
    give_phone(page, unlocks=False)
    page.goto("/sign-in/passkey")

    press(page, "use")

    expect(page.get_by_role("alert")).not_to_be_empty(timeout=70_000)
    expect(page.locator("button[data-passkey=use]")).to_be_enabled()
    assert page.url.endswith("/sign-in/passkey")


def test_without_javascript_the_page_says_so_and_offers_the_mail(open_window: Open) -> None:
    page = open_window(js=False, width=360)

    page.goto("/sign-in/passkey")

    expect(page.locator("main")).to_contain_text("JavaScript")
    page.locator("main a", has_text="link").click()
    expect(page.locator("input[name=email]")).to_be_visible()

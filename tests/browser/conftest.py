"""One demonstration site and one Chromium for all; each test has a window of its own."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.testing.browser import RunningSite, chromium, complaints, running_site, window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
HTMX = ROOT / "var" / "test-assets" / "htmx.min.js"


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def htmx() -> Path:
    """The file that the CDN serves."""
    assert HTMX.is_file(), f"{HTMX} is missing: make test fetches it"
    return HTMX


@pytest.fixture
def open_window(live: RunningSite, browser: Browser, htmx: Path) -> Iterator[Callable[..., Page]]:
    """``open_window(js=True, width=360, language="da", scheme="light", cdn=True)`` is a new window.

    When the test is over, no window may have complained of anything.
    """
    said: list[str] = []
    with ExitStack() as stack:

        def opening(
            *, js: bool = True, width: int = 1280, language: str = "da", scheme: str = "light", cdn: bool = True,
            **options: Any,
        ) -> Page:  # fmt: skip
            page = stack.enter_context(
                window(
                    browser,
                    live.origin,
                    htmx=htmx if cdn else None,
                    java_script_enabled=js,
                    color_scheme=scheme,
                    viewport={"width": width, "height": 800},
                    locale=f"{language}-{'DK' if language == 'da' else 'GB'}",
                    **options,
                )
            )
            heard = complaints(page.context)
            stack.callback(lambda: said.extend(text for text in heard if not _expected(text, cdn=cdn)))
            return page

        yield opening
    assert said == []


def _expected(text: str, *, cdn: bool) -> bool:
    """A CDN that cannot be reached, and a page that answers 404 or 422 on purpose, are logged by the browser itself."""
    return ("net::ERR_FAILED" in text and not cdn) or "the server responded with a status of 4" in text


@pytest.fixture
def sign_in(live: RunningSite) -> Callable[[Page, str], None]:
    """``sign_in(page, address)`` signs in as one of the demonstration's people."""

    def signing_in(page: Page, address: str) -> None:
        page.goto("/sign-in")
        page.locator(f"button[value='{address}']").first.click()
        page.wait_for_url("**/mine")

    return signing_in

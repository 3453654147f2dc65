"""Core's pages in a real browser, under the site's own policy; each address is answered by the test."""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from brobygger.site import assets
from brobygger.web.security import content_security_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from brobygger.testing.theme import ThemePages

ORIGIN = "https://brobygger.test"
HTMX = Path(__file__).parents[4] / "var" / "test-assets" / "htmx.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "these tests need Chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield running
        running.close()


def _answer(route: Route, pages: ThemePages, answers: Mapping[str, Any]) -> None:
    parts = urlsplit(route.request.url)
    if route.request.url == assets.CDN_URL:
        route.fulfill(path=HTMX, headers={"Access-Control-Allow-Origin": "*"})
    elif parts.path.startswith("/static/"):
        path = pages.site.static._files[parts.path.split("/", 3)[3]][1]
        route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path.name)[0] or "")
    elif f"{parts.scheme}://{parts.netloc}" != ORIGIN:
        route.fulfill(body="<title>Weather</title><h1>Sunny</h1>", content_type="text/html")
    else:
        answer = answers[parts.path]
        answer = answer(route.request) if callable(answer) else answer
        if answer is None:
            route.abort()
            return
        status, html = answer if isinstance(answer, tuple) else (200, answer)
        policy = content_security_policy(assets.CDN_URL)
        route.fulfill(
            status=status, body=html, content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy},
        )  # fmt: skip


@pytest.fixture
def show(browser: Browser, pages: ThemePages) -> Iterator[Callable[..., Page]]:
    """Open a page; *answers* gives each path a page, (status, page), a function of the request, or None: no answer.

    What the page's policy or scripts complain of fails the test.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(answers: Mapping[str, Any], path: str = "/", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, **{"reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        context.route("**/*", lambda route: _answer(route, pages, answers))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(ORIGIN + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def htmx() -> assets.Script:
    return assets.Script(assets.CDN_URL, assets.INTEGRITY)

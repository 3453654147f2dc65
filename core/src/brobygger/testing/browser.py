"""A site in a process of its own, and Chromium in front of it.

For tests that run apart from the others: Playwright and pytest-asyncio do not share a process.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from brobygger.site.assets import CDN_URL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Root may not use Chromium's sandbox; nothing here asks for hosts of its maker.
_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run")
_START_SECONDS = 60
_POLL_SECONDS = 0.1


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site that answers."""

    origin: str
    folder: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running_site(
    folder: Path, settings: Mapping[str, str] = {}, *, host: str = "127.0.0.1", port: int = 0
) -> Iterator[RunningSite]:
    """Serve a demonstration site with its data in *folder*; *settings* are environment variables of its own."""
    port = port or free_port()
    origin = f"http://{host}:{port}"
    environment = {
        **os.environ,
        "BROBYGGER_SITE__PUBLIC_ORIGIN": origin,
        "BROBYGGER_SITE__DATA_DIR": str(folder),
        "BROBYGGER_SITE__DEMO": "true",
        "BROBYGGER_SITE__DEVELOPMENT": "true",
        **settings,
    }
    command = [str(Path(sys.executable).with_name("brobygger")), "serve", "--port", str(port)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603  # our own program
        try:
            _wait_for(origin, process, folder / "server.log")
            yield RunningSite(origin, folder, process)
        finally:
            process.terminate()
            process.wait(timeout=40)


def _wait_for(origin: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{origin}/healthz", timeout=5):  # noqa: S310  # our own site
                return
        except OSError:
            time.sleep(_POLL_SECONDS)
    raise AssertionError(f"the site did not start: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    assert program, "Chromium is not installed. On Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, origin: str, *, htmx: Path | None = None, **options: Any) -> Iterator[Page]:
    """Open a window of its own, as a person has one; *options* are Playwright's for a context.

    The CDN's address answers with the file *htmx*, so that its checksum is really checked; with None it cannot be
    reached, as on a train.
    """
    context = browser.new_context(base_url=origin, **options)
    context.set_default_timeout(15_000)
    context.route("**/*", lambda route: _answer(route, origin, htmx))
    try:
        yield context.new_page()
    finally:
        context.close()


def _answer(route: Route, origin: str, htmx: Path | None) -> None:
    url = route.request.url
    if url.startswith((origin, "data:")):
        route.continue_()
    elif url == CDN_URL and htmx is not None:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
        route.fulfill(body=htmx.read_bytes(), headers=headers)
    else:
        route.abort()


def complaints(context: BrowserContext) -> list[str]:
    """Return a list that fills with what the browser complains of from now on."""
    found: list[str] = []
    context.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found

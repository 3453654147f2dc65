"""The demonstration site, and a walk over all of its pages, for tests that look at everything."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # has no types

from brobygger.associations.models import Association
from brobygger.demo.load import load_demo
from brobygger.testing.site import running_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from lxml.html import HtmlElement

    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

MOST_PAGES = 400


@dataclass
class Crawl:
    """What was found by following links."""

    pages: dict[str, Page] = field(default_factory=dict)
    #: What is a page of HTML, read by lxml alone: that is ten times as fast as a soup.
    trees: dict[str, HtmlElement] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join(page.response.text for page in self.pages.values())


async def crawl(client: Client, start: str = "/") -> Crawl:
    found, ahead = Crawl(), deque([(start, "")])
    while ahead and len(found.pages) < MOST_PAGES:
        path, source = ahead.popleft()
        if path in found.pages:
            continue
        page = found.pages[path] = await client.get(path)
        if page.status != 200:
            found.dead.append(f"{path}, on {source}: {page.status}")
        if not page.response.headers["content-type"].startswith("text/html"):
            continue
        root = found.trees[path] = document_fromstring(page.response.text)
        for link in root.iter("a"):
            target = urldefrag(link.get("href", "")).url
            parts = urlsplit(target)
            if not parts.scheme and not parts.netloc and target.startswith("/"):
                ahead.append((target, path))
    assert len(found.pages) < MOST_PAGES, "links that never end"
    return found


@pytest.fixture
async def demo(settings: Settings, clock: MovableClock) -> AsyncIterator[Site]:
    async with running_site(settings, clock) as site:
        await Association.all().delete()
        await load_demo()
        yield site

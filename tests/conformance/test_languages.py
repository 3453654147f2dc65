"""Pages speak one language: what the catalogs translate is shown translated, everywhere in the demonstration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from demonstration import crawl

from brobygger.demo.load import demo_accounts
from brobygger.identity.services import find_account
from brobygger.testing.people import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = ("aria-label", "alt", "title", "placeholder")
#: What was written to somebody stays in the language it was written in.
LETTERS = ("/calls", "/account/data")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def _pairs() -> Iterator[tuple[str, str]]:
    """Every text of the catalogs that is not the same in both languages, English first."""
    for path in ROOT.glob("*/**/src/*/locale/da/LC_MESSAGES/messages.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="da"):
                ids, texts = (_forms(part) for part in (message.id, message.string))
                yield from ((english, danish) for english, danish in zip(ids, texts, strict=True) if english != danish)


def _forms(text: object) -> tuple[str, ...]:
    """Return the singular and the plural of a text that has both."""
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, (tuple, list)) else ()


def _pattern(texts: set[str]) -> re.Pattern[str]:
    """Match a text that is one of *texts*, whatever stands in its blanks."""
    parts = [PLACEHOLDER.sub(".+", re.escape(text).replace(r"\(", "(").replace(r"\)", ")")) for text in texts]
    return re.compile("|".join(parts))


def _said(page: Page) -> set[str]:
    words = {" ".join(text.split()) for text in page.soup.body.stripped_strings} if page.soup.body else set()
    spoken = {str(tag[name]) for name in SPOKEN for tag in page.soup.select(f"[{name}]")}
    return words | spoken


async def _everything_said(demo: Site, language: str) -> dict[str, str]:
    """Return what everybody of the demonstration is shown, and where."""
    said: dict[str, str] = {}
    for person in [None, *await demo_accounts()]:
        async with demo.client(language=language) as client:
            if person and (account := await find_account(person.email)):
                account.language = language
                await account.save()
                await sign_in(client, account)
            for path, page in (await crawl(client)).pages.items():
                if not path.endswith(LETTERS):
                    said.update(dict.fromkeys(_said(page), path))
    return said


@pytest.mark.parametrize(("language", "column"), [("da", 0), ("en", 1)])
async def test_no_text_of_the_other_language_is_left(language: str, column: int, demo: Site) -> None:
    pairs = list(_pairs())
    own = {pair[1 - column] for pair in pairs}
    others = {pair[column] for pair in pairs} - own
    # A word or two can be the same in both, or a name, and what is mostly blanks matches anything.
    foreign = {text for text in others if " " in text and len(PLACEHOLDER.sub("", text)) > 12}

    said = await _everything_said(demo, language)

    assert len(said) > 400
    pattern, switch = _pattern(foreign), {"English", "Dansk"}
    assert {text: path for text, path in said.items() if pattern.fullmatch(text) and text not in switch} == {}

"""Everybody of the demonstration follows every link they are shown: all lead somewhere, none changes anything, nobody
reads of another association what is not public, and all that is said is in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from demonstration import crawl
from tortoise.connection import get_connections

from brobygger.db import crossing_associations
from brobygger.demo.load import demo_accounts
from brobygger.identity.models import Account
from brobygger.identity.services import find_account
from brobygger.membership.models import Membership
from brobygger.testing.people import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demonstration import Crawl
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # has no types

    from brobygger.demo.load import DemoAccount
    from brobygger.testing.site import Site

ROOT = Path(__file__).resolve().parents[2]
#: Written by every request of somebody who is signed in: when they were last here.
WRITTEN_BY_READING = {"core_session"}
UNHEARD = {"script", "style"}
SPOKEN = ("aria-label", "alt", "title", "placeholder")
#: What was written to somebody stays in the language it was written in.
LETTERS = ("/calls", "/account/data", "/words/da/mail")
#: The languages are named in themselves.
SWITCH = {"English", "Dansk"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


async def contents() -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables but those that reading writes."""
    connection = get_connections().get("default")
    if connection.capabilities.dialect == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    else:
        names = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
    tables = {str(row["name"]) for row in await connection.execute_query_dict(names)} - WRITTEN_BY_READING
    found = {}
    for table in tables:
        rows = await connection.execute_query_dict(f'SELECT * FROM "{table}"')
        found[table] = sorted((tuple(row.values()) for row in rows), key=repr)
    return found


async def not_to_be_read_by(person: DemoAccount) -> set[str]:
    """Return the names and addresses of other associations' members that are not public."""
    with crossing_associations("the test looks for what leaks"):
        members = await Membership.all().prefetch_related("contact", "association")
    own = {row.contact.name for row in members if row.association.name == person.association} | {person.name}
    public = {row.association.contact_name for row in members}
    foreign = {row.contact.name for row in members} - own - public
    assert foreign
    return foreign | {row.contact.email for row in members if row.contact.name in foreign and row.contact.email}


async def walk(demo: Site, person: DemoAccount | None, language: str) -> Crawl:
    """Follow every link as *person*, or as anybody."""
    async with demo.client(language=language) as client:
        if person and (account := await find_account(person.email)):
            await sign_in(client, account)
        return await crawl(client)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Yield every text of the catalogs that differs between the languages: in *language*, and in the other."""
    for path in ROOT.glob("*/**/src/*/locale/da/LC_MESSAGES/messages.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="da"):
                pairs = zip(_forms(message.id), _forms(message.string), strict=True)
                yield from ((en, da) if language == "en" else (da, en) for en, da in pairs if en != da)


def _forms(text: object) -> tuple[str, ...]:
    """Return the singular and the plural of a text that has both."""
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, (tuple, list)) else ()


def pattern_of_the_other_language(language: str) -> re.Pattern[str]:
    """Match a text that is only ever said in the other language, whatever stands in its blanks."""
    pairs = list(texts(language))
    others = {other for _, other in pairs} - {own for own, _ in pairs}
    # A word or two can be the same in both, or a name, and what is mostly blanks matches anything.
    foreign = {text for text in others if " " in text and len(PLACEHOLDER.sub("", text)) > 12}
    parts = [PLACEHOLDER.sub(".+", re.escape(text).replace(r"\(", "(").replace(r"\)", ")")) for text in foreign]
    return re.compile("|".join(parts))


def said(root: HtmlElement) -> set[str]:
    """Return all that is read or heard on a page."""
    words = {
        " ".join(text.split())
        for tag in root.iter("*")
        if tag.tag not in UNHEARD
        for text in (tag.text, tag.tail)
        if text
    }
    return words | {tag.get(name, "") for tag in root.iter("*") for name in SPOKEN}


@pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.any_database)])
async def test_everybody_reads_what_is_theirs_in_their_language_and_changes_nothing(language: str, demo: Site) -> None:
    await Account.all().update(language=language)
    before, heard = await contents(), dict[str, str]()

    for person in [None, *await demo_accounts()]:
        found = await walk(demo, person, language)
        assert found.dead == [], person
        assert len(found.pages) > 30, person
        assert [path for path, root in found.trees.items() if not root.xpath("string(//h1)").strip()] == [], person
        if person:
            assert [words for words in await not_to_be_read_by(person) if words in found.words] == [], person
        assert await contents() == before, person
        for path, root in found.trees.items():
            heard |= {} if path.endswith(LETTERS) else dict.fromkeys(said(root), path)

    pattern = pattern_of_the_other_language(language)
    assert {text: path for text, path in heard.items() if pattern.fullmatch(text) and text not in SWITCH} == {}

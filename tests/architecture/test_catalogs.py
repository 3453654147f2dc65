"""Every text of every distribution is in its catalogs, and Danish lacks none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import messages
import pytest
from po_file import read_catalog, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


@pytest.fixture(scope="module", params=messages.packages(), ids=lambda package: package.name)
def package(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def template(package: Path) -> Catalog:
    return messages.extract(package)


def _placeholders(text: str | Iterable[str] | None) -> list[set[str]]:
    forms = [text] if isinstance(text, str) else text or ()
    return [set(PLACEHOLDER.findall(form)) for form in forms]


def test_catalogs_are_as_make_messages_writes_them(package: Path, template: Catalog) -> None:
    for language in messages.languages(package) if len(template) else ():
        path = messages.catalog_path(package, language)

        assert path.is_file(), "run `make messages`"
        text = to_text(messages.updated(path, template, language))
        assert path.read_text(encoding="utf-8") == text, "run `make messages`"


def test_danish_is_complete(package: Path, template: Catalog) -> None:
    path = messages.catalog_path(package, messages.COMPLETE)
    catalog = read_catalog(path) if len(template) else template

    missing = [message.id for message in catalog if message.id and not messages.is_translated(message)]

    assert missing == []


@pytest.mark.parametrize("theme", messages.packages("themes/*"), ids=lambda package: package.name)
def test_themes_say_only_what_core_translates(theme: Path) -> None:
    (core,) = messages.packages("core")
    known = {message.id for message in messages.extract(core)}

    assert {message.id for message in messages.extract(theme)} <= known


def test_translations_keep_the_placeholders(package: Path) -> None:
    for language in messages.languages(package):
        path = messages.catalog_path(package, language)
        translated = filter(messages.is_translated, read_catalog(path) if path.is_file() else ())

        changed = [message.id for message in translated if message.id and not _keeps_placeholders(message)]

        assert changed == []


def _keeps_placeholders(message: Message) -> bool:
    names = set[str]().union(*_placeholders(message.id))
    used = _placeholders(message.string)
    # A singular may say “one” where the plural counts.
    return used[-1] == names and all(form <= names for form in used)


@pytest.mark.parametrize("plugin", messages.packages("plugins/*"), ids=lambda package: package.name)
def test_plugins_say_what_core_says_where_the_words_are_the_same(plugin: Path) -> None:
    """Core's catalog is read last, so its words would be shown all the same."""
    (core,) = messages.packages("core")
    for language in messages.languages(plugin):
        own, cores = (read_catalog(messages.catalog_path(package, language)) for package in (plugin, core))
        told = {message.id: message.string for message in cores if message.id}

        assert [m.id for m in own if m.id and m.id in told and told[m.id] != m.string] == []

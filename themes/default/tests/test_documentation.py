"""docs/themes.md says what there is, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import meta

import brobygger

if TYPE_CHECKING:
    from brobygger.testing.theme import ThemePages

CORE = Path(brobygger.__file__).parent / "templates" / "core"
PAGE = (Path(__file__).parents[3] / "docs" / "themes.md").read_text(encoding="utf-8")
FRAME = ("base.html", "_header.html", "_footer.html", "_submenu.html", "_languages.html")


def section(title: str) -> str:
    """Return the words under a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def first_cells(text: str) -> list[str]:
    return [cell for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for cell in re.findall(r"`([^`]+)`", row)]


def test_blocks_are_those_of_the_frame() -> None:
    blocks = re.findall(r"{% block (\w+)", (CORE / "base.html").read_text(encoding="utf-8"))

    assert first_cells(section("The blocks of `core/base.html`")) == blocks


def test_context_is_what_the_frame_asks_for_and_pages_are_given(pages: ThemePages) -> None:
    environment = pages.site.templates.environment
    asked = set()
    for name in FRAME:
        asked |= meta.find_undeclared_variables(environment.parse((CORE / name).read_text(encoding="utf-8")))
    text = section("What every page knows")
    documented = {cell.partition("(")[0] for cell in first_cells(text)}
    optional = {"has_errors", "form", "icon_url", "site_title"}
    given = set(pages.frame("da")) | set(environment.globals)

    assert asked - optional - {"_", "gettext", "ngettext"} <= documented
    assert documented <= given
    assert all(f"`{name}`" in text for name in optional)


@pytest.mark.parametrize("name", ["page.html", "forms.html", "lists.html", "flow.html", "icons.html", "pictures.html"])
def test_macros_are_those_of_the_patterns(name: str) -> None:
    text = (CORE / "_patterns" / name).read_text(encoding="utf-8")
    row = re.search(rf"^\| `{name}` \| (.*) \|$", section("The patterns"), re.MULTILINE)

    assert row
    assert set(re.findall(r"`(\w+)`", row[1])) == set(re.findall(r"{% macro ((?!_)\w+)", text))


def test_layers_stand_in_the_order_that_is_written() -> None:
    sheet = CORE.parents[4] / "themes/default/src/brobygger_theme_default/static/reset.css"
    ordered = re.search(r"@layer ([\w, ]+);", sheet.read_text(encoding="utf-8"))
    written = re.search(r"in this order: (.*?)\. ", section("Colours, letters, distances"), re.DOTALL)

    assert ordered
    assert written
    assert re.findall(r"`(\w+)`", written[1]) == ordered[1].split(", ")


def test_example_shows_real_tokens(pages: ThemePages) -> None:
    tokens = set(re.findall(r"--[a-z-]+", section("Colours, letters, distances")))
    sheet = pages.site.static._files["default/tokens.css"][1].read_text(encoding="utf-8")

    assert {token for token in tokens if f"{token}:" not in sheet} == set()

"""What holds for every template of core, whatever the theme."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from jinja2 import StrictUndefined
from starlette.requests import Request

import brobygger
from brobygger import i18n
from brobygger.web.styles import styles_context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from brobygger.testing.theme import ThemePages

TEMPLATES = Path(brobygger.__file__).parent / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
#: Mail programs know no stylesheets.
PAGES = [name for name in NAMES if name not in {"core/mail/layout.html", "core/mail/_line.html"}]


@pytest.fixture
def style_page(pages: ThemePages) -> BeautifulSoup:
    with pages.running(), i18n.use_language("da"):
        context = styles_context()
        return BeautifulSoup(pages.render("core/_styles.html", **context), "html.parser")


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles_where_what_is_missing_is_an_error(pages: ThemePages, name: str) -> None:
    assert pages.site.templates.environment.undefined is StrictUndefined

    pages.site.templates.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_template_holds_nothing_that_the_policy_forbids(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")

    assert re.findall(r"\sstyle=|<style|<script>|\son\w+=|hx-on|js:|hx-vals", text) == []


@pytest.mark.parametrize("name", [name for name in NAMES if "/_patterns/" in name])
def test_pattern_says_how_each_of_its_macros_is_called(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    manual = text[: text.index("#}")]
    macros = re.findall(r"\{% macro ((?!_)\w+)\((.*?)\) %\}|\{% macro ((?!_)\w+)\((.*?)\) -%\}", text)

    assert macros
    for macro, arguments, trimmed_macro, trimmed_arguments in macros:
        signature = f"{macro or trimmed_macro}({arguments or trimmed_arguments})"
        assert signature in " ".join(manual.split()), signature


def test_page_has_one_live_region_outside_of_what_is_swapped(style_page: BeautifulSoup) -> None:
    (region,) = style_page.select('[role="status"]')

    assert region.find_parent("main") is None
    assert region.get_text() == ""


def test_page_begins_with_a_link_to_its_content(style_page: BeautifulSoup) -> None:
    first = style_page.find("a")

    assert first is not None
    assert first["href"] == "#main"
    assert style_page.find(id="main") is not None


def test_error_summary_leads_to_each_field_that_is_wrong(style_page: BeautifulSoup) -> None:
    links = style_page.select(".error-summary a")

    assert [link["href"] for link in links] == ["#wrong-name", "#wrong-phone", "#wrong-when-0"]
    for link in links:
        assert style_page.find(id=str(link["href"])[1:]) is not None


def test_every_description_that_a_field_names_is_there(style_page: BeautifulSoup) -> None:
    described = [str(tag["aria-describedby"]).split() for tag in style_page.select("[aria-describedby]")]

    assert described
    for names in described:
        assert all(style_page.find(id=name) is not None for name in names)


def test_wrong_field_says_so_to_those_who_cannot_see_it(style_page: BeautifulSoup) -> None:
    phone = style_page.find(id="wrong-phone")

    assert phone is not None
    assert phone["aria-invalid"] == "true"
    assert phone["aria-describedby"] == "wrong-phone-hint wrong-phone-error"
    assert phone["value"] == "278"


def test_phone_numbers_stay_left_to_right_in_an_arabic_page(pages: ThemePages) -> None:
    with pages.running():
        context = styles_context()
    page = BeautifulSoup(pages.render("core/_styles.html", language="ar", **context), "html.parser")

    assert page.html is not None
    assert page.html["dir"] == "rtl"
    assert {link.get("dir") for link in page.select('a[href^="tel:"]')} == {"ltr"}


def test_title_begins_with_the_error_when_there_is_one(pages: ThemePages) -> None:
    with pages.running(), i18n.use_language("da"):
        context = styles_context()
    page = pages.render("core/_styles.html", **{**context, "has_errors": True})

    assert "<title>Fejl: Udseende – Frivilligcenter Albertslund</title>" in page


def test_pages_of_core_render_in_both_languages(pages: ThemePages, samples: Mapping[str, Mapping[str, Any]]) -> None:
    for name, context in samples.items():
        for language in ("da", "en"):
            page = BeautifulSoup(pages.render(name, language=language, **context), "html.parser")
            (heading,) = page.select("main h1:not(.confirmation h1)")

            assert page.title is not None
            assert (
                page.title.get_text().startswith(f"{heading.get_text(' ', strip=True)} – ")
                or name == "core/_styles.html"
            )


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 422, 429, 500, 503])
def test_error_page_names_somebody_to_ask(pages: ThemePages, status: int) -> None:
    page = BeautifulSoup(pages.render("core/error.html", status=status), "html.parser")

    assert page.main is not None
    assert "Birgit Holm" in page.main.get_text()
    assert page.main.select('a[href="tel:+4527789793"]')


def test_error_page_stands_without_a_host(pages: ThemePages) -> None:
    page = BeautifulSoup(pages.render("core/error.html", status=503, host=None), "html.parser")

    assert page.h1 is not None
    assert page.h1.get_text(strip=True) == "Siden er lukket lige nu"


def test_directory_block_for_htmx_counts_once_and_brings_rows_alone(
    pages: ThemePages, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    headers = [(b"hx-request-type", b"partial")]
    asked = {"type": "http", "method": "GET", "path": "/associations", "headers": headers}
    context = {**pages.frame("da"), **samples["core/associations/directory.html"]}

    with pages.running(), i18n.use_language("da"):
        templates = pages.site.templates
        filtered = templates.render_block(
            "core/associations/directory.html", "results",
            {**context, "request": Request({**asked, "query_string": b"q=x"})},
        )  # fmt: skip
        further = templates.render_block(
            "core/associations/directory.html", "results",
            {**context, "request": Request({**asked, "query_string": b"after=y"})},
        )  # fmt: skip

    assert filtered.count("hx-swap-oob") == 1
    assert "De første 3 foreninger" in filtered
    assert "hx-swap-oob" not in further
    assert further.count('class="row"') == 3
    assert "<html" not in filtered

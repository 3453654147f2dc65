from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from brobygger.testing.theme import ThemePages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pages(tmp_path: Path) -> ThemePages:
    return ThemePages("plain", tmp_path)


def test_own_stylesheet_comes_after_the_parents(pages: ThemePages) -> None:
    page = BeautifulSoup(pages.render("core/home.html", needs=[]), "html.parser")
    names = [str(link["href"]).split("/", 3)[3] for link in page.select('link[rel="stylesheet"]')]

    assert names[0] == "default/reset.css"
    assert names[-1] == "plain/plain.css"


def test_block_of_its_own_stands_around_the_parents(pages: ThemePages) -> None:
    page = BeautifulSoup(pages.render("core/home.html", needs=[]), "html.parser")

    assert page.select(".ask-bar a")[0]["href"] == "tel:+4527789793"
    assert page.select(".site-header .site-name")


def test_what_it_does_not_change_is_core(pages: ThemePages) -> None:
    page = BeautifulSoup(pages.render("core/home.html", needs=[]), "html.parser")

    assert page.h1 is not None
    assert page.h1.get_text() == "Hvad kan vi hjælpe dig med?"

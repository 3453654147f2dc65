from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from brobygger.web.styles import styles_context
from jinja2 import StrictUndefined

if TYPE_CHECKING:
    from conftest import Pages

from pathlib import Path

import brobygger

TEMPLATES = Path(brobygger.__file__).parent / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles_where_what_is_missing_is_an_error(pages: Pages, name: str) -> None:
    assert pages.templates.environment.undefined is StrictUndefined

    pages.templates.get_template(name)


def test_style_page_renders(running_site: Pages) -> None:
    html = running_site.render("core/_styles.html", **styles_context())

    assert "Spis frokost med Knud om torsdagen" in html

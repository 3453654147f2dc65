from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import StrictUndefined

import brobygger
from brobygger import i18n
from brobygger.web.styles import styles_context

if TYPE_CHECKING:
    from conftest import Pages

TEMPLATES = Path(brobygger.__file__).parent / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles_where_what_is_missing_is_an_error(pages: Pages, name: str) -> None:
    assert pages.templates.environment.undefined is StrictUndefined

    pages.templates.get_template(name)


def test_style_page_shows_every_pattern(pages: Pages) -> None:
    with pages.running(), i18n.use_language("da"):
        context = styles_context()
        html = pages.render("core/_styles.html", **context)

    assert "Spis frokost med Knud om torsdagen" in html

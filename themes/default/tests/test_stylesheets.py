"""What holds for every stylesheet: either direction, no shouting, nothing from elsewhere, not too long."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import brobygger
from brobygger.site.themes import load_themes

SHEETS = [
    pytest.param(found.folder / "static" / name, id=f"{found.name}/{name}")
    for found in load_themes("plain")
    for name in found.stylesheets
]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Sides and sizes by the paper's edges instead of the text's direction.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|(?:min-|max-)?(?:width|height)|"
    r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)(?:-\w+)?)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
MOTION = re.compile(r"(?:transition|animation)[\w-]*:[^;]*?\d+m?s\b")
MOST_LINES = 420


def read(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SHEETS)
def test_stylesheet_knows_no_left_and_right(path: Path) -> None:
    assert PHYSICAL.findall(read(path)) == []


@pytest.mark.parametrize("path", SHEETS)
def test_stylesheet_never_shouts(path: Path) -> None:
    assert "!important" not in read(path)


@pytest.mark.parametrize("path", SHEETS)
def test_stylesheet_fetches_nothing(path: Path) -> None:
    text = read(path)

    assert "@import" not in text
    assert "url(" not in text
    assert "http" not in re.sub(r'a\[href\^="http"\]', "", text)


@pytest.mark.parametrize("path", SHEETS)
def test_stylesheet_stands_in_layers(path: Path) -> None:
    outside = re.sub(r"@layer [\w, ]+;", "", read(path))
    depth = 0
    for line in outside.splitlines():
        if line.strip() and depth == 0:
            assert line.startswith("@layer "), line
        depth += line.count("{") - line.count("}")


@pytest.mark.parametrize("path", SHEETS)
def test_moving_things_stand_still_for_those_who_asked(path: Path) -> None:
    """Durations come from --quick, which is nothing unless motion is welcome."""
    assert [found for found in MOTION.findall(read(path)) if "var(--quick)" not in found] == []


@pytest.mark.parametrize("path", SHEETS)
def test_stylesheet_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_pictures_use_the_colours_of_the_page() -> None:
    templates = Path(brobygger.__file__).parent / "templates" / "core"
    icons = sorted((templates / "_icons").glob("*.svg"))

    assert len(icons) >= 20
    for path in icons:
        text = path.read_text(encoding="utf-8")
        assert 'stroke="currentColor"' in text, path.name
        assert 'viewBox="0 0 24 24"' in text, path.name
        assert 'aria-hidden="true"' in text, path.name
        assert "style=" not in text, path.name

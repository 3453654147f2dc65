"""Every pair of colours that the stylesheets use is declared in tokens.css, and legible in both schemes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from brobygger.site.themes import load_themes

if TYPE_CHECKING:
    from pathlib import Path

    from brobygger.web.colours import Scheme

Colours = dict[str, str]

NEEDED = {"text": 4.5, "shape": 3.0}
#: Every theme of this repository, with what it changes in its parents' tokens.
THEMES = ("default", "plain")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?\n)  \}", re.DOTALL)
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
PAIR = re.compile(r"@pair (text|shape) ([a-z-]+) on ([a-z-]+)")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOUR = re.compile(r"(?:^|;)\s*color: var\(--([a-z-]+)\)")
GROUND = re.compile(r"(?:^|;)\s*background: var\(--([a-z-]+)\)")


def sheets(theme: str) -> list[Path]:
    """Return the stylesheets of a theme, its parents' first."""
    return [found.folder / "static" / name for found in reversed(load_themes(theme)) for name in found.stylesheets]


def colours(theme: str) -> dict[str, Colours]:
    light: Colours = {}
    dark: Colours = {}
    for path in sheets(theme):
        if path.name == "print.css":
            continue
        text = path.read_text(encoding="utf-8")
        light |= TOKEN.findall(DARK.sub("", text))
        dark |= TOKEN.findall("".join(DARK.findall(text)))
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = [
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def declared_pairs() -> list[tuple[str, str, str]]:
    return PAIR.findall("".join(path.read_text(encoding="utf-8") for path in sheets("default")))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_declared_pairs_are_legible(theme: str, scheme: str) -> None:
    known = colours(theme)[scheme]
    ratios = {pair: contrast(known[pair[1]], known[pair[2]]) for pair in declared_pairs()}

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < NEEDED[pair[0]]} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_rules_that_set_text_and_ground_use_declared_pairs(theme: str) -> None:
    allowed = {(text, ground) for kind, text, ground in declared_pairs() if kind == "text"}
    used = {
        (text, ground)
        for path in sheets(theme)
        for _selector, body in RULE.findall(path.read_text(encoding="utf-8"))
        for text in COLOUR.findall(body)
        for ground in GROUND.findall(body)
    }

    assert used - allowed == set()


@pytest.mark.parametrize("theme", THEMES)
def test_tokens_that_are_used_exist(theme: str) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sheets(theme))
    defined = set(re.findall(r"--([a-z0-9-]+):", text))

    assert set(re.findall(r"var\(--([a-z0-9-]+)", text)) - defined == set()


def test_the_measure_agrees_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_tells_associations_the_colours_it_really_has(theme: str, scheme: str) -> None:
    accents = load_themes(theme)[0].accents
    assert accents is not None
    told: Scheme = getattr(accents, scheme)
    known = colours(theme)[scheme]
    grounds = {ground for kind, text, ground in declared_pairs() if text == "accent"} - {"paper", "accent-soft"}

    assert (told.paper, told.muted) == (known["paper"], known["muted"])
    assert {known[ground] for ground in grounds} - {known["paper"]} <= set(told.grounds)

"""axe, narrow screens, large text, the keyboard: for every sample page, in every scheme and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Page

    from brobygger.testing.theme import ThemePages

    Show = Callable[..., Page]
    Samples = Mapping[str, Mapping[str, Any]]

WAYS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "phone": {"width": 320},
    "arabic": {"width": 360, "color_scheme": "dark"},
}
NAMES = (
    "core/_styles.html",
    "core/home.html",
    "core/error.html",
    "core/associations/directory.html",
    "core/associations/profile.html",
    "core/identity/sign_in.html",
    "core/mine.html",
    "core/modules/list.html",
    "core/modules/change.html",
)
SPACING = """* { line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em } p { margin-block-end: 2em }"""


def violations(page: Page) -> dict[str, Any]:
    found = Axe().run(page).response["violations"]
    return {rule["id"]: [node["target"] for node in rule["nodes"]] for rule in found}


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


#: The style page in every way, since it has every pattern; the others on small screens.
CASES = [(NAMES[0], way) for way in WAYS] + [(name, way) for name in NAMES[1:] for way in ("phone", "arabic")]


@pytest.mark.parametrize(("name", "way"), CASES)
def test_page_has_no_accessibility_fault_and_fits(
    show: Show, pages: ThemePages, samples: Samples, name: str, way: str
) -> None:
    html = pages.render(name, language="ar" if way == "arabic" else "da", **samples[name])

    page = show({"/": html}, **WAYS[way])

    assert violations(page) == {}
    assert overflow(page) == 0


@pytest.mark.parametrize("name", NAMES)
def test_page_fits_with_text_twice_as_large_and_spaced(
    show: Show, pages: ThemePages, samples: Samples, name: str
) -> None:
    page = show({"/": pages.render(name, **samples[name])}, width=640)

    page.evaluate("document.documentElement.style.fontSize = '200%'")
    large = overflow(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate(
        "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }", SPACING
    )

    assert large == 0
    assert overflow(page) == 0


def test_first_stop_is_a_link_to_the_content_that_can_be_seen(show: Show, pages: ThemePages, samples: Samples) -> None:
    page = show({"/": pages.render("core/home.html", **samples["core/home.html"])})

    page.keyboard.press("Tab")
    focused = page.locator(":focus")

    assert focused.get_attribute("href") == "#main"
    assert (focused.bounding_box() or {"y": -1})["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_shows_its_ring_and_is_not_covered(show: Show, pages: ThemePages, samples: Samples) -> None:
    """Walks through the style page with Tab; the quick exit stays on screen and must cover nothing (WCAG 2.4.11)."""
    page = show({"/": pages.render("core/_styles.html", **samples["core/_styles.html"])})
    page.evaluate("document.activeElement.blur()")
    hidden: list[str] = []
    unmarked: list[str] = []

    for _step in range(90):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one === document.body) return null;
              const box = one.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
              const style = getComputedStyle(one);
              return {
                html: one.outerHTML.slice(0, 90),
                covered: !(top && (one.contains(top) || top.contains(one) || top.closest('label, .need'))),
                ring: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none',
              };
            }"""
        )
        if stop is None:
            break
        hidden += [stop["html"]] if stop["covered"] else []
        unmarked += [] if stop["ring"] else [stop["html"]]

    assert hidden == []
    assert unmarked == []


def test_readers_own_colours_hold_for_pictures(show: Show, pages: ThemePages, samples: Samples) -> None:
    page = show({"/": pages.render("core/_styles.html", **samples["core/_styles.html"])}, forced_colors="active")

    differing = page.evaluate(
        """() => [...document.querySelectorAll('.icon')]
             .filter((icon) => getComputedStyle(icon).color !== getComputedStyle(icon.parentElement).color)
             .map((icon) => icon.getAttribute('class'))"""
    )

    assert differing == []


def test_nothing_moves_for_those_who_asked(show: Show, pages: ThemePages, samples: Samples) -> None:
    page = show({"/": pages.render("core/_styles.html", **samples["core/_styles.html"])}, reduced_motion="reduce")

    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('*')].map((one) =>
             Math.max(...getComputedStyle(one).transitionDuration.split(',').map(parseFloat))))"""
    )

    assert longest == 0


def test_page_reads_in_order_without_stylesheets(show: Show, pages: ThemePages, samples: Samples) -> None:
    html = pages.render("core/_styles.html", **samples["core/_styles.html"]).replace('rel="stylesheet"', 'rel="none"')

    page = show({"/": html})

    assert overflow(page) == 0
    assert page.get_by_role("heading", level=1).first.is_visible()
    assert page.get_by_role("button", name="Skriv mig op").is_visible()

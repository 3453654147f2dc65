"""With the keyboard alone, with a screen reader's announcements, without scripts, and where the CDN is out of reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]
    SignIn = Callable[[Page, str], None]

TASK = "Bag en kage til den lange tur"
KARIN = "karin@frivilligcenter.example"
MODULES = "/a/frivilligcenter-albertslund/modules"
MOST_STOPS = 60
#: What has the focus, and whether one can see that it has.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    text: (one.labels?.[0]?.textContent ?? one.textContent ?? '').trim().replace(/\\s+/g, ' '),
    id: one.id, name: one.name ?? '', tag: one.tagName, y: box.y + scrollY,
    seen: (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none')
      && box.bottom > 0 && box.top < innerHeight,
  };
}"""


def _stops(page: Page) -> list[dict[str, Any]]:
    """Walk through a page with Tab, from its beginning to its end."""
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        found.append(stop)
    return found


def _tab_to(page: Page, *, text: str = "", name: str = "") -> None:
    """Press Tab until something of that text, or the field of that name, has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop and ((name and stop["name"] == name) or (text and stop["text"].startswith(text))):
            assert stop["seen"], stop
            return
    raise AssertionError(f"Tab never reaches {text or name}")


@pytest.mark.parametrize("path", ["/", "/associations", "/volunteering/", "/sign-in"])
@pytest.mark.parametrize("width", [360, 1280])
def test_tab_walks_down_the_page_and_every_stop_can_be_seen(open_window: Open, path: str, width: int) -> None:
    page = open_window(width=width)
    page.goto(path)

    stops = _stops(page)

    assert [stop for stop in stops if not stop["seen"]] == []
    assert stops[0]["text"] == "Gå til indholdet"
    main = page.locator("main").bounding_box()
    assert main
    above, within = 0, 1
    areas = [above if stop["y"] < main["y"] else within for stop in stops]
    assert areas == sorted(areas), "the header comes before the content"


def test_skip_link_leads_past_the_header(open_window: Open) -> None:
    page = open_window()
    page.goto("/volunteering/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menu_opens_and_closes_from_the_keyboard(open_window: Open) -> None:
    page = open_window(width=360)
    page.goto("/")
    entry = page.locator(".site-nav a").first

    expect(entry).to_be_hidden()
    _tab_to(page, text="Menu")
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    page.keyboard.press("Tab")
    expect(entry).to_be_focused()
    page.keyboard.press("Escape")

    expect(entry).to_be_hidden()
    assert page.evaluate(STOP)["text"] == "Menu"


def test_somebody_signs_up_with_the_keyboard_alone(open_window: Open) -> None:
    page = open_window(width=360)
    page.goto("/")

    for link in ("Jeg vil være frivillig", TASK, "Skriv mig op"):
        _tab_to(page, text=link)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    _tab_to(page, name="name")
    page.keyboard.type("Tove Tastatur")
    _tab_to(page, name="email")
    page.keyboard.type("tove@example.org")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Tove Tastatur")
    send = page.locator("main form button.button-primary").last.inner_text().strip()
    _tab_to(page, text=send)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/sent"))
    expect(page.locator("h1")).to_have_text("Find den mail, vi har sendt dig")


@pytest.mark.parametrize("cdn", [True, False])
def test_errors_take_the_focus_and_lead_to_their_fields(open_window: Open, cdn: bool) -> None:  # noqa: FBT001  # a case
    page = open_window(cdn=cdn)
    page.goto("/volunteering/")
    page.get_by_role("link", name=TASK).click()
    page.locator("main a.button").first.click()
    page.locator("button[value=check]").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fejl: "))
    page.locator(".error-summary a").first.press("Enter")
    field = page.locator("input[name=name]")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert page.locator(f"#{described[-1]}").inner_text().strip()


def test_filter_says_how_many_and_keeps_the_focus(open_window: Open) -> None:
    page = open_window()
    page.goto("/volunteering/")
    box = page.get_by_label("Mad og café")

    box.focus()
    page.keyboard.press("Space")

    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d opgaver?$"))
    expect(box).to_be_focused()
    expect(page).to_have_url(re.compile("theme=food"))


def test_back_leads_from_a_filter_to_the_whole_list(open_window: Open) -> None:
    page = open_window()
    page.goto("/volunteering/")
    count = page.locator(".result-count")
    whole = count.inner_text()
    page.get_by_label("Mad og café").check()
    expect(count).not_to_have_text(whole)
    filtered = count.inner_text()

    page.go_back()
    expect(count).to_have_text(whole)
    expect(page.get_by_label("Mad og café")).not_to_be_checked()
    expect(page.locator("h1")).to_have_count(1)
    page.go_forward()

    expect(count).to_have_text(filtered)
    expect(page.get_by_label("Mad og café")).to_be_checked()


@pytest.mark.parametrize("way", [{"js": False}, {"cdn": False}], ids=["without-javascript", "without-the-cdn"])
def test_lists_can_be_narrowed_without_htmx(open_window: Open, way: dict[str, bool]) -> None:
    page = open_window(**way)
    page.goto("/volunteering/")
    whole = page.locator("#results li.row").count()

    page.get_by_label("Mad og café").check()
    page.locator(".filters button[type=submit]").click()
    page.wait_for_url("**theme=food**")

    assert 0 < page.locator("#results li.row").count() < whole
    expect(page.get_by_label("Mad og café")).to_be_checked()
    expect(page.locator("#no-answer-notice")).to_have_count(0)


@pytest.mark.parametrize("way", [{"js": False}, {"cdn": False}], ids=["without-javascript", "without-the-cdn"])
def test_site_is_managed_without_htmx(open_window: Open, sign_in: SignIn, way: dict[str, bool]) -> None:
    karin = open_window(width=360, **way)
    sign_in(karin, KARIN)

    karin.goto(MODULES)
    expect(karin.locator("h1")).to_be_visible()
    karin.goto("/a/frivilligcenter-albertslund/members/new")
    karin.locator("main form[method=post] button").last.click()

    expect(karin.locator(".error-summary")).to_be_visible()
    expect(karin.locator("#no-answer-notice")).to_have_count(0)


@pytest.mark.parametrize("way", [{"js": False}, {"cdn": False}, {}], ids=["no-javascript", "no-cdn", "everything"])
def test_language_is_switched_and_stays(open_window: Open, way: dict[str, bool]) -> None:
    page = open_window(**way)
    page.goto("/volunteering/?q=kage")

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("q=kage"))
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")

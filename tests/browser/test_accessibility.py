"""Every kind of page, for everybody's eyes and hands: axe's rules of WCAG 2.2 AA, narrow screens, large text."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # has no types

from brobygger.identity.cookies import LANGUAGE
from brobygger.testing.browser import complaints, window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from brobygger.testing.browser import RunningSite

HOST = "/a/frivilligcenter-albertslund"
DESK = f"{HOST}/volunteering/manage"
LETTERS = f"{HOST}/newsletter/manage"
TASK = "Skænk kaffe i Frivilligcentret en formiddag"
TOO_MANY = 429
#: Who looks, and the people of the demonstration they sign in as.
PEOPLE = {"anybody": "", "karin": "karin@frivilligcenter.example", "bent": "bent@vestskovenscykelklub.example"}
#: What axe can decide of WCAG 2.2 AA; the rest is checked by reading.
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # all style sheets are of this site, and read already
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
#: Three looks show each width, each scheme and each language with two of what the others can be.
VISITS: dict[str, tuple[dict[str, Any], ...]] = {
    "da": ({"width": 360, "scheme": "light"}, {"width": 1280, "scheme": "dark"}),
    "en": ({"width": 360, "scheme": "dark"},),
}
#: Links within a sentence may be as high as its line (WCAG 2.5.8); what is seen by no one is no target.
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((one) => {
    if (!one.checkVisibility({visibilityProperty: true}) || one.type === 'hidden') return false;
    if (one.closest('.visually-hidden, .skip-link')) return false;
    if (getComputedStyle(one).display === 'inline' && one.closest('p, li, dd, td')?.textContent.trim()
        !== one.textContent.trim()) return false;
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
    return !boxes.some((box) => box.width >= 24 && box.height >= 24);
  }).map((one) => one.outerHTML.slice(0, 120))"""
#: Text that is cut off: what it needs is more than its box shows.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, svg')
    && getComputedStyle(one).overflowX !== 'visible' && getComputedStyle(one).overflowX !== 'auto'
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    && one.tagName !== 'INPUT' && one.tagName !== 'SELECT')
  .map((one) => one.outerHTML.slice(0, 120))"""


def _follow(page: Page, start: str, selector: str) -> str:
    """Return where the first link leads that *selector* finds on the page *start*."""
    page.goto(start)
    address = page.locator(selector).first.get_attribute("href")
    assert address, (start, selector)
    return address


def _sign_up(page: Page, task: str) -> None:
    page.goto(f"{task}/sign-up")
    page.locator("input[name=name]").fill("Grethe Prøve")
    page.locator("input[name=email]").fill("grethe@example.org")
    page.locator("button[value=check]").click()
    page.locator("main form button.button-primary").last.click()
    page.wait_for_url("**/sent**")


def _mail_about(page: Page, recipient: str) -> str:
    """Return the address of the newest mail to *recipient*, once it is there."""
    row = page.locator("li.row", has_text=recipient)
    for _ in range(60):
        page.goto("/mails")
        if row.count():
            break
        page.wait_for_timeout(250)
    return row.first.get_by_role("link").get_attribute("href") or ""


@pytest.fixture(scope="session")
def windows(live: RunningSite, browser: Browser, htmx: Path) -> Iterator[dict[str, tuple[Page, list[str]]]]:
    """One window for each of the people, which all tests share, and what it complained of."""
    with ExitStack() as stack:
        opened = {}
        for who, address in PEOPLE.items():
            page = stack.enter_context(window(browser, live.origin, htmx=htmx, reduced_motion="reduce"))
            if address:
                page.goto("/sign-in")
                page.locator(f"button[value='{address}']").first.click()
                page.wait_for_url("**/mine")
            opened[who] = (page, complaints(page.context))
        yield opened


@pytest.fixture(scope="session")
def addresses(windows: dict[str, tuple[Page, list[str]]]) -> dict[str, str]:
    """Where the kinds of pages are whose addresses nobody knows beforehand."""
    page, karin = windows["anybody"][0], windows["karin"][0]
    page.goto("/volunteering/")
    task = page.get_by_role("link", name=TASK).get_attribute("href") or ""
    _sign_up(page, task)
    mail = _mail_about(page, "grethe@example.org")
    confirm = _follow(page, mail, ".mail-body a[href*='/confirm/']")
    page.goto(confirm)
    page.locator("main form button").first.click()
    page.wait_for_url("**/manage/**")
    manage = page.url
    own = _follow(page, manage, "main a[href*='/by-link/']")
    kept = _follow(karin, DESK, f"main a[href^='{DESK}/tasks/']:has-text('Skænk')")
    signup = _follow(karin, kept, "main a[href*='/signups/'], main a[href*='/sign-ups/']")
    member = _follow(karin, f"{HOST}/members", "main a[href$='/roles']")
    karin.goto(LETTERS)
    karin.locator(f"main ol.rows a[href^='{LETTERS}/issues/']").first.click()
    karin.wait_for_url("**/words/**")
    issue = karin.url
    return {
        "task": task, "sign_up": f"{task}/sign-up", "sent": f"{task}/sent?by=mail", "mail": mail, "confirm": confirm,
        "manage": manage, "own": own, "leave": f"{own}/leave", "kept": kept, "signup": signup, "member": member,
        "consents": _follow(karin, f"{HOST}/members", "main a[href*='/log/consents/']"),
        "module": _follow(karin, f"{HOST}/modules", "main li.row a"),
        "issue": issue, "send": issue.partition("/words/")[0] + "/send",
        "audience": issue.partition("/words/")[0] + "/audience",
        "readers": _follow(karin, LETTERS, f"main a[href^='{LETTERS}/newsletters/']"),
    }  # fmt: skip


#: Each kind of page: who sees it, and where it is. A name in braces stands in ``addresses``.
PAGES = {
    "home": ("anybody", "/"),
    "directory": ("anybody", "/associations"),
    "directory, nothing found": ("anybody", "/associations?q=xyzxyz"),
    "profile": ("anybody", "/a/spisevennerne/"),
    "profile without modules": ("anybody", "/a/varmtvandsholdet/"),
    "tasks": ("anybody", "/volunteering/"),
    "tasks of one association": ("anybody", "/a/spisevennerne/volunteering/"),
    "task": ("anybody", "{task}"),
    "sign up": ("anybody", "{sign_up}"),
    "sign up, with errors": ("anybody", "{sign_up}"),
    "sign up, look it through": ("anybody", "{sign_up}"),
    "sign up, sent": ("anybody", "{sent}"),
    "confirm, used": ("anybody", "{confirm}"),
    "manage by link": ("anybody", "{manage}"),
    "own sign-up": ("anybody", "{own}"),
    "leave": ("anybody", "{leave}"),
    "what is known, of the site": ("anybody", "/privacy"),
    "what is known, of an association": ("anybody", "/a/spisevennerne/privacy"),
    "own data by link": ("anybody", "{manage}/data"),
    "be forgotten by link": ("anybody", "{manage}/forget"),
    "sign in": ("anybody", "/sign-in"),
    "sign in, with errors": ("anybody", "/sign-in"),
    "sign in, too often": ("anybody", "/sign-in"),
    "sign in, sent": ("anybody", "/sign-in/sent"),
    "development mails": ("anybody", "/mails"),
    "development mail": ("anybody", "{mail}"),
    "link that leads nowhere": ("anybody", "/confirm/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
    "not found": ("anybody", "/nothing-is-here"),
    "not allowed": ("bent", f"{HOST}/members"),
    "mine": ("bent", "/mine"),
    "account": ("karin", "/account"),
    "addresses": ("karin", "/account/addresses"),
    "addresses, with errors": ("karin", "/account/addresses"),
    "address link that is gone": ("karin", "/account/addresses/confirm"),
    "factor": ("karin", "/account/factor"),
    "sessions": ("karin", "/account/sessions"),
    "account name": ("karin", "/account/name"),
    "members": ("karin", f"{HOST}/members"),
    "new member": ("karin", f"{HOST}/members/new"),
    "roles": ("karin", "{member}"),
    "modules": ("karin", f"{HOST}/modules"),
    "module": ("karin", "{module}"),
    "edit profile": ("karin", f"{HOST}/profile"),
    "own data": ("karin", "/account/data"),
    "be forgotten": ("karin", "/account/close"),
    "be forgotten, refused": ("karin", "/account/close"),
    "record of processing": ("karin", f"{HOST}/privacy/record"),
    "log": ("karin", f"{HOST}/log"),
    "consents": ("karin", "{consents}"),
    "calls": ("karin", f"{HOST}/calls"),
    "desk": ("karin", DESK),
    "desk of a task": ("karin", "{kept}"),
    "desk of a sign-up": ("karin", "{signup}"),
    "say yes": ("karin", "{signup}/accept"),
    "say no": ("karin", "{signup}/decline"),
    "cancel a task": ("karin", "{kept}/cancel"),
    "new task": ("karin", f"{DESK}/tasks/new"),
    "new task, with errors": ("karin", f"{DESK}/tasks/new"),
    "newsletters": ("anybody", f"{HOST}/newsletter/"),
    "newsletters, with errors": ("anybody", f"{HOST}/newsletter/"),
    "what was sent": ("anybody", f"{HOST}/newsletter/issues"),
    "writing newsletters": ("karin", LETTERS),
    "an issue": ("karin", "{issue}"),
    "a block of an issue": ("karin", "{issue}/new/text"),
    "how an issue looks": ("karin", "{issue}/preview"),
    "before an issue is sent": ("karin", "{send}"),
    "who gets an issue": ("karin", "{audience}"),
    "readers of a newsletter": ("karin", "{readers}"),
    "a list of readers": ("karin", "{readers}/list"),
}


def _send_empty(page: Page) -> None:
    page.locator("main form[method=post] button").last.click()
    page.locator(".error-summary").wait_for()


def _look_through(page: Page) -> None:
    page.locator("input[name=name]").fill("Aksel Prøve")
    page.locator("input[name=phone]").fill("20304050")
    page.locator("button[value=check]").click()
    page.locator("main form button.button-primary").last.wait_for()


def _sign_in_without_address(page: Page) -> None:
    page.locator("form:has(input[name=email]) button").first.click()
    page.locator(".error-summary").wait_for()


def _ask_too_often(page: Page) -> None:
    for _ in range(70):
        if page.request.post("/sign-in", form={"email": "often@example.org"}, max_redirects=0).status == TOO_MANY:
            break
    page.locator("input[name=email]").fill("often@example.org")
    with page.expect_navigation() as answer:
        page.locator("form:has(input[name=email]) button").first.click()
    assert answer.value
    assert answer.value.status == TOO_MANY


STEPS: dict[str, Callable[[Page], None]] = {
    "sign up, with errors": _send_empty,
    "sign up, look it through": _look_through,
    "sign in, with errors": _sign_in_without_address,
    "sign in, too often": _ask_too_often,
    "addresses, with errors": _send_empty,
    "new task, with errors": _send_empty,
    "newsletters, with errors": _send_empty,
    "be forgotten, refused": _send_empty,
}


def _faults(page: Page) -> dict[str, list[Any]]:
    """Run axe, which is read into the page once: that takes as long as its rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(options).then((results) => results.violations)", RULES)
    return {rule["id"]: [node["target"] for node in rule["nodes"]] for rule in found}


def _overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def _check_frame(page: Page, language: str) -> None:
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.title()


def _check_sizes(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert _overflow(page) == 0, "scrolls sideways at 320 px"
    small = page.evaluate(SMALL_TARGETS)
    assert small == []
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert _overflow(page) == 0, "scrolls sideways with text twice as large"
    assert page.evaluate(CUT_OFF) == []
    page.evaluate("document.documentElement.style.fontSize = ''")


@pytest.mark.parametrize("kind", PAGES)
def test_page_can_be_used_by_everybody(
    windows: dict[str, tuple[Page, list[str]]], addresses: dict[str, str], live: RunningSite, kind: str
) -> None:
    who, where = PAGES[kind]
    page, said = windows[who]
    said.clear()
    for language, looks in VISITS.items():
        page.context.add_cookies([{"name": LANGUAGE, "value": language, "url": live.origin}])
        answer = page.goto(where.format(**addresses))
        assert answer
        assert answer.status < 500
        if kind in STEPS:
            STEPS[kind](page)
            page.wait_for_load_state()  # what a form leads to is there before its style is
        _check_frame(page, language)
        for look in looks:
            page.set_viewport_size({"width": look["width"], "height": 800})
            page.emulate_media(color_scheme=look["scheme"])
            assert _faults(page) == {}, (language, look)
        if language == "da":  # its words are the longer ones
            _check_sizes(page)
    assert [text for text in said if not re.search("status of 4(03|04|10|22|29)", text)] == []


@pytest.mark.parametrize("width", [360, 800])
def test_newsletter_can_be_read_by_everybody(
    windows: dict[str, tuple[Page, list[str]]], addresses: dict[str, str], width: int
) -> None:
    page, _said = windows["karin"]
    page.goto(f"{addresses['issue']}/mail")
    page.set_viewport_size({"width": width, "height": 800})

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _faults(page) == {}, scheme
    assert page.locator("html").get_attribute("lang") == "da"
    assert _overflow(page) == 0

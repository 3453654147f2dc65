"""brobygger.js: focus and announcements after swaps, the quick exit, menus, and that nothing needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request as Asked

from brobygger.i18n import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Page, Request

    from brobygger.site.assets import Script
    from brobygger.testing.theme import ThemePages

    Show = Callable[..., Page]
    Samples = Mapping[str, Mapping[str, Any]]

NEUTRAL = "https://vejret.example/"
DIRECTORY = "core/associations/directory.html"
STYLES = "core/_styles.html"
QUESTION = """
{% extends "core/base.html" %}
{% block title %}Hvem er du?{% endblock %}
{% block content %}
{% from "core/_patterns/flow.html" import question_page %}
{% from "core/_patterns/forms.html" import field %}
{% call question_page(self.title(), form, "/sent", attrs=attrs) %}
{{ field(form.name) }}
{% endcall %}
{% endblock %}
"""
FOCUS = "document.activeElement.textContent.trim()"


def directory(pages: ThemePages, samples: Samples, htmx: Script | None) -> Callable[[Request], str]:
    """Answer like the directory's view: the page, or its rows when htmx asks for a part."""

    def answer(request: Request) -> str:
        headers = [(name.encode(), value.encode()) for name, value in request.headers.items()]
        query = request.url.partition("?")[2].encode()
        asked = Asked(
            {"type": "http", "method": "GET", "path": "/associations", "headers": headers, "query_string": query}
        )
        context = {**samples[DIRECTORY], "request": asked, "htmx": htmx}
        if request.headers.get("hx-request-type") != "partial":
            return pages.render(DIRECTORY, **context)
        with pages.running():
            return pages.site.templates.render_block(DIRECTORY, "results", {**pages.frame("da"), **context})

    return answer


def form_page(pages: ThemePages, samples: Samples, htmx: Script | None, *, wrong: bool = False) -> str:
    """Return a page that asks a question; with *htmx* its form swaps the whole page's content."""
    swap = {"hx-post": "/sent", "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML"}
    with pages.running(), use_language("da"):
        template = pages.site.templates.environment.from_string(QUESTION)
        form = samples[STYLES]["wrong" if wrong else "sample"]
        return template.render(**{**pages.frame("da"), "form": form, "attrs": swap if htmx else {}, "htmx": htmx})


def test_filter_says_how_many_and_keeps_the_focus(
    show: Show, pages: ThemePages, samples: Samples, htmx: Script
) -> None:
    page = show({"/associations": directory(pages, samples, htmx)}, "/associations")

    page.check("#theme-2")
    page.wait_for_selector("#status:not(:empty)", state="attached")

    assert page.inner_text("#status") == page.inner_text("#result-count")
    assert page.evaluate("document.activeElement.id") == "theme-2"
    assert "theme=" in page.url
    assert page.locator("#results > .row").count() == 3


def test_show_more_leads_to_the_first_new_row(show: Show, pages: ThemePages, samples: Samples, htmx: Script) -> None:
    page = show({"/associations": directory(pages, samples, htmx)}, "/associations")

    page.get_by_role("link", name="Vis flere").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#results > .row:nth-child(6)")

    assert page.evaluate(FOCUS) == "Spisevennerne"
    assert (
        page.evaluate(
            "[...document.querySelectorAll('#results > .row')].indexOf(document.activeElement.closest('.row'))"
        )
        == 3
    )


def test_show_more_and_filter_work_without_scripts(show: Show, pages: ThemePages, samples: Samples) -> None:
    page = show({"/associations": directory(pages, samples, None)}, "/associations", java_script_enabled=False)

    page.get_by_label("Kultur").check()
    page.get_by_role("button", name="Vis listen").click()
    assert "theme=culture" in page.url

    page.get_by_role("link", name="Vis flere").click()
    assert "after=next" in page.url


def test_errors_that_htmx_brings_take_the_focus_and_the_title(
    show: Show, pages: ThemePages, samples: Samples, htmx: Script
) -> None:
    wrong = form_page(pages, samples, htmx, wrong=True)
    page = show({"/": form_page(pages, samples, htmx), "/sent": (422, wrong)})

    page.get_by_role("button", name="Videre").click()
    page.wait_for_selector("#error-summary:focus")

    assert page.title().startswith("Fejl: Hvem er du?")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "wrong-name"


def test_new_page_that_htmx_brings_is_read_from_its_heading(
    show: Show, pages: ThemePages, samples: Samples, htmx: Script
) -> None:
    page = show({"/": form_page(pages, samples, htmx), "/sent": pages.render("core/home.html", needs=[])})

    page.get_by_role("button", name="Videre").click()
    page.wait_for_selector("h1:focus")

    assert page.evaluate(FOCUS) == "Hvad kan vi hjælpe dig med?"
    assert page.title().startswith("Hvad kan vi")


def test_silence_is_told_and_what_was_typed_stays(
    show: Show, pages: ThemePages, samples: Samples, htmx: Script
) -> None:
    page = show({"/": form_page(pages, samples, htmx), "/sent": None})

    page.fill("#name", "Ali")
    page.get_by_role("button", name="Videre").click()
    page.wait_for_selector("#no-answer-notice")

    assert page.evaluate("document.activeElement.id") == "no-answer-notice"
    assert page.input_value("#name") == "Ali"
    assert page.locator("[aria-busy]").count() == 0


def test_form_is_sent_once_however_often_the_button_is_pressed(show: Show, pages: ThemePages, samples: Samples) -> None:
    sent: list[str] = []

    def answer(request: Request) -> str | None:
        sent.append(request.method)
        return pages.render("core/home.html", needs=[])

    page = show({"/": form_page(pages, samples, None), "/sent": answer})
    page.evaluate(
        "const button = document.querySelector('.form .button'); button.click(); button.click(); button.click()"
    )
    page.wait_for_url("**/sent")

    assert sent == ["POST"]


def leave_by(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(NEUTRAL)


def test_quick_exit_leads_away_and_back_does_not_return(show: Show, pages: ThemePages, samples: Samples) -> None:
    start = pages.render("core/home.html", needs=[]).replace("</main>", '<a href="/inside">Inside</a></main>')
    inside = pages.render(STYLES, **samples[STYLES]).replace("</main>", '<a href="/deeper">Deeper</a></main>')
    page = show({"/": start, "/inside": inside, "/deeper": inside})

    page.get_by_role("link", name="Inside").click()
    page.get_by_role("link", name="Deeper").click()
    page.wait_for_url("**/deeper")
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url(NEUTRAL)
    page.go_back()

    assert page.url == "https://brobygger.test/"


def test_escape_and_three_shifts_leave(show: Show, pages: ThemePages, samples: Samples) -> None:
    html = pages.render(STYLES, **samples[STYLES])

    leave_by(show({"/": html}), "Escape")
    leave_by(show({"/": html}), "Shift", "Shift", "Shift")


def test_capital_letters_do_not_leave(show: Show, pages: ThemePages, samples: Samples) -> None:
    page = show({"/": pages.render(STYLES, **samples[STYLES])})

    page.focus("#name")
    for letter in "ALI":
        page.keyboard.press(f"Shift+{letter}")

    assert page.url == "https://brobygger.test/"
    assert page.input_value("#name") == "ALI"


def test_quick_exit_is_a_link_where_scripts_do_not_run(show: Show, pages: ThemePages, samples: Samples) -> None:
    page = show({"/": pages.render(STYLES, **samples[STYLES])}, java_script_enabled=False)

    assert not page.get_by_text("Eller tryk på Esc").is_visible()
    page.get_by_role("link", name="Forlad siden").click()

    assert page.url == NEUTRAL


def test_menu_folds_on_a_phone_and_escape_closes_it(show: Show, pages: ThemePages) -> None:
    page = show({"/": pages.render("core/home.html", needs=[])}, width=360)
    link = page.get_by_role("link", name="Nyhedsbrev")

    assert not link.is_visible()
    page.get_by_text("Menu", exact=True).click()
    link.focus()
    page.keyboard.press("Escape")

    assert not link.is_visible()
    assert page.evaluate(FOCUS) == "Menu"


def test_menu_and_filters_are_open_on_wide_screens_also_without_scripts(
    show: Show, pages: ThemePages, samples: Samples
) -> None:
    for scripts in (True, False):
        page = show({"/associations": directory(pages, samples, None)}, "/associations", java_script_enabled=scripts)

        assert page.get_by_role("link", name="Nyhedsbrev").is_visible()
        assert page.get_by_label("Kultur").is_visible()
        assert not page.get_by_text("Menu", exact=True).is_visible()

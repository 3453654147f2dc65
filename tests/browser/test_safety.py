"""What a browser does with hostile input, hostile pages, and pages that somebody tampered with."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from brobygger.testing.browser import RunningSite

    Open = Callable[..., Page]
    SignIn = Callable[[Page, str], None]

KARIN = "karin@frivilligcenter.example"
DESK = "/a/frivilligcenter-albertslund/volunteering/manage"
MEMBERS = "/a/frivilligcenter-albertslund/members"
HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\'"{{7*7}}'
INJECTED = (
    "<script>window.hit=1</script>",
    '<img src="/nothing" onerror="window.hit=1">',
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
    '<script src="https://evil.example/x.js"></script>',
    '<script src="https://cdn.jsdelivr.net/npm/other@1/x.js"></script>',
    '<a id="bait" href="javascript:window.hit=1">here</a>',
    '<form id="trap" action="https://evil.example/"><input name="a"></form>',
    '<base href="https://evil.example/">',
)


def _was_hit(page: Page) -> bool:
    return bool(page.evaluate("window.hit === 1"))


def test_injected_script_does_not_run(live: RunningSite, browser: Browser) -> None:
    """As if escaping had failed somewhere: what arrives in the page does nothing, and asks nobody outside."""
    asked: list[str] = []
    with browser.new_context(base_url=live.origin) as context:

        def tamper(route: Route) -> None:
            answer = route.fetch()
            body = answer.text().replace('<main id="main"', f'{"".join(INJECTED)}<main id="main"')
            route.fulfill(response=answer, body=body)

        def note(route: Route) -> None:
            asked.append(route.request.url)
            route.abort()

        context.route("https://**", note)
        context.route(f"{live.origin}/", tamper)
        page = context.new_page()
        page.goto("/")
        page.locator("#bait").click()
        page.evaluate("document.getElementById('trap').submit()")
        page.wait_for_timeout(300)

        assert page.url == f"{live.origin}/"
        assert page.evaluate("document.baseURI") == f"{live.origin}/"
        assert not _was_hit(page)
    assert [url for url in asked if "htmx.org@" not in url] == []


def test_tampered_library_does_not_run(live: RunningSite, browser: Browser) -> None:
    with browser.new_context(base_url=live.origin) as context:
        context.route(
            "https://**",
            lambda route: route.fulfill(
                body="window.hit = 1", content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
            ),
        )
        page = context.new_page()
        page.goto("/volunteering/")

        assert not _was_hit(page)
        expect(page.locator("h1")).to_be_visible()


def test_hostile_words_are_shown_as_they_were_written(open_window: Open, sign_in: SignIn) -> None:
    citizen, karin = open_window(width=360), open_window()
    citizen.goto("/volunteering/")
    citizen.get_by_role("link", name="Skænk kaffe").click()
    citizen.locator("main a.button").first.click()
    citizen.locator("input[name=name]").fill(HOSTILE)
    citizen.locator("input[name=phone]").fill("20 30 40 51")
    citizen.locator("textarea[name=note]").fill(HOSTILE)
    citizen.locator("button[value=check]").click()
    expect(citizen.locator("main")).to_contain_text(HOSTILE)
    assert not _was_hit(citizen)
    citizen.locator("main form button.button-primary").last.click()
    citizen.wait_for_url("**/sent**")
    sign_in(karin, KARIN)

    karin.goto("/a/frivilligcenter-albertslund/calls")

    expect(karin.locator("main")).to_contain_text(HOSTILE)
    assert not _was_hit(karin)


def test_hostile_search_is_shown_as_it_was_written(open_window: Open) -> None:
    page = open_window()

    page.goto(f"/volunteering/?q={HOSTILE.replace('#', '')}")

    expect(page.locator("input[name=q]")).to_have_value(HOSTILE)
    assert not _was_hit(page)


@contextmanager
def _hostile_site(html: str) -> Iterator[str]:
    """Serve one page on another port of this machine, which is another origin of the same site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_form_of_another_origin_is_refused(live: RunningSite, browser: Browser) -> None:
    html = f'<form method="post" action="{live.origin}/sign-out"><button>Win a prize</button></form>'
    with _hostile_site(html) as hostile, browser.new_context(base_url=live.origin) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.locator(f"button[value='{KARIN}']").first.click()
        page.wait_for_url("**/mine")
        page.goto(hostile)

        with page.expect_response(f"{live.origin}/sign-out") as answer:
            page.get_by_role("button").click()
        refused = answer.value.status
        page.goto("/mine")

        assert refused == 403
        assert page.url == f"{live.origin}/mine"


def test_page_of_another_origin_cannot_frame_or_read(live: RunningSite, browser: Browser) -> None:
    html = f'<iframe src="{live.origin}/sign-in"></iframe>'
    with _hostile_site(html) as hostile, browser.new_context() as context:
        page = context.new_page()
        page.goto(hostile)
        page.wait_for_timeout(300)

        framed = [frame.locator(".site-header").count() for frame in page.frames[1:]]
        read = page.evaluate(
            "(url) => fetch(url, {credentials: 'include'}).then((answer) => answer.text()).catch(() => 'refused')",
            f"{live.origin}/mine",
        )

    assert framed == [0]
    assert read == "refused"

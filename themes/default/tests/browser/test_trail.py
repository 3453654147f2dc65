"""Forms on pages with a quick exit. Redirects have to be real here, so a small server answers."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.i18n import use_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser

    from brobygger.testing.theme import ThemePages

    Samples = Mapping[str, Mapping[str, Any]]

QUESTION = """
{% extends "core/base.html" %}
{% block title %}Hvem er du?{% endblock %}
{% block notice %}
{% from "core/_patterns/page.html" import quick_exit %}
{{ quick_exit("https://vejret.example/") }}
{% endblock %}
{% block content %}
{% from "core/_patterns/flow.html" import question_page %}
{% from "core/_patterns/forms.html" import field %}
{% call question_page(self.title(), form, "/sent") %}{{ field(form.name) }}{% endcall %}
{% endblock %}
"""


class Site(ThreadingHTTPServer):
    """Asks a question, finds the first answer wrong, and leads on after the second."""

    def __init__(self, pages: ThemePages, samples: Samples) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.samples = samples
        self.received: list[str] = []

    def question(self, form: str) -> bytes:
        with self.pages.running(), use_language("da"):
            template = self.pages.site.templates.environment.from_string(QUESTION)
            context = {**self.pages.frame("da"), "form": self.samples["core/_styles.html"][form]}
            return template.render(context).encode()


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:  # the name that http.server calls
        if self.path.startswith("/static/"):
            name = self.path.split("/", 3)[3]
            kind = "text/javascript" if name.endswith(".js") else "text/css"
            self.answer(200, self.server.pages.site.static._files[name][1].read_bytes(), kind)
        else:
            self.answer(200, self.server.question("sample"))

    def do_POST(self) -> None:
        self.server.received.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if len(self.server.received) == 1:
            self.answer(422, self.server.question("wrong"))
        else:
            self.send_response(303)
            self.send_header("Location", "/done")
            self.end_headers()

    def answer(self, status: int, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(pages: ThemePages, samples: Samples) -> Iterator[Site]:
    with Site(pages, samples) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_forms_on_pages_with_a_quick_exit_leave_no_trail(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{site.server_port}/")
    before = page.evaluate("history.length")

    page.fill("#name", "Mette Æ")
    page.get_by_role("button", name="Videre").click()
    page.wait_for_selector(".error-summary:focus")
    assert page.title().startswith("Fejl: Hvem er du?")

    page.get_by_role("button", name="Videre").click()
    page.wait_for_url("**/done")

    assert page.evaluate("history.length") == before
    assert "name=Mette+%C3%86" in site.received[0]
    page.close()

"""Renders core's templates with this theme, and opens them in a browser, without a site or a server."""

from __future__ import annotations

import tomllib
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import brobygger
import brobygger_theme_default
import brobygger_theme_plain
import pytest
from brobygger import i18n, runtime
from brobygger.clock import SystemClock
from brobygger.i18n import Catalogs
from brobygger.settings import Settings
from brobygger.web.templates import LayeredLoader, TemplateSet
from brobygger.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = Path(brobygger.__file__).parent
THEMES = {
    "default": Path(brobygger_theme_default.__file__).parent,
    "plain": Path(brobygger_theme_plain.__file__).parent,
}
SITE = SimpleNamespace(
    name="Frivilligcenter Albertslund",
    address=("Bygangen 25, 1. sal", "2620 Albertslund"),
    phone="27789793",
    email="hej@frivilligcenter.example",
    person="Birgit Holm",
    person_role="leder af huset",
    opening_hours=(("Mandag til onsdag", "10–15"), ("Torsdag", "10–18")),
    demo=True,
)
LANGUAGES = [
    SimpleNamespace(code="da", name="Dansk", direction="ltr"),
    SimpleNamespace(code="en", name="English", direction="ltr"),
    SimpleNamespace(code="tr", name="Türkçe", direction="ltr"),
    SimpleNamespace(code="ar", name="العربية", direction="rtl"),
]


def theme_chain(name: str) -> list[str]:
    """Return the theme and its parents."""
    manifest = tomllib.loads((THEMES[name] / "theme.toml").read_text(encoding="utf-8"))
    parent = manifest.get("extends")
    return [name, *(theme_chain(parent) if parent else [])]


def stylesheets(name: str) -> list[str]:
    """Return the stylesheets of a theme, its parents' first."""
    paths: list[str] = []
    for theme in reversed(theme_chain(name)):
        manifest = tomllib.loads((THEMES[theme] / "theme.toml").read_text(encoding="utf-8"))
        paths += manifest.get("stylesheets", [])
    return paths


class Pages:
    """The pages of an imagined site."""

    def __init__(self, theme: str = "default") -> None:
        self.theme = theme
        layers = {name: THEMES[name] / "templates" for name in theme_chain(theme)}
        self.templates = TemplateSet(
            LayeredLoader({**layers, "core": CORE / "templates"}, {}),
            globals_={"static": lambda path: f"/static/{path}", "url_for": self.url_for},
        )
        self.catalogs = Catalogs(("da", "en", "tr", "ar"), [CORE / "locale"])

    @staticmethod
    def url_for(name: str, **parameters: object) -> str:
        return "/" + "/".join([name, *(str(value) for value in parameters.values())])

    def running(self) -> AbstractContextManager[object]:
        return runtime.activate(
            runtime.Runtime(
                settings=Settings(),
                clock=SystemClock(),
                plugins=cast("Any", None),
                catalogs=self.catalogs,
                templates=self.templates,
                urls=Urls(),
                secret_key=b"",
            )
        )

    def frame(self, language: str) -> dict[str, Any]:
        """Return the context of every page."""
        return {
            "site": SITE,
            "visitor": SimpleNamespace(account=None),
            "language": language,
            "direction": i18n.direction(language),
            "languages": LANGUAGES,
            "navigation": [
                {"title": "Find en opgave", "url": "/opgaver", "current": True},
                {"title": "Foreninger", "url": "/foreninger", "current": False},
                {"title": "Hold et arrangement", "url": "/arrangement", "current": False},
                {"title": "Selvhjælp", "url": "/samtaler", "current": False},
                {"title": "Nyhedsbrev", "url": "/nyhedsbrev", "current": False},
            ],
            "request_path": "/",
            "stylesheets": stylesheets(self.theme),
            "asset_htmx": None,
        }

    def render(self, name: str, *, language: str = "da", **context: Any) -> str:
        with self.running(), i18n.use_language(language):
            return self.templates.render(name, {**self.frame(language), **context})


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages()


@pytest.fixture
def running_site(pages: Pages) -> Iterator[Pages]:
    with pages.running(), i18n.use_language("da"):
        yield pages

"""Renders core's pages with a theme, and opens them in a browser, without a site or a server behind them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

import brobygger
from brobygger import i18n, runtime
from brobygger.clock import SystemClock
from brobygger.i18n import Catalogs
from brobygger.settings import Settings, SiteSettings
from brobygger.site.themes import load_themes
from brobygger.web.static import StaticFiles
from brobygger.web.templates import LayeredLoader, TemplateSet
from brobygger.web.urls import Urls

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

CORE = Path(brobygger.__file__).parent
LANGUAGES = ("da", "en", "tr", "ar")
HOST = SimpleNamespace(
    name="Frivilligcenter Albertslund",
    summary="Vi bygger broer til og mellem mennesker, fællesskaber og foreninger.",
    street="Bygangen 25, 1. sal",
    postal_code="2620",
    town="Albertslund",
    contact_name="Birgit Holm",
    phone="+4527789793",
    email="hej@frivilligcenter.example",
    opening_hours="mandag til onsdag 10–15, torsdag 10–18",
)
NAVIGATION = [
    {"title": "Find en opgave", "url": "/opgaver", "current": True},
    {"title": "Foreninger", "url": "/associations", "current": False},
    {"title": "Hold et arrangement", "url": "/arrangement", "current": False},
    {"title": "Selvhjælp", "url": "/samtaler", "current": False},
    {"title": "Nyhedsbrev", "url": "/nyhedsbrev", "current": False},
]


class Pages:
    """The pages of an imagined site in one theme."""

    def __init__(self, theme: str = "default") -> None:
        self.themes = load_themes(theme)
        sources = {found.name: found.folder / "static" for found in self.themes}
        self.static = StaticFiles({**sources, "core": CORE / "static" / "core"})
        layers = {found.name: found.folder / "templates" for found in self.themes}
        sheets = [
            self.static.url(f"{found.name}/{name}") for found in reversed(self.themes) for name in found.stylesheets
        ]
        self.templates = TemplateSet(
            LayeredLoader({**layers, "core": CORE / "templates"}, {}),
            globals_={
                "static": self.static.url,
                "stylesheets": sheets,
                "direction_of": i18n.direction,
                "language_name": i18n.language_name,
            },
        )
        self.catalogs = Catalogs(LANGUAGES, [CORE / "locale"])
        self.settings = Settings(site=SiteSettings(demo=True, development=True))

    def running(self) -> AbstractContextManager[object]:
        parts: dict[str, Any] = dict.fromkeys(runtime.Runtime.__dataclass_fields__)
        parts |= {
            "settings": self.settings,
            "clock": SystemClock(),
            "catalogs": self.catalogs,
            "templates": self.templates,
            "urls": Urls(),
            "secret_key": b"",
        }
        return runtime.activate(runtime.Runtime(**cast("Any", parts)))

    def frame(self, language: str) -> dict[str, Any]:
        """Return the context of every page."""
        return {
            "url_for": lambda name, **parameters: "/".join(["", name, *(str(value) for value in parameters.values())]),
            "settings": self.settings,
            "host": HOST,
            "association": None,
            "visitor": SimpleNamespace(is_signed_in=False),
            "may": lambda _permission: False,
            "language": language,
            "direction": i18n.direction(language),
            "languages": LANGUAGES,
            "navigation": NAVIGATION,
            "association_navigation": [],
            "request_path": "/",
            "htmx": None,
        }

    def render(self, name: str, *, language: str = "da", **context: Any) -> str:
        with self.running(), i18n.use_language(language):
            return self.templates.render(name, {**self.frame(language), **context})


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages()

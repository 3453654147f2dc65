"""Core's pages in a theme, without rows or a server: to look at them, and to test what a theme makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from brobygger import i18n, runtime
from brobygger.associations.models import Association, Kind
from brobygger.identity.visitor import ANONYMOUS
from brobygger.plugins import load_plugins
from brobygger.settings import Settings, SiteSettings
from brobygger.site.build import build_runtime
from brobygger.site.context import Link

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

#: With a language that is written from right to left.
LANGUAGES = ("da", "en", "tr", "ar")


def imagined_host() -> Association:
    """Return a host that has everything a page may show; it is in no database."""
    return Association(
        name="Frivilligcenter Albertslund",
        kind=Kind.HOST,
        slug="frivilligcenter-albertslund",
        summary="Vi bygger broer til og mellem mennesker, fællesskaber og foreninger.",
        street="Bygangen 25, 1. sal",
        postal_code="2620",
        town="Albertslund",
        contact_name="Birgit Holm",
        phone="+4527789793",
        email="hej@frivilligcenter.example",
        opening_hours="mandag til onsdag 10–15, torsdag 10–18",
    )


class ThemePages:
    """The pages of an imagined site in one theme."""

    def __init__(self, theme: str, data_dir: Path) -> None:
        site = SiteSettings(theme=theme, data_dir=data_dir, languages=LANGUAGES, demo=True, development=True)
        self.site = build_runtime(Settings(site=site), plugins=load_plugins([]), strict=True)
        with self.running():
            self.host = imagined_host()

    def running(self) -> AbstractContextManager[runtime.Runtime]:
        """Make the imagined site the running one, for forms and formats outside of a page."""
        return runtime.activate(self.site)

    def frame(self, language: str) -> dict[str, Any]:
        """Return what the context of every page holds, as ``site.context.page_context`` does for a request."""
        names = ("Find en opgave", "Foreninger", "Hold et arrangement", "Selvhjælp", "Nyhedsbrev")
        return {
            "url_for": self._url_for,
            "settings": self.site.settings,
            "host": self.host,
            "association": None,
            "logo": None,
            "accent_url": "",
            "visitor": replace(ANONYMOUS, language=language),
            "may": lambda permission: False,  # noqa: ARG005  # called with one
            "language": language,
            "direction": i18n.direction(language),
            "languages": LANGUAGES,
            "htmx": None,
            "request_path": "/",
            "request_target": "/",
            "navigation": [Link(name, "/", current=name == names[0]) for name in names],
            "association_navigation": [],
        }

    def _url_for(self, name: str, **parameters: object) -> str:
        if self.site.urls.takes(name, "association"):
            parameters.setdefault("association", self.host.slug)
        return self.site.urls.path(name, **parameters)

    def render(self, name: str, *, language: str = "da", **context: Any) -> str:
        """Return the page made by the template called *name*; *context* wins over what every page knows."""
        with self.running(), i18n.use_language(language):
            return self.site.templates.render(name, {**self.frame(language), **context})

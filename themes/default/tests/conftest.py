"""One imagined site for all tests of the look, and pages of core with something in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from brobygger import i18n
from brobygger.associations.forms import DirectoryForm
from brobygger.associations.models import Association, Theme
from brobygger.associations.texts import ACCESS_FACTS, GROUPS, KINDS, THEMES
from brobygger.associations.translations import Said, Texts
from brobygger.identity.forms import SignInForm
from brobygger.plugins import Permission, PluginManifest
from brobygger.plugins.payloads import MyItem, Need
from brobygger.testing.theme import ThemePages
from brobygger.web.forms import WriteForm
from brobygger.web.paging import Page
from brobygger.web.styles import styles_context

Samples = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> ThemePages:
    return ThemePages("default", tmp_path_factory.mktemp("site"))


def _request(path: str, query: bytes = b"", headers: tuple[tuple[bytes, bytes], ...] = ()) -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers})


def _associations() -> list[Association]:
    rows = {
        "Spisevennerne": "Vi spiser sammen med dem, der ellers spiser alene.",
        "Lektiecaféen Broen": "Gratis lektiehjælp og et godt sted at være efter skole.",
        "فاطمة وصديقاتها": "Cykelture for kvinder om søndagen.",
    }
    return [
        Association(
            id=number, name=name, slug=f"a{number}", summary=summary, street="Kastanjens Kvarter 12",
            postal_code="2620", town="Albertslund", contact_name="Inge Dalsgaard", phone="+4500000011",
            email="inge@spisevennerne.example", opening_hours="mandag kl. 10–13", languages=["da", "tr"],
            access=["step_free"], description_html="<p>Hver uge sætter vi os til bords.</p><h3>Sådan</h3><p>Ring.</p>",
        )
        for number, (name, summary) in enumerate(rows.items(), start=1)
    ]  # fmt: skip


def _said(association: Association) -> Texts:
    texts = (association.summary, association.description_html, "Spise\nVaske op", "Alle, der spiser alene")
    return Texts(*(Said(text, "da") for text in texts))


MANIFEST = PluginManifest(
    name="volunteering",
    path="opgaver",
    title="Bliv frivillig",
    summary="Borgere ser jeres opgaver og skriver sig op.",
    gives=("Borgere ser jeres opgaver", "I ser, hvem der kommer"),
    asks=("En af jer svarer inden for fem dage",),
    stores=("Navn og telefon på dem, der skriver sig op. Slettes efter et år",),
    stops=("Påmindelser stopper",),
    permissions=(Permission("volunteering.manage_tasks", "Lave opgaver"),),
)


TEXTS = {
    "theme_texts": THEMES,
    "access_texts": ACCESS_FACTS,
    "group_texts": GROUPS,
    "kinds": KINDS,
    "language_name": i18n.language_name,
}
MY_ITEMS = [
    MyItem("Svar på, om du vil have pladsen", "/", "Besøgsvennerne", "Venter på dit svar", "action", awaits=True),
    MyItem("Lav kaffe", "/", "Sprogcaféen", "Du har en plads", "done", at=datetime(2026, 11, 26, 15, tzinfo=UTC)),
]


def _of_associations(found: list[Association], about: dict[int, list[Theme]], said: dict[int, Texts]) -> Samples:
    return {
        "core/associations/directory.html": {
            "form": DirectoryForm(), "page": Page(found, "next"), "themes": about, "texts": said, "logos": {},
            "query": {}, "narrowed": 0, "some_words": False, "stale": {2}, "request": _request("/associations"),
            **TEXTS,
        },
        "core/associations/profile.html": {
            "association": found[0], "themes": about[1], "texts": said[1], "stale": True, "may_join": True,
            "fragments": [], "photos": [], **TEXTS,
        },
    }  # fmt: skip


@pytest.fixture(scope="session")
def samples(pages: ThemePages) -> Samples:
    """Return a context for each page of core, as its view gives it."""
    with pages.running(), i18n.use_language("da"):
        first, *_others = found = _associations()
        plugin = SimpleNamespace(manifest=MANIFEST)
        said = {association.id: _said(association) for association in found}
        about = {association.id: [Theme.SOCIAL] for association in found}
        switch = {
            "plugin": plugin, "form": WriteForm(), "turn_on": True, "is_on": False, "missing": "", "needing": "",
            "association": first, "request": _request("/modules"),
        }  # fmt: skip
        return {
            "core/_styles.html": styles_context(),
            "core/home.html": {
                "needs": [Need("Jeg vil hjælpe til", "Find en opgave i nærheden.", "/opgaver")],
                "this_week": [
                    {"title": "Lav kaffe", "url": "/", "when": {"day": "3", "month": "dec.", "label": "3. december"}}
                ],
            },
            "core/error.html": {"status": 404},
            **_of_associations(found, about, said),
            "core/identity/sign_in.html": {"form": SignInForm(), "demo_accounts": [], "passkeys": True},
            "core/mine.html": {
                "items": MY_ITEMS, "claimable": [SimpleNamespace(association=first, name="Ali Y.", public_id="k7")],
                "memberships": [
                    SimpleNamespace(association=first, contact=SimpleNamespace(name="Ali Yılmaz"), public_id="m4")
                ],
                "form": WriteForm(),
            },
            "core/modules/list.html": {
                "plugins": [plugin], "enabled": frozenset(), "switched": "volunteering", "saved": None,
                "association": first,
            },
            "core/modules/change.html": switch,
        }  # fmt: skip

"""The directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.associations.branding.services import logos_of
from brobygger.associations.directory.services import search_directory, themes_of
from brobygger.associations.forms import DirectoryForm
from brobygger.associations.services import is_stale
from brobygger.associations.texts import KINDS, THEMES
from brobygger.associations.translations import texts_for
from brobygger.i18n import current_language
from brobygger.plugins import PUBLIC, Route
from brobygger.web.forms import read_query
from brobygger.web.pages import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def directory(request: Request) -> Response:
    form = read_query(request, DirectoryForm)
    found = await search_directory(form.wanted(), after=request.query_params.get("after", ""))
    items = found.page.items
    query = form.query()
    context = {
        "form": form,
        "query": query,
        "narrowed": sum(len(value) for name, value in query.items() if name != "q"),
        "page": found.page,
        "some_words": found.some_words,
        "themes": await themes_of(items),
        "logos": await logos_of(items),
        "texts": await texts_for(items, current_language()),
        "stale": {association.id for association in items if is_stale(association)},
        "theme_texts": THEMES,
        "kinds": KINDS,
    }
    return await render(request, "core/associations/directory.html", context, partial="results")


ROUTES = [Route("/associations", directory, name="associations:directory", audience=PUBLIC)]

"""What an association says of itself in further languages, a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.associations.errors import EditedMeanwhileError
from brobygger.associations.forms import TextsForm
from brobygger.associations.translations import LANGUAGES, find_texts, list_texts, save_texts
from brobygger.associations.views.profile import EDIT_PROFILE
from brobygger.i18n import gettext as _
from brobygger.i18n import language_name
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.forms import read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def languages(request: Request) -> Response:
    """Show which languages there are, and which could be."""
    own = request.state.association.language
    context = {
        "written": [row.language for row in await list_texts()],
        "languages_offered": [code for code in LANGUAGES if code != own],
        "language_name": language_name,
    }
    return await render(request, "core/associations/languages.html", context)


async def edit_texts(request: Request) -> Response:
    association, language = request.state.association, request.path_params["language"]
    if language not in LANGUAGES or language == association.language:
        raise HTTPException(404)
    texts = await find_texts(association, language)
    form = await read_form(request, TextsForm, obj=texts)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            await save_texts(association, language, version=form.version_number, **form.texts())
            return url_for(request, "associations:languages")

        try:
            return see_other(await once(form.once_key, perform))
        except EditedMeanwhileError:
            form.form_error = _("Somebody else saved these texts while you were writing. Save again to keep yours.")
            form.version.data = str((await find_texts(association, language)).version)
    context = {"form": form, "code": language, "language_name": language_name}
    return await render_form(request, "core/associations/texts.html", context)


_EDIT = permission(EDIT_PROFILE)
ROUTES = [
    Route("/profile/texts", languages, name="associations:languages", audience=_EDIT),
    Route("/profile/texts/{language}", edit_texts, name="associations:texts", methods=("GET", "POST"), audience=_EDIT),
]

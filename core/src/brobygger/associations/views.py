"""The directory, an association's page, and the form that edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.associations.errors import EditedMeanwhileError, SlugTakenError
from brobygger.associations.forms import DirectoryForm, ProfileForm
from brobygger.associations.models import Association
from brobygger.associations.services import change_slug, save_profile, search_directory, themes_of
from brobygger.associations.texts import ACCESS_FACTS, KINDS, THEMES
from brobygger.db import transaction
from brobygger.i18n import gettext as _
from brobygger.i18n import language_name
from brobygger.plugins import PUBLIC, Route, permission
from brobygger.services.once import once
from brobygger.web.forms import read_form, read_query
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, site_path

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

EDIT_PROFILE = "core.edit_profile"
_TEXTS = {"kinds": KINDS, "theme_texts": THEMES, "access_texts": ACCESS_FACTS, "language_name": language_name}


async def directory(request: Request) -> Response:
    form = read_query(request, DirectoryForm)
    after = request.query_params.get("after", "")
    page = await search_directory(text=form.q.data or "", themes=form.theme.data or (), after=after)
    context = {"form": form, "page": page, "themes": await themes_of(page.items), **_TEXTS}
    return await render(request, "core/associations/directory.html", context, partial="results")


async def profile(request: Request) -> Response:
    association: Association = request.state.association
    themes = await themes_of([association])
    fragments = await runtime.current().plugins.slot_fragments(
        request.state.modules, slot="association.profile", request=request, association=association,
        membership=request.state.membership, subject=None,
    )  # fmt: skip
    may_join = await runtime.current().core.may_join()
    context = {"themes": themes[association.id], "fragments": fragments, "may_join": may_join, **_TEXTS}
    return await render(request, "core/associations/profile.html", context)


async def edit(request: Request) -> Response:
    association: Association = request.state.association
    themes = (await themes_of([association]))[association.id]
    form = await read_form(request, ProfileForm, obj=association, themes=themes)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(association, form)))
        except SlugTakenError:
            form.add_error("slug", _("Another association has this address. Choose another one."))
        except EditedMeanwhileError:
            latest = await Association.get(id=association.id)
            form.form_error = _("Somebody else saved the profile while you were writing. Look at both and save again.")
            form.version.data = str(latest.version)
    return await render_form(request, "core/associations/edit.html", {"form": form, **_TEXTS})


async def _save(association: Association, form: ProfileForm) -> str:
    async with transaction():
        await save_profile(association, version=form.version_number, themes=form.themes.data or (), **form.profile())
        await change_slug(association, form.slug.data or "")
    return site_path("associations:profile", association=association.slug)


SITE_ROUTES = [Route("/associations", directory, name="associations:directory", audience=PUBLIC)]
ASSOCIATION_ROUTES = [
    Route("/", profile, name="associations:profile", audience=PUBLIC),
    Route("/profile", edit, name="associations:edit", methods=("GET", "POST"), audience=permission(EDIT_PROFILE)),
]

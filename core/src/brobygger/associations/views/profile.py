"""An association's page, the form that edits it, and the button that says that it still fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.associations.branding.services import photos_of
from brobygger.associations.directory.services import themes_of
from brobygger.associations.errors import EditedMeanwhileError, SlugTakenError
from brobygger.associations.forms import ProfileForm
from brobygger.associations.models import Association
from brobygger.associations.services import change_slug, confirm_profile, is_stale, save_profile
from brobygger.associations.texts import ACCESS_FACTS, GROUPS, KINDS, THEMES
from brobygger.associations.translations import texts_for
from brobygger.db import transaction
from brobygger.i18n import current_language, language_name
from brobygger.i18n import gettext as _
from brobygger.plugins import PUBLIC, Route, permission
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, site_path

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

EDIT_PROFILE = "core.edit_profile"
_TEXTS = {
    "kinds": KINDS, "theme_texts": THEMES, "access_texts": ACCESS_FACTS, "group_texts": GROUPS,
    "language_name": language_name,
}  # fmt: skip


async def profile(request: Request) -> Response:
    association: Association = request.state.association
    themes = await themes_of([association])
    texts = await texts_for([association], current_language())
    fragments = await runtime.current().plugins.slot_fragments(
        request.state.modules, slot="association.profile", request=request, association=association,
        membership=request.state.membership, subject=None,
    )  # fmt: skip
    context = {
        "themes": themes[association.id], "texts": texts[association.id], "stale": is_stale(association),
        "fragments": fragments, "photos": await photos_of(association),
        "may_join": await runtime.current().core.may_join(), **_TEXTS,
    }  # fmt: skip
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
    context = {"form": form, "saved": "saved" in request.query_params, **_TEXTS}
    return await render_form(request, "core/associations/edit.html", context)


async def _save(association: Association, form: ProfileForm) -> str:
    """Save, and show the page; or the form again, where something in it looks mistyped."""
    async with transaction():
        await save_profile(association, version=form.version_number, themes=form.themes.data or (), **form.profile())
        await change_slug(association, form.slug.data or "")
    if form.cvr.warning:
        return site_path("associations:edit", association=association.slug, saved=1)
    return site_path("associations:profile", association=association.slug)


async def confirm(request: Request) -> Response:
    """Ask whether the profile still fits; the answer is one button."""
    association: Association = request.state.association
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            await confirm_profile(association)
            return site_path("associations:profile", association=association.slug)

        return see_other(await once(form.once_key, perform))
    themes = (await themes_of([association]))[association.id]
    texts = (await texts_for([association], association.language))[association.id]
    context = {"form": form, "texts": texts, "themes": themes, **_TEXTS}
    return await render_form(request, "core/associations/confirm.html", context)


_BOTH = ("GET", "POST")
_EDIT = permission(EDIT_PROFILE)
ROUTES = [
    Route("/", profile, name="associations:profile", audience=PUBLIC),
    Route("/profile", edit, name="associations:edit", methods=_BOTH, audience=_EDIT),
    Route("/profile/fits", confirm, name="associations:confirm", methods=_BOTH, audience=_EDIT),
]

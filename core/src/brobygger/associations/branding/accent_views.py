"""The colour of an association's pages: choosing it, and the style sheet that it makes."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from brobygger import runtime
from brobygger.associations.branding import services
from brobygger.associations.branding.forms import OWN, AccentForm
from brobygger.associations.branding.texts import SUGGESTED
from brobygger.associations.views.profile import EDIT_PROFILE
from brobygger.i18n import gettext as _
from brobygger.plugins import PUBLIC, Route, permission
from brobygger.services.once import once
from brobygger.web.colours import HEX, TEXT_RATIO, AccentRules
from brobygger.web.formats import number
from brobygger.web.forms import read_form
from brobygger.web.pages import render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request


def _rules() -> AccentRules:
    """Return what the theme lets an association change; where that is nothing, there is no page."""
    rules = runtime.current().accents
    if rules is None:
        raise HTTPException(404)
    return rules


async def choose(request: Request) -> Response:
    rules, association = _rules(), request.state.association
    now = (await services.get_branding(association)).accent
    form = await read_form(request, AccentForm, **_filled(now))
    context = {"form": form, "rules": rules, "now": now, "suggested": SUGGESTED, "before": "", "after": ""}
    if request.method == "POST" and form.validate():
        accent = form.accent
        if not accent or rules.light.passes(accent):

            async def perform() -> str:
                await services.save_accent(association, accent)
                return url_for(request, "branding")

            return see_other(await once(form.once_key, perform))
        context |= {"before": accent, "after": rules.light.nearest(accent)}
        message = _("This colour is too faint to read: its contrast is %(ratio)s to 1, and text needs %(needed)s.") % {
            "ratio": number(floor(rules.light.ratio(accent) * 10) / 10),
            "needed": number(TEXT_RATIO),
        }
        form.add_error("code" if form.code.data else "picker", message)
    return await render_form(request, "core/branding/accent.html", context)


def _filled(now: str) -> dict[str, str]:
    """Return the form's fields as they show the colour of *now*."""
    if not now or now in SUGGESTED:
        return {"choice": now}
    return {"choice": OWN, "picker": now, "code": now}


async def sheet(request: Request) -> Response:
    """Answer with one colour's style sheet, at an address that changes with what is in it."""
    rules, name = _rules(), request.path_params["file"]
    colour = f"#{name[:6]}"
    if not HEX.fullmatch(colour) or rules.file_name(colour) != name:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(rules.stylesheet(colour), headers=headers, media_type="text/css")


SITE_ROUTES = [Route("/accents/{file}", sheet, name="accent", audience=PUBLIC)]
ASSOCIATION_ROUTES = [
    Route("/pictures/colour", choose, name="branding:accent", methods=("GET", "POST"),
          audience=permission(EDIT_PROFILE)),
]  # fmt: skip

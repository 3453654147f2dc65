"""The desk: register somebody, help them further, print the slip. Nothing is kept before they said yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from markupsafe import Markup
from starlette.exceptions import HTTPException

from brobygger import runtime
from brobygger.assisted.errors import NotAskedForError, UnknownVisitError
from brobygger.assisted.forms import RegisterForm
from brobygger.assisted.services import (
    KEPT,
    OPEN_FOR,
    close_visit,
    entries_of,
    find_matches,
    find_visit,
    look_up,
    register,
)
from brobygger.assisted.texts import consent_text
from brobygger.i18n import direction, use_language
from brobygger.i18n import gettext as _
from brobygger.membership.roles import ASSIST
from brobygger.plugins import Route, permission
from brobygger.services.confirmation import manage_url
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_fields, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.assisted.models import AssistedVisit
    from brobygger.membership.models import Contact

_START, _READ = "core/assisted/start.html", "core/assisted/read.html"


async def start(request: Request) -> Response:
    """Ask who it is, show what to read aloud, and on the yes write it down."""
    form = await read_form(request, RegisterForm, languages=runtime.current().settings.site.languages)
    if request.method != "POST":
        return await render(request, _START, {"form": form, "is_done": "done" in request.query_params})
    step = str((await read_fields(request)).get("step", ""))
    if step == "no":
        return see_other(url_for(request, "assisted:nothing"))
    if step == "change":
        return await render(request, _START, {"form": form})
    if not form.validate():
        return await render_form(request, _START, {"form": form})
    if step == "save":
        return await _save(request, form)
    matches = await look_up(request.state.association, form.phone.data or "", form.email.data or "")
    form.offer(matches)
    return await render(request, _READ, _reading(form, matches))


async def _save(request: Request, form: RegisterForm) -> Response:
    if form.check_yes():
        try:
            return see_other(await once(form.once_key, lambda: _register(request, form)))
        except NotAskedForError:
            form.add_error("known", _("Choose one"))
    matches = await find_matches(form.phone.data or "", form.email.data or "")
    form.offer(matches)
    return await render_form(request, _READ, _reading(form, matches))


def _reading(form: RegisterForm, matches: Sequence[Contact]) -> dict[str, object]:
    language = form.language.data or ""
    with use_language(language):
        text = str(consent_text(by_proxy=form.by_proxy).text)
    return {
        "form": form, "matches": matches, "text": text, "text_language": language,
        "text_direction": direction(language),
    }  # fmt: skip


async def _register(request: Request, form: RegisterForm) -> str:
    # Within the claim of the form's key: after a first press the person is among the matches, and it is no question.
    if not form.check_known(await find_matches(form.phone.data or "", form.email.data or "")):
        raise NotAskedForError
    visit = await register(
        request.state.association, form.registration(), helper_account_id=request.state.visitor.account_id,
        helper_name=_helper(request),
    )  # fmt: skip
    return url_for(request, "assisted:visit", visit=visit.public_id)


def _helper(request: Request) -> str:
    return next((person.name for person in request.state.visitor.persons if person.name), "")


async def nothing(request: Request) -> Response:
    """Say that nothing was kept, after a no."""
    return await render(request, "core/assisted/nothing.html")


async def _find(request: Request) -> AssistedVisit:
    try:
        return await find_visit(request.path_params["visit"], request.state.visitor.account_id)
    except UnknownVisitError:
        raise HTTPException(404) from None


async def show(request: Request) -> Response:
    """Show what was written in this visit, and what else the person can be helped with."""
    visit = await _find(request)
    actions = await runtime.current().plugins.assisted_actions(
        request.state.modules, association=request.state.association, contact=visit.contact
    )
    context = {
        "visit": visit, "entries": await entries_of(visit), "until": visit.opened_at + OPEN_FOR, "form": WriteForm(),
        "offers": [row for row in actions if not row.permission or row.permission in request.state.permissions],
    }  # fmt: skip
    return await render(request, "core/assisted/visit.html", context)


async def slip(request: Request) -> Response:
    """Show the slip in the language of the one who gets it.

    The link to manage what they joined is on it only where the contact began with this visit: on the slip of somebody
    who was known, it would show the helper everything from before.
    """
    visit = await _find(request)
    link = manage_url(visit.contact) if visit.made_contact else ""
    with use_language(visit.language):
        context = {
            "visit": visit, "entries": await entries_of(visit), "helper": _helper(request), "link": link,
            "square": _square(link) if link else "", "delete_on": visit.opened_at + KEPT,
        }  # fmt: skip
        return await render(request, "core/assisted/slip.html", context)


def _square(link: str) -> Markup:
    """Return *link* as a square for a phone's camera: drawn here, by a library, since no other site may learn it."""
    svg = segno.make(link, micro=False).svg_inline(scale=3, light="#fff", title=_("The link as a square"))
    return Markup(svg)  # noqa: S704  # segno writes it of black squares


async def done(request: Request) -> Response:
    form = await read_form(request, WriteForm)
    if not form.validate():
        raise HTTPException(400)
    try:
        await close_visit(request.path_params["visit"], request.state.visitor.account_id)
    except UnknownVisitError:
        raise HTTPException(404) from None
    return see_other(url_for(request, "assisted", done="y"))


_HELP = permission(ASSIST)
_AT = "/assisted/{visit}"
ASSOCIATION_ROUTES = [
    Route("/assisted", start, name="assisted", methods=("GET", "POST"), audience=_HELP, step_up=True),
    Route("/assisted/nothing", nothing, name="assisted:nothing", audience=_HELP, step_up=True),
    Route(_AT, show, name="assisted:visit", audience=_HELP, step_up=True),
    Route(f"{_AT}/slip", slip, name="assisted:slip", audience=_HELP, step_up=True),
    Route(f"{_AT}/done", done, name="assisted:done", methods=("POST",), audience=_HELP, step_up=True),
]

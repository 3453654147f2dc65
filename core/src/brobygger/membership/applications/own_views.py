"""An application as its own people see it: signed in, or by the link in a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.membership.applications.deciding import withdraw
from brobygger.membership.applications.models import OPEN
from brobygger.membership.applications.reading import TO_THE_APPLICANT, answers_of, find_application, is_own
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.models import Contact
from brobygger.plugins import PUBLIC, SIGNED_IN, Route
from brobygger.services.confirmation import find_contact
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.applications.models import Application

_BY_LINK = "_by_link"


async def _find(request: Request) -> Application:
    """Return the application when it is the visitor's own; another's is absent, like one that never was."""
    application = await find_application(request.path_params["application"])
    if application is None or not is_own(application, await _contact_ids(request)):
        raise HTTPException(404)
    return application


async def _contact_ids(request: Request) -> list[int]:
    if "key" in request.path_params:
        contact = await find_contact(request.path_params["key"])
        return [contact.id] if contact is not None else []
    persons = list(request.state.visitor.person_ids)
    return [contact.id for contact in await Contact.filter(person_id__in=persons)]


def _url(request: Request, name: str, application: Application) -> str:
    """Return the address of one of these pages, by the same way in as the one the visitor came by."""
    key = {"key": request.path_params["key"]} if "key" in request.path_params else {}
    ending = _BY_LINK if key else ""
    return url_for(request, f"{name}{ending}", application=application.public_id, **key)


async def show(request: Request) -> Response:
    application = await _find(request)
    status, kind = TO_THE_APPLICANT[application.state]
    answers = (await answers_of([application]))[application.id]
    context = {
        "application": application, "answers": answers, "status": status, "status_kind": kind,
        "kind_title": kind_title, "is_open": application.state in OPEN,
        "withdraw_url": _url(request, "join:withdraw", application),
        "has_other_guardian": application.guardian_id != application.applicant_id,
    }  # fmt: skip
    return _secret(request, await render(request, "core/membership/applications/own.html", context))


async def withdraw_page(request: Request) -> Response:
    """Say what withdrawing means, and do it on the second press."""
    application = await _find(request)
    form = await read_form(request, WriteForm)
    back = _url(request, "join:own", application)

    async def perform() -> str:
        await withdraw(application)
        return back

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    context = {"form": form, "application": application, "back": back}
    return _secret(request, await render_form(request, "core/membership/applications/withdraw.html", context))


def _secret(request: Request, response: Response) -> Response:
    """Pages whose address holds a secret tell it to nobody."""
    if "key" in request.path_params:
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


_PAGES = (("", show, "join:own", ("GET",)), ("/withdraw", withdraw_page, "join:withdraw", ("GET", "POST")))
_WAYS = (("/join/mine/{application}", "", SIGNED_IN), ("/join/by-link/{key}/{application}", _BY_LINK, PUBLIC))
ASSOCIATION_ROUTES = [
    Route(f"{way}{path}", view, name=f"{name}{ending}", methods=methods, audience=audience)
    for way, ending, audience in _WAYS
    for path, view, name, methods in _PAGES
]

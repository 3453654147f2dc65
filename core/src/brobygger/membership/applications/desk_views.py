"""Those who wait for an answer, as those who give it see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger import clock
from brobygger.i18n import gettext as _
from brobygger.membership.applications.deciding import decide
from brobygger.membership.applications.forms import DecideForm
from brobygger.membership.applications.models import Application, ApplicationState
from brobygger.membership.applications.reading import (
    answers_of,
    find_application,
    household_waiting,
    read_waiting,
)
from brobygger.membership.errors import EditedMeanwhileError
from brobygger.membership.kinds.texts import WHO, kind_title
from brobygger.membership.roles import MANAGE_MEMBERS
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.forms import read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response


def _days(application: Application) -> int:
    """Return how many days somebody has waited."""
    return (clock.now() - (application.waiting_since or application.created_at)).days


async def list_waiting(request: Request) -> Response:
    page = await read_waiting(after=request.query_params.get("after", ""))
    context = {"page": page, "kind_title": kind_title, "days": _days}
    return await render(request, "core/membership/applications/list.html", context, partial="results")


async def answer(request: Request) -> Response:
    """Show what somebody answered, and take the association's yes or no."""
    application = await find_application(request.path_params["application"])
    if application is None or application.state == ApplicationState.UNCONFIRMED:
        raise HTTPException(404)
    others = await household_waiting(application)
    form = await read_form(request, DecideForm, obj=None, version=str(application.version), together=True)
    if request.method == "POST" and form.validate():
        decision = (await request.form()).get("decision")
        if decision not in {"approve", "decline"}:
            raise HTTPException(400)
        if decision == "decline" and not form.message.data:
            form.add_error("message", _("Say why. They read it."))
        else:
            try:
                approve = decision == "approve"
                return see_other(
                    await once(form.once_key, lambda: _decide(request, application, others, form, approve=approve))
                )
            except EditedMeanwhileError:
                form.form_error = _("Somebody else was quicker. This is how it stands now.")
                await application.refresh_from_db()
                form.version.data = str(application.version)
    return await _show(request, application, others, form)


async def _show(
    request: Request, application: Application, others: Sequence[Application], form: DecideForm
) -> Response:
    context = {
        "form": form, "application": application, "others": others, "kind_title": kind_title, "who_texts": WHO,
        "answers": await answers_of([application, *others]), "days": _days(application),
        "waits": application.state == ApplicationState.WAITING,
    }  # fmt: skip
    return await render_form(request, "core/membership/applications/answer.html", context)


async def _decide(
    request: Request, application: Application, others: Sequence[Application], form: DecideForm, *, approve: bool
) -> str:
    message = form.message.data or ""
    await decide(application, approve=approve, message=message, version=form.version_number)
    if form.together.data:
        for other in others:
            await decide(other, approve=approve, message=message, version=other.version)
    return url_for(request, "applications")


_MANAGE = permission(MANAGE_MEMBERS)
ASSOCIATION_ROUTES = [
    Route("/applications", list_waiting, name="applications", audience=_MANAGE),
    Route("/applications/{application}", answer, name="applications:answer", methods=("GET", "POST"), audience=_MANAGE),
]

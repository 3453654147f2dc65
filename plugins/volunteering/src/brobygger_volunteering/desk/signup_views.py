"""Answering a sign-up, and helping somebody who calls or stands at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.i18n import current_language
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import add_to_visit, assisted_visit, find_or_add_contact, once
from brobygger.plugin_api.web import render, render_form, see_other, url_for
from brobygger_volunteering.desk.task_views import find_task_or_404
from brobygger_volunteering.errors import EditedMeanwhileError, NotPossibleError, TaskNotOpenError
from brobygger_volunteering.permissions import MANAGE_SIGNUPS
from brobygger_volunteering.signups.describe import TO_THE_COORDINATOR, standing_of
from brobygger_volunteering.signups.forms import AnswerForm, DeskSignUpForm, MoveForm
from brobygger_volunteering.signups.models import State
from brobygger_volunteering.signups.reading import find_signup, position
from brobygger_volunteering.signups.services import answer, leave, move, sign_up, take_offer
from brobygger_volunteering.tasks.describe import places_left, when

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugin_api.services import AssistedVisit
    from brobygger_volunteering.signups.models import Signup
    from brobygger_volunteering.tasks.models import Task


async def _find(request: Request) -> Signup:
    signup = await find_signup(request.path_params["signup"])
    if signup is None:
        raise HTTPException(404)
    return signup


def _back(request: Request, signup: Signup) -> str:
    return url_for(request, "volunteering:manage_signup", signup=signup.public_id)


def _moved_on() -> str:
    return _("Something has changed since you opened the page. This is how it stands now.")


async def manage_signup(request: Request) -> Response:
    signup = await _find(request)
    context = {
        "signup": signup, "standing": standing_of(signup), "standing_texts": TO_THE_COORDINATOR,
        "position": await position(signup), "when": when(signup.task), "form": WriteForm(),
    }  # fmt: skip
    return await render(request, "volunteering/desk/signup.html", context)


async def accept(request: Request) -> Response:
    return await _answer(request, State.ACCEPTED, "volunteering/desk/accept.html")


async def decline(request: Request) -> Response:
    return await _answer(request, State.DECLINED, "volunteering/desk/decline.html")


async def _answer(request: Request, state: State, template: str) -> Response:
    signup = await _find(request)
    form = await read_form(request, AnswerForm, version=signup.version)

    async def perform() -> str:
        await answer(signup, state, message=form.message.data or "", version=form.version_number)
        return url_for(request, "volunteering:manage_task", task=signup.task.public_id)

    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, perform))
        except (EditedMeanwhileError, NotPossibleError):
            signup = await _find(request)
            form.form_error = _moved_on()
            form.version.data = str(signup.version)
    context = {
        "form": form, "signup": signup, "standing": standing_of(signup), "standing_texts": TO_THE_COORDINATOR,
    }  # fmt: skip
    return await render_form(request, template, context)


async def move_in_line(request: Request) -> Response:
    signup = await _find(request)
    form = await read_form(request, MoveForm)
    place_in_line = await position(signup)
    if place_in_line is None:
        return see_other(_back(request, signup))

    async def perform() -> str:
        await move(signup, form.position.data or 1, reason=form.reason.data or "")
        return _back(request, signup)

    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, perform))
        except NotPossibleError:
            return see_other(_back(request, signup))
    context = {"form": form, "signup": signup, "position": place_in_line}
    return await render_form(request, "volunteering/desk/move.html", context)


async def take_for(request: Request) -> Response:
    """Take the offered place for somebody who said yes on the phone; when it has gone on, show how it stands."""
    signup = await _find(request)
    form = await read_form(request, WriteForm)

    async def perform() -> str:
        await take_offer(signup, in_person=True)
        return _back(request, signup)

    if form.validate():
        try:
            return see_other(await once(form.once_key, perform))
        except NotPossibleError:
            pass
    return see_other(_back(request, signup))


async def leave_for(request: Request) -> Response:
    """Take somebody off the list who called to say so; say first what that means."""
    signup = await _find(request)
    form = await read_form(request, WriteForm)

    async def perform() -> str:
        await leave(signup, in_person=True)
        return url_for(request, "volunteering:manage_task", task=signup.task.public_id)

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    context = {"form": form, "signup": signup, "standing": standing_of(signup)}
    return await render_form(request, "volunteering/desk/leave.html", context)


async def add_signup(request: Request) -> Response:
    """Sign up somebody who calls, or stands at the desk; a name and one way to reach them is all that is needed.

    In a visit at the desk it is that visit's contact; when the visit has ended meanwhile, what was typed stays.
    """
    task = await find_task_or_404(request)
    asked = request.query_params.get("visit", "")
    visit = await assisted_visit(asked, request.state.visitor.account_id) if asked else None
    if asked and visit is None and request.method != "POST":
        raise HTTPException(404)
    form = await read_form(request, DeskSignUpForm, task=task, visit=visit)
    if request.method == "POST":
        if asked and visit is None:
            form.form_error = _("The visit is over. What you typed is still here; look at it, and sign up again.")
        elif form.validate():
            try:
                return see_other(await once(form.once_key, lambda: _add(request, task, form, visit)))
            except TaskNotOpenError:
                form.form_error = _("One cannot sign up for this task now. Publish it first.")
    context = {"form": form, "task": task, "when": when(task), "places": places_left(task.pool), "visit": visit,
               "visit_of": asked if visit else ""}  # fmt: skip
    return await render_form(request, "volunteering/desk/add_signup.html", context)


async def _add(request: Request, task: Task, form: DeskSignUpForm, visit: AssistedVisit | None) -> str:
    note = form.note.data or ""
    if visit is not None:
        await sign_up(task, visit.contact, note=note, in_person=True)
        await add_to_visit(visit, f"{task.title} ({when(task)})")
        return url_for(request, "assisted:visit", visit=visit.public_id)
    contact = await find_or_add_contact(
        task.association, form.name.data or "", language=current_language(),
        email=form.email.data or "", phone=form.phone.data or "",
    )  # fmt: skip
    signup = await sign_up(task, contact, note=note, in_person=True)
    return _back(request, signup)


_SIGNUPS = permission(MANAGE_SIGNUPS)
_BOTH = ("GET", "POST")
_POST = ("POST",)
_AT = "/manage/sign-ups/{signup}"
ASSOCIATION_ROUTES = [
    Route("/manage/tasks/{task}/add", add_signup, name="add_signup", methods=_BOTH, audience=_SIGNUPS),
    Route(_AT, manage_signup, name="manage_signup", audience=_SIGNUPS),
    Route(f"{_AT}/accept", accept, name="accept", methods=_BOTH, audience=_SIGNUPS),
    Route(f"{_AT}/decline", decline, name="decline", methods=_BOTH, audience=_SIGNUPS),
    Route(f"{_AT}/move", move_in_line, name="move", methods=_BOTH, audience=_SIGNUPS),
    Route(f"{_AT}/offer/take", take_for, name="take_offer_for", methods=_POST, audience=_SIGNUPS),
    Route(f"{_AT}/leave", leave_for, name="leave_for", methods=_BOTH, audience=_SIGNUPS),
]

"""Signing up for a task, with an account or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.forms import read_form
from brobygger.plugin_api.i18n import current_language
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import contact_of_person, find_or_add_contact, once, persons_of, today
from brobygger.plugin_api.web import client_address, render, render_form, see_other, url_for
from brobygger_volunteering.errors import TaskNotOpenError
from brobygger_volunteering.signups.forms import SignUpForm, SignUpMyselfForm
from brobygger_volunteering.signups.services import ask, sign_up
from brobygger_volunteering.tasks.describe import is_full, when, where
from brobygger_volunteering.tasks.models import Status
from brobygger_volunteering.tasks.services import find_task

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_volunteering.tasks.models import Task

    AnyForm = SignUpForm | SignUpMyselfForm

_STEP = "step"


async def _find_task(request: Request) -> Task:
    task = await find_task(request.path_params["task"])
    if task is None or task.status == Status.DRAFT:
        raise HTTPException(404)
    return task


async def sign_up_page(request: Request) -> Response:
    """Ask, show what was answered, and on the second press sign up."""
    task = await _find_task(request)
    if not task.is_open(today()):
        return see_other(url_for(request, "volunteering:task", task=task.public_id))
    form = await _read(request, task)
    if request.method == "POST" and form.validate():
        step = (await request.form()).get(_STEP)
        if step == "send":
            try:
                return see_other(await once(form.once_key, lambda: _perform(request, task, form)))
            except TaskNotOpenError:
                return see_other(url_for(request, "volunteering:task", task=task.public_id))
        if step != "change":
            return await render(request, "volunteering/signups/check.html", _context(task, form))
        return await render(request, "volunteering/signups/sign_up.html", _context(task, form))
    return await render_form(request, "volunteering/signups/sign_up.html", _context(task, form))


async def _read(request: Request, task: Task) -> AnyForm:
    # Somebody who signed in and has not told their name yet writes it here like everybody else.
    persons = {person.public_id: person.name for person in request.state.visitor.persons if person.name}
    if not persons:
        return await read_form(request, SignUpForm, task=task)
    return await read_form(request, SignUpMyselfForm, task=task, persons=persons)


def _context(task: Task, form: AnyForm) -> dict[str, object]:
    return {"task": task, "form": form, "is_full": is_full(task.pool), "when": when(task), "where": where(task)}


async def _perform(request: Request, task: Task, form: AnyForm) -> str:
    """Sign up, and return where to read what happens now."""
    note = form.note.data or ""
    if isinstance(form, SignUpMyselfForm):
        visitor = request.state.visitor
        person = next(person for person in await persons_of(visitor) if person.public_id == form.person.data)
        contact = await contact_of_person(task.association, person, account_id=visitor.account_id)
        signup = await sign_up(task, contact, note=note)
        return url_for(request, "volunteering:signup", signup=signup.public_id)
    contact = await find_or_add_contact(
        task.association, form.name.data or "", language=current_language(),
        email=form.email.data or "", phone=form.phone.data or "",
    )  # fmt: skip
    await ask(task, contact, client=client_address(request), note=note)
    by = "mail" if form.email.data else "phone"
    return url_for(request, "volunteering:sent", task=task.public_id, by=by)


async def sent(request: Request) -> Response:
    """Say what happens now. The page is the same for everybody, known or not."""
    task = await _find_task(request)
    by_mail = request.query_params.get("by") != "phone"
    title = _("Find the mail we have sent you") if by_mail else _("We will call you")
    context = {"task": task, "by_mail": by_mail, "heading": title, "when": when(task), "where": where(task)}
    return await render(request, "volunteering/signups/sent.html", context)


ASSOCIATION_ROUTES = [
    Route("/tasks/{task}/sign-up", sign_up_page, name="sign_up", methods=("GET", "POST"), audience=PUBLIC),
    Route("/tasks/{task}/sent", sent, name="sent", audience=PUBLIC),
]

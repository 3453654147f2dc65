"""Writing tasks, publishing them, and ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import ngettext
from brobygger.plugin_api.services import once
from brobygger.plugin_api.web import render_form, see_other, url_for
from brobygger_volunteering.errors import EditedMeanwhileError, TooFewPlacesError
from brobygger_volunteering.permissions import MANAGE_TASKS
from brobygger_volunteering.signups.endings import cancel_task, close_task, tell_all
from brobygger_volunteering.tasks.forms import EndTaskForm, MessageForm, TaskForm
from brobygger_volunteering.tasks.models import Facet, Status, Task
from brobygger_volunteering.tasks.services import copy_task, create_task, find_task, save_task, set_status, tags_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response


async def find_task_or_404(request: Request) -> Task:
    task = await find_task(request.path_params["task"])
    if task is None:
        raise HTTPException(404)
    return task


def _back(request: Request, task: Task, **query: object) -> str:
    return url_for(request, "volunteering:manage_task", task=task.public_id, **query)


async def new_task(request: Request) -> Response:
    association = request.state.association
    form = await read_form(
        request, TaskForm, contact_name=association.contact_name, contact_phone=association.phone,
        place=association.street, languages=["da"],
    )  # fmt: skip
    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, lambda: _create(request, form)))
    return await render_form(request, "volunteering/desk/edit_task.html", {"form": form, "task": None})


async def _create(request: Request, form: TaskForm) -> str:
    task = await create_task(
        request.state.association, places=form.places.data or 1, tags=form.tags(), **form.task_fields()
    )  # fmt: skip
    return _back(request, task)


async def edit_task(request: Request) -> Response:
    task = await find_task_or_404(request)
    if task.pool.closed_at:  # nobody gets a place any more; a copy is a new beginning
        return see_other(_back(request, task))
    tags = (await tags_of([task]))[task.id]
    form = await read_form(
        request, TaskForm, obj=task, places=task.pool.capacity, themes=tags[Facet.THEME], times=tags[Facet.TIME],
        languages=tags[Facet.LANGUAGE],
    )  # fmt: skip
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(request, task, form)))
        except TooFewPlacesError as error:
            form.add_error("places", ngettext(
                "%(number)s person has a place already. Write at least %(number)s.",
                "%(number)s people have a place already. Write at least %(number)s.", error.taken,
            ) % {"number": error.taken})  # fmt: skip
        except EditedMeanwhileError:
            latest = await Task.get(id=task.id)
            form.form_error = _("Somebody else saved the task while you were writing. Look at both and save again.")
            form.version.data = str(latest.version)
    return await render_form(request, "volunteering/desk/edit_task.html", {"form": form, "task": task})


async def _save(request: Request, task: Task, form: TaskForm) -> str:
    await save_task(
        task, version=form.version_number, places=form.places.data or 1, tags=form.tags(), **form.task_fields()
    )  # fmt: skip
    return _back(request, task, saved="task")


async def _press(request: Request, act: Callable[[Task], Awaitable[str]]) -> Response:
    """Do what one button on the task's page does."""
    task = await find_task_or_404(request)
    form = await read_form(request, WriteForm)
    if not form.validate():
        return see_other(_back(request, task))
    return see_other(await once(form.once_key, lambda: act(task)))


async def publish(request: Request) -> Response:
    async def act(task: Task) -> str:
        await set_status(task, Status.PUBLISHED)
        return _back(request, task, saved="published")

    return await _press(request, act)


async def copy(request: Request) -> Response:
    async def act(task: Task) -> str:
        made = await copy_task(task)
        return url_for(request, "volunteering:edit_task", task=made.public_id)

    return await _press(request, act)


async def close(request: Request) -> Response:
    return await _end(request, close_task, "volunteering/desk/close_task.html")


async def cancel(request: Request) -> Response:
    return await _end(request, cancel_task, "volunteering/desk/cancel_task.html")


async def _end(request: Request, act: Callable[..., Awaitable[None]], template: str) -> Response:
    """Say what will happen, ask for a word to those who signed up, and do it."""
    task = await find_task_or_404(request)
    form = await read_form(request, EndTaskForm)

    async def perform() -> str:
        await act(task, message=form.message.data or "")
        return _back(request, task)

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(request, template, {"form": form, "task": task})


async def message(request: Request) -> Response:
    """Write to everybody who is signed up."""
    task = await find_task_or_404(request)
    form = await read_form(request, MessageForm)

    async def perform() -> str:
        await tell_all(task, form.message.data or "")
        return _back(request, task, saved="sent")

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(request, "volunteering/desk/message.html", {"form": form, "task": task})


_TASKS = permission(MANAGE_TASKS)
_BOTH = ("GET", "POST")
_POST = ("POST",)
ASSOCIATION_ROUTES = [
    Route("/manage/tasks/new", new_task, name="new_task", methods=_BOTH, audience=_TASKS),
    Route("/manage/tasks/{task}/edit", edit_task, name="edit_task", methods=_BOTH, audience=_TASKS),
    Route("/manage/tasks/{task}/publish", publish, name="publish_task", methods=_POST, audience=_TASKS),
    Route("/manage/tasks/{task}/copy", copy, name="copy_task", methods=_POST, audience=_TASKS),
    Route("/manage/tasks/{task}/close", close, name="close_task", methods=_BOTH, audience=_TASKS),
    Route("/manage/tasks/{task}/cancel", cancel, name="cancel_task", methods=_BOTH, audience=_TASKS),
    Route("/manage/tasks/{task}/message", message, name="message", methods=_BOTH, audience=_TASKS),
]

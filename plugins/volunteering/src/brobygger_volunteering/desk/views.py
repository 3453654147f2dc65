"""What waits today, and everybody who signed up for a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm
from brobygger.plugin_api.services import today
from brobygger.plugin_api.web import render, table_response
from brobygger_volunteering.desk import tables
from brobygger_volunteering.desk.services import count_calls, read_queue, read_unanswered
from brobygger_volunteering.desk.task_views import find_task_or_404
from brobygger_volunteering.permissions import MANAGE_SIGNUPS
from brobygger_volunteering.signups.describe import TO_THE_COORDINATOR, Standing
from brobygger_volunteering.tasks.describe import places_left, when
from brobygger_volunteering.tasks.services import read_kept
from brobygger_volunteering.texts import STATUSES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: In this order they are shown: first what awaits the coordinator.
_SHOWN = (
    Standing.PLACE, Standing.OFFERED, Standing.IN_LINE, Standing.ACCEPTED, Standing.UNCONFIRMED, Standing.DECLINED,
    Standing.LEFT, Standing.CANCELLED, Standing.DROPPED, Standing.UNPLACED,
)  # fmt: skip


async def manage(request: Request) -> Response:
    """One page a day: who waits for an answer, who is to be called, and how full the tasks are."""
    past = "past" in request.query_params
    after = request.query_params.get("after", "")
    tasks = await read_kept(past=past, after=after)
    unanswered = await read_unanswered()
    context = {
        "unanswered": unanswered.items, "more_unanswered": bool(unanswered.next_cursor),
        "calls": await count_calls(), "tasks": tasks, "past": past, "status_texts": STATUSES,
        "when": when, "places_left": places_left, "today": today(),
    }  # fmt: skip
    return await render(request, "volunteering/desk/manage.html", context, partial="tasks")


async def manage_task(request: Request) -> Response:
    task = await find_task_or_404(request)
    queue = await read_queue(task)
    context = {
        "task": task, "when": when(task), "places": places_left(task.pool), "queue": queue, "shown": _SHOWN,
        "standing_texts": TO_THE_COORDINATOR, "status_texts": STATUSES, "is_open": task.is_open(today()),
        "form": WriteForm(), "saved": request.query_params.get("saved", ""),
    }  # fmt: skip
    return await render(request, "volunteering/desk/task.html", context)


async def export(request: Request) -> Response:
    task = await find_task_or_404(request)
    queue = await read_queue(task)
    return await table_response(request, task.title, tables.header(), tables.rows(queue))


_SIGNUPS = permission(MANAGE_SIGNUPS)
ASSOCIATION_ROUTES = [
    Route("/manage", manage, name="manage", audience=_SIGNUPS),
    Route("/manage/tasks/{task}", manage_task, name="manage_task", audience=_SIGNUPS),
    Route("/manage/tasks/{task}/sign-ups.csv", export, name="export", audience=_SIGNUPS),
]

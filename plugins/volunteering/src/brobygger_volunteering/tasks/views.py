"""The lists of tasks that everybody can browse, and a task's own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.forms import read_query
from brobygger.plugin_api.services import today
from brobygger.plugin_api.web import render, url_for
from brobygger_volunteering.permissions import MANAGE_TASKS
from brobygger_volunteering.tasks import describe
from brobygger_volunteering.tasks.forms import SearchTasksForm
from brobygger_volunteering.tasks.models import Status
from brobygger_volunteering.tasks.services import find_task, listed, read_listed, tags_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_volunteering.tasks.describe import Fact, Leaf
    from brobygger_volunteering.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Row:
    """A task as a list shows it."""

    title: str
    url: str
    association: str
    facts: list[Fact]
    places: str
    is_full: bool
    leaf: Leaf | None


async def rows_of(request: Request, tasks: Sequence[Task]) -> list[Row]:
    """Return *tasks*, read with their pools and associations, as lists show them; one query for all."""
    tags = await tags_of(tasks)
    return [
        Row(
            title=task.title,
            url=url_for(request, "volunteering:task", association=task.association.slug, task=task.public_id),
            association=task.association.name,
            facts=describe.row_facts(task, tags[task.id]),
            places=describe.places_left(task.pool),
            is_full=describe.is_full(task.pool),
            leaf=describe.leaf(task.starts_on) if task.starts_on else None,
        )
        for task in tasks
    ]


async def browse(request: Request) -> Response:
    """All tasks of the site, or of one association where the route is one's own."""
    form = read_query(request, SearchTasksForm)
    wanted = form.chosen()
    after = request.query_params.get("after", "")
    page = await read_listed(wanted, after=after)
    more = {**dict(form.data), "after": page.next_cursor}
    here = "volunteering:association" if request.state.association else "volunteering:browse"
    context = {
        "form": form,
        "chosen": wanted.chosen + bool(wanted.text),
        "rows": await rows_of(request, page.items),
        "total": None if after else await listed(wanted).count(),
        "here": url_for(request, here),
        "more_url": url_for(request, here, **more) if page.next_cursor else "",
    }
    return await render(request, "volunteering/tasks/browse.html", context, partial="rows" if after else "results")


async def show_task(request: Request) -> Response:
    task = await find_task(request.path_params["task"])
    may_see_drafts = MANAGE_TASKS in request.state.permissions
    if task is None or (task.status == Status.DRAFT and not may_see_drafts):
        raise HTTPException(404)
    tags = (await tags_of([task]))[task.id]
    context = {
        "task": task,
        "facts": describe.page_facts(task, tags),
        "places": describe.places_left(task.pool),
        "is_full": describe.is_full(task.pool),
        "is_open": task.is_open(today()),
    }
    return await render(request, "volunteering/tasks/task.html", context)


SITE_ROUTES = [Route("/", browse, name="browse", audience=PUBLIC)]
ASSOCIATION_ROUTES = [
    Route("/", browse, name="association", audience=PUBLIC),
    Route("/tasks/{task}", show_task, name="task", audience=PUBLIC),
]

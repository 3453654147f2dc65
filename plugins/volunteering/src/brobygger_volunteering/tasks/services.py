"""What can be done with tasks, and how they are found. Runs within an association's or the module's scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tortoise.expressions import F, Subquery

from brobygger.plugin_api.db import Page, fold, read_page, transaction
from brobygger.plugin_api.services import (
    TooManyTakenError,
    audit,
    change_capacity,
    create_pool,
    module_settings,
    render_markdown,
    today,
)
from brobygger_volunteering.errors import EditedMeanwhileError, TooFewPlacesError
from brobygger_volunteering.settings import HOURS_A_DAY, Settings
from brobygger_volunteering.tasks.models import NO_END, Facet, Status, Task, TaskTag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tortoise.queryset import QuerySet

    from brobygger.plugin_api.services import Association

OWNER = "volunteering"
_ORDER = ("listed_until", "id")
_NOT_COPIED = frozenset(
    {"id", "public_id", "association_id", "pool_id", "status", "starts_on", "ends_on", "listed_until", "created_at",
     "version"}
)  # fmt: skip

Tags = dict[Facet, list[str]]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a reader looks for: every word, and of each facet one of the values."""

    text: str = ""
    tags: Mapping[Facet, Collection[str]] = field(default_factory=dict)

    @property
    def chosen(self) -> int:
        """How many boxes are ticked."""
        return sum(len(values) for values in self.tags.values())


async def create_task(
    association: Association, *, places: int, tags: Mapping[Facet, Iterable[str]], **values: Any
) -> Task:
    """Write a draft, which only the association sees."""
    async with transaction():
        settings = await module_settings(Settings, association.id)
        pool = await create_pool(
            association.id, owner=OWNER, capacity=places, offer_hours=settings.offer_days * HOURS_A_DAY
        )
        task = Task(association=association, pool=pool, **values)
        _derive(task)
        await task.save()
        await _set_tags(task, tags)
        await _record("task.created", task)
    return task


async def save_task(
    task: Task, *, version: int, places: int, tags: Mapping[Facet, Iterable[str]], **values: Any
) -> Task:
    """Save a task as it was edited from *version*. More places go to those who wait.

    Raises EditedMeanwhileError when somebody saved a newer one, and TooFewPlacesError.
    """
    async with transaction():
        if not await Task.filter(id=task.id, version=version).update(version=F("version") + 1):
            raise EditedMeanwhileError
        await task.refresh_from_db()
        task.update_from_dict(values)
        _derive(task)
        await task.save()
        await _set_tags(task, tags)
        await _set_places(task, places)
        await _record("task.saved", task)
    return task


async def _set_places(task: Task, places: int) -> None:
    await task.fetch_related("pool")
    if task.pool.capacity == places:
        return
    try:
        await change_capacity(task.pool_id, places)
    except TooManyTakenError as error:
        raise TooFewPlacesError(error.taken) from error


def _derive(task: Task) -> None:
    task.what_html = render_markdown(task.what)
    task.why_html = render_markdown(task.why)
    task.listed_until = task.ends_on or task.starts_on or NO_END
    task.search_text = fold(f"{task.title} {task.what} {task.why} {task.who_benefits} {task.when_text} {task.place}")


async def _set_tags(task: Task, tags: Mapping[Facet, Iterable[str]]) -> None:
    await TaskTag.filter(task_id=task.id).delete()
    await TaskTag.bulk_create(
        TaskTag(association_id=task.association_id, task=task, facet=facet, value=value)
        for facet, values in tags.items()
        for value in sorted(set(values))
    )


async def _record(action: str, task: Task) -> None:
    await audit.record(f"volunteering.{action}", association_id=task.association_id, object=f"task:{task.id}")


async def set_status(task: Task, status: Status, *, before: Collection[Status] = ()) -> bool:
    """Publish, close or cancel a task, and tell whether that changed it.

    *before* names the statuses from which it may; unless told, all but cancelled, which cannot be undone.
    """
    allowed = [one for one in before or Status if one not in (status, Status.CANCELLED)]
    async with transaction():
        changed = await Task.filter(id=task.id, status__in=allowed).update(status=status, version=F("version") + 1)
        if changed:
            await _record(f"task.{status}", task)
    return bool(changed)


async def copy_task(task: Task) -> Task:
    """Write a draft with the same words and as many places, without its days."""
    await task.fetch_related("pool", "association")
    values = {
        name: getattr(task, name) for name in task._meta.db_fields if name not in _NOT_COPIED
    }  # Tortoise's public face
    tags = (await tags_of([task]))[task.id]
    return await create_task(task.association, places=task.pool.capacity, tags=tags, **values)


async def find_task(public_id: str) -> Task | None:
    """Return a task with its pool and its association, whatever its status."""
    return await Task.get_or_none(public_id=public_id).select_related("pool", "association")


def listed(wanted: TaskFilter) -> QuerySet[Task]:
    """Return the tasks that can be signed up for and fit *wanted*."""
    query = Task.filter(status=Status.PUBLISHED, listed_until__gte=today())
    for word in fold(wanted.text).split():
        query = query.filter(search_text__contains=word)
    for facet, values in wanted.tags.items():
        if values:
            having = TaskTag.filter(facet=facet, value__in=list(values))
            query = query.filter(id__in=Subquery(having.values("task_id")))
    return query


async def read_listed(wanted: TaskFilter, *, after: str = "") -> Page[Task]:
    """Return a page of what is listed: what is soonest over first, what goes on last."""
    query = listed(wanted).select_related("pool", "association")
    return await read_page(query, order=_ORDER, after=after)


async def latest_listed(number: int) -> list[Task]:
    """Return the newest tasks that can be signed up for."""
    return await listed(TaskFilter()).select_related("pool", "association").order_by("-id").limit(number)


async def read_kept(*, past: bool = False, after: str = "") -> Page[Task]:
    """Return a page of the tasks of the association in scope, the soonest over first: those that are over, or not."""
    query = Task.filter(listed_until__lt=today()) if past else Task.filter(listed_until__gte=today())
    return await read_page(query.select_related("pool"), order=_ORDER, after=after)


async def tags_of(tasks: Iterable[Task]) -> dict[int, Tags]:
    """Return the tags of *tasks* by id, in one query."""
    found: dict[int, Tags] = {task.id: {facet: [] for facet in Facet} for task in tasks}
    for row in await TaskTag.filter(task_id__in=list(found)).order_by("id"):
        found[row.task_id][row.facet].append(row.value)
    return found

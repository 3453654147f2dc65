"""What becomes of the sign-ups when their task ends. Runs within the association's scope, but for what runs daily."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.db import association_scope, crossing_associations, transaction
from brobygger.plugin_api.services import PlaceState, close_pool, today
from brobygger_volunteering.signups import letters
from brobygger_volunteering.signups.models import ACTIVE, Signup, State
from brobygger_volunteering.signups.services import end_without_place
from brobygger_volunteering.tasks.models import Status, Task
from brobygger_volunteering.tasks.services import set_status

if TYPE_CHECKING:
    from collections.abc import Sequence

_BATCH = 200


async def cancel_task(task: Task, *, message: str) -> None:
    """Cancel a task: everybody who signed up is told, and their sign-ups end."""
    async with transaction():
        if not await set_status(task, Status.CANCELLED):
            return
        task.status = Status.CANCELLED
        # First the line, so that what becomes free below is offered to nobody.
        await close_pool(task.pool_id)
        await _end_all(task, await _active(task), message=message)


async def close_task(task: Task, *, message: str) -> None:
    """Take no more sign-ups. Who has a place or stands in line keeps it; they are told when there is a *message*."""
    async with transaction():
        if await set_status(task, Status.CLOSED, before=(Status.PUBLISHED,)) and message:
            await tell_all(task, message)


async def tell_all(task: Task, message: str) -> None:
    """Write to everybody who is signed up and has confirmed it."""
    signups = await Signup.filter(
        task_id=task.id, state__in=(State.CONFIRMED, State.ACCEPTED)
    ).prefetch_related("contact__association")  # fmt: skip
    for signup in signups:
        signup.task = task
        await letters.tell_message(signup, message)


async def end_lines() -> None:
    """End the lines of the tasks whose last day is over, in every association. Who has a place keeps it."""
    with crossing_associations("a task is over by the calendar, whichever association it is of"):
        over = Task.filter(listed_until__lt=today(), pool__closed_at=None).order_by("id")
        while tasks := await over.limit(_BATCH):
            for task in tasks:
                with association_scope(task.association_id):
                    await _end_line(task)


async def _end_line(task: Task) -> None:
    async with transaction():
        left_over = [
            signup for signup in await _active(task)
            if signup.place and signup.place.state in (PlaceState.WAITING, PlaceState.OFFERED)
        ]  # fmt: skip
        await close_pool(task.pool_id)
        await _end_all(task, left_over)


async def _active(task: Task) -> Sequence[Signup]:
    query = Signup.filter(task_id=task.id, state__in=ACTIVE).order_by("id")
    return await query.prefetch_related("contact__association", "place")


async def _end_all(task: Task, signups: Sequence[Signup], *, message: str = "") -> None:
    for signup in signups:
        signup.task = task
        await end_without_place(signup, message=message)

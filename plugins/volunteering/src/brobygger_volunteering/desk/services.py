"""What a coordinator sees of an association's tasks and sign-ups. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brobygger.plugin_api.db import Page, read_page
from brobygger.plugin_api.services import PlaceState
from brobygger_volunteering.signups.describe import Standing, standing_of
from brobygger_volunteering.signups.models import OVER, Signup, State

if TYPE_CHECKING:
    from brobygger_volunteering.tasks.models import Task

_OVER_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Queue:
    """Everybody who signed up for one task, by where they stand."""

    groups: dict[Standing, list[Signup]] = field(default_factory=dict)

    def __getitem__(self, standing: Standing) -> list[Signup]:
        return self.groups.get(standing, [])


async def read_unanswered(*, after: str = "") -> Page[Signup]:
    """Return a page of the sign-ups that have a place and no answer, the oldest first."""
    query = Signup.filter(state=State.CONFIRMED, place__state=PlaceState.HELD).select_related("task", "contact")
    return await read_page(query, order=("id",), after=after)


async def count_calls() -> int:
    """Return how many people without e-mail wait for a call before their sign-up counts."""
    return await Signup.filter(state=State.UNCONFIRMED, contact__email="").count()


async def read_queue(task: Task) -> Queue:
    """Return the sign-ups of *task*: those in line in their order, the others by when they came."""
    active = Signup.filter(task_id=task.id).exclude(state__in=OVER).select_related("contact", "place")
    over = Signup.filter(task_id=task.id, state__in=OVER).select_related("contact", "place").order_by("-changed_at")
    groups: dict[Standing, list[Signup]] = {}
    for signup in [*await active.order_by("place__number", "id"), *await over.limit(_OVER_SHOWN)]:
        groups.setdefault(standing_of(signup), []).append(signup)
    return Queue(groups)

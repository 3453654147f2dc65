"""What the tests of this plugin share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.db import association_scope
from brobygger_volunteering.tasks.models import Facet, Status, Task
from brobygger_volunteering.tasks.services import create_task, set_status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association

    MakeTask = Callable[..., Awaitable[Task]]


@pytest.fixture
def make_task() -> MakeTask:
    """``await make_task(association, title="Bake", places=3, themes=["food"])`` publishes a task."""

    async def make(
        association: Association, *, status: Status = Status.PUBLISHED, places: int = 1, title: str = "Bake a cake",
        **values: Any,
    ) -> Task:  # fmt: skip
        tags = {facet: values.pop(f"{facet}s", []) for facet in Facet}
        described = {"what": "You bake.", "when_text": "On Monday", "place": "The kitchen", "contact_name": "Karen"}
        with association_scope(association.id):
            task = await create_task(association, places=places, tags=tags, title=title, **{**described, **values})
            await set_status(task, status)
            await task.refresh_from_db()
        return task

    return make

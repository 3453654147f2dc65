"""What volunteering adds to an association's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger_volunteering.tasks.models import Task


async def test_profile_shows_the_newest_tasks(
    client: Client, association: Association, make_task: Callable[..., Awaitable[Task]]
) -> None:
    await make_task(association, title="Pour coffee")

    profile = await client.get("/a/choir/")

    assert profile.status == 200
    assert profile.links()["Pour coffee"].startswith("/a/choir/volunteering/tasks/")

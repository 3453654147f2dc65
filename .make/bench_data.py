"""Fills a site for ``make bench``: associations through their services, tasks many at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connections

from brobygger import db
from brobygger.associations.models import Association, Kind, Theme
from brobygger.associations.services import create_association
from brobygger.cli.run import open_site
from brobygger.db import association_scope, fold, transaction
from brobygger.modules.services import enable_module
from brobygger.services.capacity.models import Pool
from brobygger.settings import load_settings
from brobygger.site.build import build_runtime
from brobygger.site.database import database_apps
from brobygger.web.formats import today
from brobygger_volunteering.tasks.models import Facet, Status, Task, TaskTag
from brobygger_volunteering.tasks.models import Theme as TaskTheme

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULE = "volunteering"
THEMES = list(TaskTheme)
NAMES = ("Cykelklubben", "Birkekoret", "Strikkecirklen", "Skakforeningen", "Spisevennerne", "Haveforeningen")


async def fill(settings: Mapping[str, str], associations: int, tasks: int) -> str:
    """Make the database that *settings* name, with so many *tasks* of each; return the address of one task."""
    site = build_runtime(load_settings(None, environ=settings))
    await db.migrate(site.settings.database_url, database_apps(site.plugins), log=lambda _line: None)
    async with open_site(site):
        async with transaction():
            address = [await _add_association(number, tasks) for number in range(associations)][-1]
        # A database that has run for a day knows how much is in its tables.
        await get_connections().get("default").execute_script("ANALYZE")
    return address


async def _add_association(number: int, tasks: int) -> str:
    """Make one, the first the host, and return the address of its last task."""
    association = await create_association(
        f"{NAMES[number % len(NAMES)]} {number}", kind=Kind.ASSOCIATION if number else Kind.HOST, themes=[Theme.SOCIAL],
        summary="Vi gør noget sammen.", town="Albertslund",
    )  # fmt: skip
    with association_scope(association.id):
        await enable_module(association, MODULE, account_id=None)
        last = await _add_tasks(association, tasks)
    return f"/a/{association.slug}/volunteering/tasks/{last.public_id}"


async def _add_tasks(association: Association, count: int) -> Task:
    await Pool.bulk_create(Pool(association_id=association.id, owner=MODULE, capacity=1000) for _ in range(count))
    pools = await Pool.all().order_by("id")
    await Task.bulk_create(_task(association, pool, number) for number, pool in enumerate(pools))
    tasks = await Task.all().order_by("id")
    await TaskTag.bulk_create(
        TaskTag(association_id=association.id, task_id=task.id, facet=Facet.THEME, value=THEMES[task.id % len(THEMES)])
        for task in tasks
    )
    return tasks[-1]


def _task(association: Association, pool: Pool, number: int) -> Task:
    day = today() + timedelta(days=3 + number)
    what = "Vi mødes, hjælper hinanden og drikker kaffe bagefter. Du behøver ikke kunne noget i forvejen."
    return Task(
        association_id=association.id, pool_id=pool.id, status=Status.PUBLISHED, title=f"Opgave {number}",
        what=what, what_html=f"<p>{what}</p>", when_text="En aften", starts_on=day, listed_until=day,
        place="Bygangen 25", search_text=fold(f"Opgave {number} {what}"),
    )  # fmt: skip

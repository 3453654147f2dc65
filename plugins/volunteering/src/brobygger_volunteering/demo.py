"""Demonstration data: invented tasks of the demonstration's associations, and who signed up for them."""

from __future__ import annotations

import tomllib
from datetime import date, time, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from brobygger.plugin_api.db import association_scope, transaction
from brobygger.plugin_api.services import find_or_add_contact, today
from brobygger_volunteering.signups.models import State
from brobygger_volunteering.signups.services import answer, sign_up
from brobygger_volunteering.tasks.models import Facet, Status, Task
from brobygger_volunteering.tasks.services import create_task, set_status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.plugin_api.services import Association


_SOON_DAYS = 3


async def load(associations: Mapping[str, Association]) -> None:
    """Add the tasks of those associations that are there, and their sign-ups."""
    data = tomllib.loads(files("brobygger_volunteering").joinpath("demo.toml").read_text(encoding="utf-8"))
    async with transaction():
        tasks = {row["title"]: await _add_task(associations[row["association"]], row) for row in data["task"]
                 if row["association"] in associations}  # fmt: skip
        for row in data["signup"]:
            if row["task"] in tasks:
                await _add_signup(tasks[row["task"]], row)


async def _add_task(association: Association, row: dict[str, Any]) -> Task:
    values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in row.items()}
    del values["association"]
    tags = {
        Facet.THEME: values.pop("themes"),
        Facet.TIME: values.pop("times"),
        Facet.LANGUAGE: values.pop("languages"),
    }
    if "weekday" in values:
        values["starts_on"] = _day(values.pop("weekday"), values.pop("in_weeks"))
    for name in {"starts_at", "ends_at"} & set(values):
        values[name] = time.fromisoformat(values[name])
    with association_scope(association.id):
        task = await create_task(association, places=values.pop("places"), tags=tags, **values)
        await set_status(task, Status.PUBLISHED)
        await task.refresh_from_db()
    return task


def _day(weekday: int, weeks: int) -> date:
    earliest = today() + timedelta(days=_SOON_DAYS)
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7, weeks=weeks)


async def _add_signup(task: Task, row: dict[str, Any]) -> None:
    with association_scope(task.association_id):
        contact = await find_or_add_contact(
            task.association, row["name"], language="da", email=row.get("email", ""), phone=row.get("phone", "")
        )
        signup = await sign_up(task, contact, note=row.get("note", ""))
        if row.get("answer"):
            await signup.refresh_from_db()
            await answer(signup, State.ACCEPTED, message=row["answer"], version=signup.version)

"""How many people signed up in a year: those that are kept, and those that were counted when they were forgotten."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from tortoise.functions import Count

from brobygger.plugin_api import Figure
from brobygger.plugin_api.i18n import lazy
from brobygger.plugin_api.services import read_figures
from brobygger_volunteering.signups.models import Signup, State
from brobygger_volunteering.tasks.services import OWNER


async def figures(year: int) -> list[Figure]:
    """Return the figures of *year* in the association in scope."""
    numbers = Counter(await read_figures(OWNER, year))
    kept = Signup.filter(
        created_at__gte=datetime(year, 1, 1, tzinfo=UTC), created_at__lt=datetime(year + 1, 1, 1, tzinfo=UTC)
    )
    for state, number in await kept.annotate(number=Count("id")).group_by("state").values_list("state", "number"):
        numbers[state] += number
    del numbers[State.UNCONFIRMED]
    return [
        Figure(lazy("People who signed up for a task"), numbers.total()),
        Figure(lazy("Sign-ups that got a yes"), numbers[State.ACCEPTED]),
        Figure(lazy("Sign-ups that were withdrawn"), numbers[State.LEFT]),
    ]

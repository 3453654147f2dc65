"""Counting what is going to be forgotten. Runs within the association's scope."""

from __future__ import annotations

from tortoise.expressions import F

from brobygger.services.figures.models import Counter


async def add_to_figure(association_id: int, owner: str, name: str, *, year: int, number: int = 1) -> None:
    """Add to what *owner* (``core``, or a plugin) counts as *name* in *year*, in the transaction of its cause."""
    counter, _created = await Counter.get_or_create(association_id=association_id, owner=owner, name=name, year=year)
    await Counter.filter(id=counter.id).update(number=F("number") + number)


async def read_figures(owner: str, year: int) -> dict[str, int]:
    """Return what *owner* counted in *year*, by name, in the association in scope."""
    return dict(await Counter.filter(owner=owner, year=year).values_list("name", "number"))

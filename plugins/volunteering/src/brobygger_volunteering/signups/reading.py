"""Finding sign-ups. Runs within the association's scope, but for what one person joined in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.db import crossing_associations
from brobygger.plugin_api.services import Contact, PlaceState, position_of
from brobygger_volunteering.signups.models import Signup, State

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from brobygger.plugin_api.services import Subject

_SHOWN = ("task__pool", "task__association", "contact", "place")


async def find_signup(public_id: str) -> Signup | None:
    """Return a sign-up of the association in scope, with what its pages show."""
    return await Signup.get_or_none(public_id=public_id).select_related(*_SHOWN)


async def position(signup: Signup) -> int | None:
    """Return the number in line, the first being 1; None for somebody who stands in none."""
    if signup.place is None or signup.place.state != PlaceState.WAITING:
        return None
    return await position_of(signup.place)


def signups_of(subject: Subject) -> QuerySet[Signup]:
    """Return what a person joined in any association, or a contact in its own one."""
    if isinstance(subject, Contact):
        own = Signup.filter(contact_id=subject.id)
    else:
        own = Signup.filter(contact__person_id=subject.id)
    return own.select_related(*_SHOWN).order_by("-id")


async def read_signups_of(subject: Subject) -> list[Signup]:
    with crossing_associations("what is somebody's own is theirs in every association"):
        return await signups_of(subject)


async def count_unanswered() -> int:
    """Return how many have a place in the association in scope, and no answer."""
    return await Signup.filter(state=State.CONFIRMED, place__state=PlaceState.HELD).count()

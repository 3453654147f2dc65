"""Deleting on time. What is counted stays, without anybody's name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F, Q

from brobygger.plugin_api.db import association_scope, crossing_associations, transaction
from brobygger.plugin_api.services import forget_place, now, today
from brobygger_volunteering.signups.models import OVER, Signup, SignupCount, State
from brobygger_volunteering.tasks.models import Task

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

#: How long the link in the mail works, and so how long a sign-up may wait for it.
UNCONFIRMED_KEPT = timedelta(hours=48)
#: Six months after the task, or after the sign-up ended.
KEPT = timedelta(days=183)
_BATCH = 200


async def purge() -> None:
    """Delete what is no longer needed, in every association. The contacts are core's, and so is deleting them."""
    with crossing_associations("retention holds for every association"):
        await _forget_all(Signup.filter(state=State.UNCONFIRMED, created_at__lt=now() - UNCONFIRMED_KEPT))
        ended = Q(state__in=list(OVER), changed_at__lt=now() - KEPT)
        await _forget_all(Signup.filter(ended | Q(task__listed_until__lt=today() - KEPT)))
        contacts = Task.filter(listed_until__lt=today() - KEPT).exclude(contact_name="", contact_phone="")
        await contacts.update(contact_name="", contact_phone="")


async def _forget_all(signups: QuerySet[Signup]) -> None:
    while batch := await signups.limit(_BATCH):
        for signup in batch:
            with association_scope(signup.association_id):
                async with transaction():
                    await forget(signup)


async def forget(signup: Signup) -> None:
    """Delete a sign-up and its place, and count how it ended. Nobody is told, and no place is offered to anybody."""
    await signup.delete()
    if signup.place_id is not None:
        await forget_place(signup.place_id)
    if signup.state != State.UNCONFIRMED:
        await _count(signup)


async def _count(signup: Signup) -> None:
    counter, _created = await SignupCount.get_or_create(
        association_id=signup.association_id, year=signup.created_at.year, outcome=signup.state
    )
    await SignupCount.filter(id=counter.id).update(number=F("number") + 1)

"""Deleting on time. What is counted stays, without anybody's name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger.plugin_api import DueDeletion
from brobygger.plugin_api.db import association_scope, crossing_associations, transaction
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import add_to_figure, forget_place, now, today
from brobygger_volunteering.permissions import MANAGE_SIGNUPS
from brobygger_volunteering.signups.models import OVER, Signup, State
from brobygger_volunteering.tasks.models import NO_END, Task
from brobygger_volunteering.tasks.services import OWNER

if TYPE_CHECKING:
    from datetime import datetime

    from tortoise.queryset import QuerySet

#: How long the link in the mail works, and so how long a sign-up may wait for it.
UNCONFIRMED_KEPT = timedelta(hours=48)
#: Six months after the task, or after the sign-up ended.
KEPT = timedelta(days=183)
_BATCH = 200
_SHOWN = 500


async def purge() -> None:
    """Delete what is no longer needed, in every association. The contacts are core's, and so is deleting them."""
    with crossing_associations("retention holds for every association"):
        await _forget_all(Signup.filter(state=State.UNCONFIRMED, created_at__lt=now() - UNCONFIRMED_KEPT))
        await _forget_all(_over_by(now()))
        contacts = Task.filter(listed_until__lt=today() - KEPT).exclude(contact_name="", contact_phone="")
        await contacts.update(contact_name="", contact_phone="")


def _over_by(moment: datetime) -> QuerySet[Signup]:
    """Return the sign-ups that are to be gone by *moment*."""
    ended = Q(state__in=list(OVER), changed_at__lt=moment - KEPT)
    return Signup.filter(ended | Q(task__listed_until__lt=moment.date() - KEPT))


async def due_deletions(until: date) -> list[DueDeletion]:
    """Return which sign-ups of the association in scope go on or before *until*; not those that are confirmed yet."""
    ahead = until - today()
    signups = await _over_by(now() + ahead).select_related("contact", "task").limit(_SHOWN)
    return [
        DueDeletion(
            _("%(name)s's sign-up for “%(task)s”") % {"name": signup.contact.name, "task": signup.task.title},
            max(today(), min(_goes_on(signup))),
            _("The task, or the sign-up, was over half a year ago."), MANAGE_SIGNUPS,
        )
        for signup in signups
    ]  # fmt: skip


def _goes_on(signup: Signup) -> list[date]:
    """Return the days on which it goes, by each rule that holds for it."""
    kept = KEPT + timedelta(days=1)
    ended = [signup.changed_at.date() + kept] if signup.state in OVER else []
    return [*ended, signup.task.listed_until + kept] if signup.task.listed_until != NO_END else ended


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
        await add_to_figure(signup.association_id, OWNER, signup.state, year=signup.created_at.year)

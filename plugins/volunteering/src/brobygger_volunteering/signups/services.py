"""What can be done with a sign-up. Runs within the association's scope.

*in_person* means that they are on the phone or at the desk: they hear it there and then, so that only a mail is worth
sending, and no coordinator has to be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger.plugin_api.db import transaction
from brobygger.plugin_api.services import (
    DROPPED,
    OFFERED,
    NoOfferError,
    NotInLineError,
    PlaceState,
    PoolClosedError,
    accept_offer,
    audit,
    leave_place,
    move_place,
    now,
    take_place,
    today,
)
from brobygger_volunteering.errors import EditedMeanwhileError, NotPossibleError, TaskNotOpenError
from brobygger_volunteering.signups import letters
from brobygger_volunteering.signups.models import ACTIVE, Signup, State
from brobygger_volunteering.tasks.models import Status

if TYPE_CHECKING:
    from collections.abc import Collection

    from brobygger.plugin_api.services import Contact
    from brobygger_volunteering.tasks.models import Task

_ANSWERED_FROM = {State.ACCEPTED: (State.CONFIRMED,), State.DECLINED: (State.CONFIRMED, State.ACCEPTED)}


async def ask(task: Task, contact: Contact, *, client: str, note: str = "") -> Signup:
    """Write down that somebody wants to do *task*, and ask them to confirm that it was them.

    Asking again is no second sign-up; the mail is sent again, within the site's limits for the address and for the
    network of *client*. Raises TaskNotOpenError.
    """
    async with transaction():
        signup = await _write_down(task, contact, note)
        await letters.ask_to_confirm(signup, task, contact, client=client)
    return signup


async def sign_up(task: Task, contact: Contact, *, note: str = "", in_person: bool = False) -> Signup:
    """Sign up somebody who is known to be themselves: signed in, or speaking with a coordinator.

    Raises TaskNotOpenError.
    """
    async with transaction():
        signup = await _write_down(task, contact, note)
        await _confirm(signup, in_person=in_person)
    return signup


async def _write_down(task: Task, contact: Contact, note: str) -> Signup:
    if not task.is_open(today()):
        raise TaskNotOpenError
    active = Signup.filter(task_id=task.id, contact_id=contact.id, state__in=ACTIVE)
    if existing := await active.first():
        return existing
    try:
        async with transaction():
            return await Signup.create(association_id=task.association_id, task=task, contact=contact, note=note)
    except IntegrityError:  # the same form in another tab was quicker
        return await active.get()


async def confirm(public_id: str) -> Signup | None:
    """Make a sign-up count: the database gives it a place, or the next number in line. Doing it twice changes nothing.

    None when there is no such sign-up (any more).
    """
    async with transaction():
        signup = await Signup.get_or_none(public_id=public_id)
        if signup is not None:
            await _confirm(signup)
    return signup


async def _confirm(signup: Signup, *, in_person: bool = False) -> None:
    if not await _change(signup, State.CONFIRMED, (State.UNCONFIRMED,)):
        return
    await signup.fetch_related("task", "contact__association")
    try:
        signup.place = await take_place(signup.task.pool_id)
    except PoolClosedError:  # the task was cancelled or over between the form and the link
        await end_without_place(signup)
        return
    signup.confirmed_at = now()
    await signup.save(update_fields=["place_id", "confirmed_at"])
    await _record("added_in_person" if in_person else "confirmed", signup)
    await _tell_outcome(signup, in_person=in_person)


async def _tell_outcome(signup: Signup, *, in_person: bool) -> None:
    await letters.tell_outcome(signup, in_person=in_person)
    if not in_person:
        await letters.tell_coordinators(signup)


async def answer(signup: Signup, state: State, *, message: str, version: int) -> None:
    """Accept or decline, as it was decided when the sign-up looked like *version*; the person is told.

    Raises EditedMeanwhileError, and NotPossibleError when somebody without a place is to be accepted.
    """
    async with transaction():
        await signup.fetch_related("task", "contact__association", "place")
        if state == State.ACCEPTED and (signup.place is None or signup.place.state != PlaceState.HELD):
            raise NotPossibleError
        if not await _change(signup, state, _ANSWERED_FROM[state], version=version):
            raise EditedMeanwhileError
        signup.answer = message
        await signup.save(update_fields=["answer"])
        if state == State.DECLINED:
            await _give_back(signup)
        await _record(str(state), signup)
        await letters.tell_answer(signup)


async def leave(signup: Signup, *, in_person: bool = False) -> bool:
    """Give up a place, a number in line, or a sign-up that was never confirmed. Always possible; tells whether it was.

    What is free goes to the next in line.
    """
    async with transaction():
        if not await _change(signup, State.LEFT, ACTIVE):
            return False
        await _give_back(signup)
        await _record("left", signup)
        await signup.fetch_related("task", "contact__association")
        await letters.tell_left(signup, in_person=in_person)
    return True


async def take_offer(signup: Signup, *, in_person: bool = False) -> None:
    """Take the place that is offered. Raises NotPossibleError when the offer has gone to the next in line."""
    async with transaction():
        await signup.fetch_related("task", "contact__association", "place")
        if signup.place is None:
            raise NotPossibleError
        try:
            await accept_offer(signup.place.id)
        except NoOfferError as error:
            raise NotPossibleError from error
        await signup.place.refresh_from_db()
        await Signup.filter(id=signup.id).update(version=F("version") + 1)
        await _record("offer_taken", signup)
        await _tell_outcome(signup, in_person=in_person)


async def move(signup: Signup, position: int, *, reason: str) -> None:
    """Move somebody in the line to *position*, the first being 1. The reason is kept and shown to them."""
    async with transaction():
        await signup.fetch_related("place")
        if signup.place is None:
            raise NotPossibleError
        try:
            await move_place(signup.place.id, to_position=position, reason=reason)
        except NotInLineError as error:
            raise NotPossibleError from error
        await _record("moved", signup)


async def place_changed(place_public_id: str, change: str) -> None:
    """Tell somebody that a place is theirs to take, that the offer went to the next, or that it was the last one."""
    signup = await Signup.get_or_none(place__public_id=place_public_id, state__in=ACTIVE).prefetch_related(
        "task", "contact__association", "place"
    )
    if signup is None:
        return
    await _record(change, signup)
    if change == OFFERED:
        await letters.tell_offer(signup)
    elif change == DROPPED:
        # A sign-up that is over makes room for a new one: they can always ask again.
        await _change(signup, State.DROPPED, ACTIVE)
        await letters.tell_dropped(signup)
    else:
        await letters.tell_expired(signup)


async def end_without_place(signup: Signup, *, message: str = "") -> None:
    """End a sign-up because its task is cancelled, or was over before there was a place; the person is told."""
    told = signup.state != State.UNCONFIRMED
    cancelled = signup.task.status == Status.CANCELLED
    if not await _change(signup, State.CANCELLED if cancelled else State.UNPLACED, ACTIVE):
        return
    await _give_back(signup)
    if told:
        await (letters.tell_cancelled(signup, message) if cancelled else letters.tell_unplaced(signup))


async def _give_back(signup: Signup) -> None:
    await signup.fetch_related("place")
    if signup.place is not None:
        await leave_place(signup.place.id)


async def _change(signup: Signup, state: State, before: Collection[State], *, version: int | None = None) -> bool:
    """Set the state in the database unless somebody was quicker, and tell whether that worked."""
    rows = Signup.filter(id=signup.id, state__in=list(before))
    if version is not None:
        rows = rows.filter(version=version)
    changed = await rows.update(state=state, changed_at=now(), version=F("version") + 1)
    if changed:
        await signup.refresh_from_db(fields=["state", "changed_at", "version"])
    return bool(changed)


async def _record(action: str, signup: Signup) -> None:
    await audit.record(f"volunteering.{action}", association_id=signup.association_id, object=f"signup:{signup.id}")

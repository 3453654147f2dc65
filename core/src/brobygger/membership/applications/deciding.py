"""What becomes of an application once it was them: the guardian's yes, the association's answer. In its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import F

from brobygger import clock
from brobygger.db import transaction
from brobygger.due import emit
from brobygger.membership.applications import letters
from brobygger.membership.applications.guardian import GUARDIAN_TEXT
from brobygger.membership.applications.models import OPEN, Application, ApplicationState
from brobygger.membership.errors import AlreadyMemberError, EditedMeanwhileError
from brobygger.membership.kinds.models import Entry
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.services import add_member
from brobygger.services import audit, consent

if TYPE_CHECKING:
    from collections.abc import Collection


async def take_further(application: Application, *, channel: consent.Channel = consent.Channel.WEB) -> None:
    """Let an application that was confirmed wait for the guardian, or for the association; or be a membership."""
    await application.fetch_related("contact__association", "kind", "guardian__association")
    guardian = application.guardian
    if application.under_15 and (guardian is None or guardian.id != application.applicant_id):
        if guardian is not None:
            await letters.ask_guardian(application)
        return
    if application.under_15:
        await guardian_agrees(application, channel=channel)
    else:
        await _ask_association(application)


async def guardian_agrees(application: Application, *, channel: consent.Channel) -> None:
    """Take the guardian's yes as evidence, and go on. Doing it twice changes nothing."""
    rows = Application.filter(id=application.id, state=ApplicationState.GUARDIAN, guardian_agreed_at=None)
    if not await rows.update(guardian_agreed_at=clock.now()):
        return
    await application.fetch_related("contact__association", "kind", "guardian")
    assert application.guardian is not None
    await consent.give(application.guardian, GUARDIAN_TEXT, channel=channel)
    await _ask_association(application)


async def _ask_association(application: Application) -> None:
    kind = application.kind
    if kind.closed_at is None and kind.entry == Entry.OPEN:
        await _set_state(application, ApplicationState.APPROVED, before=(ApplicationState.GUARDIAN,))
        await _become_member(application)
        await letters.tell_answer(application)
    elif await _set_state(application, ApplicationState.WAITING, before=(ApplicationState.GUARDIAN,)):
        await letters.tell_received(application)
        await letters.tell_those_in_charge(application)


async def decide(application: Application, *, approve: bool, message: str, version: int) -> None:
    """Say yes or no, as it was decided when the application looked like *version*; the applicant is told.

    Raises EditedMeanwhileError.
    """
    async with transaction():
        await application.fetch_related("contact__association", "kind")
        state = ApplicationState.APPROVED if approve else ApplicationState.DECLINED
        if not await _set_state(application, state, before=(ApplicationState.WAITING,), version=version):
            raise EditedMeanwhileError
        application.message = message
        await application.save(update_fields=["message"])
        if approve:
            await _become_member(application)
        await audit.record(
            f"application.{state}", association_id=application.association_id, object=f"application:{application.id}"
        )
        await letters.tell_answer(application)


async def withdraw(application: Application) -> bool:
    """Take an application back; tells whether it still could be."""
    async with transaction():
        if not await _set_state(application, ApplicationState.WITHDRAWN, before=OPEN):
            return False
        await audit.record(
            "application.withdrawn", association_id=application.association_id, object=f"application:{application.id}"
        )
    return True


async def _become_member(application: Application) -> None:
    """Begin a membership; who is a member already is one of the new kind from now on."""
    try:
        await add_member(application.contact, kind=application.kind)
    except AlreadyMemberError:
        rows = Membership.filter(contact_id=application.contact_id, status=MembershipStatus.ACTIVE)
        membership = await rows.exclude(kind_id=application.kind_id).first()
        if membership is not None:
            membership.kind = application.kind
            await membership.save(update_fields=["kind_id"])
            await emit("membership_changed", membership.association_id, {"membership": membership.id})


async def _set_state(
    application: Application,
    state: ApplicationState,
    *,
    before: Collection[ApplicationState],
    version: int | None = None,
) -> bool:
    """Set the state in the database unless somebody was quicker, and tell whether that worked."""
    rows = Application.filter(id=application.id, state__in=list(before))
    if version is not None:
        rows = rows.filter(version=version)
    moment = "waiting_since" if state in OPEN else "decided_at"
    changed = await rows.update(state=state, version=F("version") + 1, **{moment: clock.now()})
    if changed:
        await application.refresh_from_db(fields=["state", moment, "version"])
    return bool(changed)

"""What core does when applicants and guardians press their links. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import gettext as _
from brobygger.membership.applications.deciding import guardian_agrees
from brobygger.membership.applications.guardian import GUARDIAN_TEXT
from brobygger.membership.applications.letters import APPLICATION, GUARDIAN
from brobygger.membership.applications.models import Application, ApplicationState
from brobygger.membership.applications.services import confirm
from brobygger.services.consent import Channel
from brobygger.web.formats import and_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.membership.models import Contact


async def applicant_confirmed(contact: Contact, *, purpose: str, reference: str) -> None:
    """Take the word of an applicant for all on their form, or of a guardian for the children on it."""
    channel = Channel.WEB if contact.email else Channel.PHONE
    if purpose == APPLICATION:
        for application in await _applied_for(contact, reference):
            await confirm(application, channel=channel)
    elif purpose == GUARDIAN:
        for application in await _wards(contact, reference):
            await guardian_agrees(application, channel=channel)


async def statements(contact: Contact, *, purpose: str, reference: str) -> list[str]:
    """Return what the one who presses says yes to: for whom they ask, and the guardian's consent."""
    if purpose == GUARDIAN:
        wards = await _wards(contact, reference)
        return [_names(wards), str(GUARDIAN_TEXT.text)] if wards else []
    if purpose != APPLICATION:
        return []
    applied = await _applied_for(contact, reference)
    lines = [_names(applied)] if len(applied) > 1 else []
    if any(application.under_15 and application.guardian_id == contact.id for application in applied):
        lines.append(str(GUARDIAN_TEXT.text))
    return lines


def _names(applications: Sequence[Application]) -> str:
    names = and_list(application.contact.name for application in applications)
    return _("It is about %(names)s.") % {"names": names}


async def _applied_for(contact: Contact, reference: str) -> Sequence[Application]:
    rows = Application.filter(household=reference, applicant_id=contact.id, state=ApplicationState.UNCONFIRMED)
    return await rows.select_related("contact").order_by("id")


async def _wards(contact: Contact, reference: str) -> Sequence[Application]:
    rows = Application.filter(household=reference, guardian_id=contact.id, state=ApplicationState.GUARDIAN)
    return await rows.select_related("contact").order_by("id")

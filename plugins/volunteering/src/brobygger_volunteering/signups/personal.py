"""What is kept of somebody: shown to them, and erased when they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import ErasureReport, PersonalExport
from brobygger.plugin_api.db import association_scope, transaction
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import leave_place
from brobygger_volunteering.signups.describe import TO_THE_PERSON, standing_of
from brobygger_volunteering.signups.reading import read_signups_of
from brobygger_volunteering.signups.retention import forget

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Subject


async def export(subject: Subject) -> list[PersonalExport]:
    rows = tuple(
        {
            _("Task"): signup.task.title,
            _("Association"): signup.task.association.name,
            _("Where it stands"): str(TO_THE_PERSON[standing_of(signup)][0]),
            _("Signed up"): signup.created_at,
            _("You wrote"): signup.note,
            _("The answer"): signup.answer,
        }
        for signup in await read_signups_of(subject)
    )
    return [PersonalExport(_("Volunteering"), rows)] if rows else []


async def erase(subject: Subject) -> ErasureReport:
    """Delete every sign-up; what they held goes to the next in line. Counts without a name stay."""
    signups = await read_signups_of(subject)
    for signup in signups:
        with association_scope(signup.association_id):
            async with transaction():
                if signup.place_id is not None:
                    await leave_place(signup.place_id)
                await forget(signup)
    return ErasureReport(erased=len(signups))

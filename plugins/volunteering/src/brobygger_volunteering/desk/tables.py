"""A task's sign-ups as a table that opens in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import phone
from brobygger_volunteering.signups.describe import TO_THE_COORDINATOR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from brobygger_volunteering.desk.services import Queue


def header() -> list[str]:
    return [_("Name"), _("Phone"), _("E-mail"), _("Where it stands"), _("Signed up"), _("Anything we should know?")]


def rows(queue: Queue) -> Iterator[list[str | datetime]]:
    """Yield one row a sign-up: those in line in their order."""
    for standing, signups in queue.groups.items():
        for signup in signups:
            contact = signup.contact
            number = phone(contact.phone) if contact.phone else ""
            yield [
                contact.name, number, contact.email, str(TO_THE_COORDINATOR[standing][0]),
                signup.created_at, signup.note,
            ]  # fmt: skip

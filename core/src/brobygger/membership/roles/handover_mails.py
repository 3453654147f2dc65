"""What the old and the new board are told. Runs within the association's scope."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from brobygger.i18n import use_language
from brobygger.membership.roles.mails import address, mine_address, write
from brobygger.web.formats import and_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact
    from brobygger.membership.roles import Role
    from brobygger.membership.roles.handover import OfficePlan


async def tell_board(association: Association, starts_on: date, plans: Sequence[OfficePlan]) -> None:
    """Write to everybody of the old board and the new one, whose members are found, what is theirs and from when.

    Who has not said yet that the contact is them is told how: that is their invitation.
    """
    contacts: dict[int, Contact] = {}
    new: dict[int, list[Role]] = {}
    old: dict[int, list[Role]] = {}
    for of in plans:
        for seat in of.seats:
            if seat.membership is not None:
                contacts[seat.membership.contact.id] = seat.membership.contact
                new.setdefault(seat.membership.contact.id, []).append(of.role)
        for member in of.leaving:
            contacts[member.contact.id] = member.contact
            old.setdefault(member.contact.id, []).append(of.role)
    for number, contact in contacts.items():
        await _write(association, contact, starts_on, new.get(number, []), old.get(number, []))


async def _write(
    association: Association, contact: Contact, starts_on: date, new: Sequence[Role], old: Sequence[Role]
) -> None:
    with use_language(contact.language):
        context = {
            "new": and_list(dict.fromkeys(str(role.title) for role in new)),
            "old": and_list(dict.fromkeys(str(role.title) for role in old)),
            "starts_on": starts_on, "last_day": starts_on - timedelta(days=1), "unclaimed": contact.person_id is None,
            "mine_url": mine_address(), "url": address(association, "access"),
        }  # fmt: skip
    await write([contact], association, "core/mail/roles/board.txt", context)

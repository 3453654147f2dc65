"""What core forgets about people by itself, in every association: memberships long over, and who nothing ties to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from brobygger import clock
from brobygger.db import crossing_associations, transaction
from brobygger.db.references import references_to
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.services.consent.models import ConsentRecord
from brobygger.web.formats import today

if TYPE_CHECKING:
    from brobygger.db.references import Reference

#: Whole calendar years after the one in which it ended: grants are audited for so long.
MEMBERSHIP_KEPT_YEARS = 5
#: Somebody who was just written down may be about to join.
_NEW = timedelta(days=2)
#: What is about a contact, and no reason to keep it: the evidence of a consent goes with the one who gave it.
_NO_TIE = frozenset({ConsentRecord._meta.db_table})
_CONTACTS = Contact._meta.db_table
_BATCH = 500


async def delete_old_memberships() -> int:
    """Delete the memberships that ended more than five calendar years ago; return how many."""
    before = date(today().year - MEMBERSHIP_KEPT_YEARS, 1, 1)
    with crossing_associations("retention holds for every association"):
        return await Membership.filter(status=MembershipStatus.ENDED, ends_on__lt=before).delete()


async def delete_untied_contacts() -> int:
    """Delete the contacts that no row of core or of any plugin refers to, installed or not; return how many."""
    ties = [row for row in await references_to(Contact._meta.db, _CONTACTS) if row.table not in _NO_TIE]
    deleted, last = 0, 0
    with crossing_associations("retention holds for every association"):
        old = Contact.filter(created_at__lt=clock.now() - _NEW).order_by("id").limit(_BATCH)
        while batch := [row.id for row in await old.filter(id__gt=last).only("id")]:
            last = batch[-1]
            if untied := await _untied(batch, ties):
                deleted += await _delete(untied, ties)
    return deleted


async def _delete(contacts: list[int], ties: list[Reference]) -> int:
    """Lock them and look again: who joined something in between is tied now, and stays."""
    async with transaction():
        await Contact.filter(id__in=contacts).select_for_update().only("id")
        return await Contact.filter(id__in=await _untied(contacts, ties)).delete()


async def _untied(contacts: list[int], ties: list[Reference]) -> list[int]:
    refers = " AND ".join(
        f'NOT EXISTS (SELECT 1 FROM "{tie.table}" WHERE "{tie.table}"."{tie.column}" = contact.id)'  # noqa: S608  # names read from the schema
        for tie in ties
    )
    ids = ", ".join(map(str, contacts))
    query = f'SELECT id FROM "{_CONTACTS}" AS contact WHERE id IN ({ids}) AND {refers}'  # noqa: S608  # names of the schema, and numbers
    return [row["id"] for row in await Contact._meta.db.execute_query_dict(query)]

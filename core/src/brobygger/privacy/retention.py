"""What core forgets about people by itself, in every association: memberships long over, and who nothing ties to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from brobygger import clock
from brobygger.db import crossing_associations, current_association_id, transaction
from brobygger.db.references import references_to
from brobygger.i18n import gettext as _
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.membership.roles import MANAGE_MEMBERS
from brobygger.plugins import DueDeletion
from brobygger.services.consent.models import ConsentRecord
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.queryset import QuerySet

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
    with crossing_associations("retention holds for every association"):
        return await _ended_before(today()).delete()


def _ended_before(day: date) -> QuerySet[Membership]:
    """Return the memberships that are to be gone by *day*."""
    return Membership.filter(status=MembershipStatus.ENDED, ends_on__lt=date(day.year - MEMBERSHIP_KEPT_YEARS, 1, 1))


async def delete_untied_contacts() -> int:
    """Delete the contacts that no row of core or of any plugin refers to, installed or not; return how many."""
    untied, deleted, last = await _condition(), 0, 0
    with crossing_associations("retention holds for every association"):
        old = Contact.filter(created_at__lt=clock.now() - _NEW).order_by("id").limit(_BATCH)
        while batch := [row.id for row in await old.filter(id__gt=last).only("id")]:
            last = batch[-1]
            if found := await _read(f"{_one_of(batch)} AND {untied}"):
                deleted += await _delete(found, untied)
    return deleted


async def _delete(contacts: list[int], untied: str) -> int:
    """Lock them and look again: who joined something in between is tied now, and stays."""
    async with transaction():
        await Contact.filter(id__in=contacts).select_for_update().only("id")
        return await Contact.filter(id__in=await _read(f"{_one_of(contacts)} AND {untied}")).delete()


async def due_deletions(until: date) -> list[DueDeletion]:
    """Return what core deletes in the association in scope on or before *until*."""
    memberships = await _ended_before(until).select_related("contact")
    contacts = await Contact.filter(
        id__in=await _read(f"association_id = {current_association_id()} AND {await _condition()}")
    )
    return [
        *(
            DueDeletion(
                _("%(name)s's membership") % {"name": row.contact.name}, date(until.year, 1, 1),
                _("It ended more than five calendar years ago."), MANAGE_MEMBERS,
            )
            for row in memberships
        ),
        *(
            DueDeletion(
                row.name, max(today(), (row.created_at + _NEW).date()),
                _("Nothing ties them to the association any more."), MANAGE_MEMBERS,
            )
            for row in contacts
        ),
    ]  # fmt: skip


async def _condition() -> str:
    """Return the SQL that a contact whom nothing ties fulfils, from the tables that there are."""
    ties = [row for row in await references_to(Contact._meta.db, _CONTACTS) if row.table not in _NO_TIE]
    return " AND ".join(
        f'NOT EXISTS (SELECT 1 FROM "{tie.table}" WHERE "{tie.table}"."{tie.column}" = contact.id)'  # noqa: S608  # names read from the schema
        for tie in ties
    )


def _one_of(ids: Iterable[int]) -> str:
    return f"id IN ({', '.join(map(str, ids))})"


async def _read(condition: str) -> list[int]:
    query = f'SELECT id FROM "{_CONTACTS}" AS contact WHERE {condition}'  # noqa: S608  # names of the schema, and numbers
    return [row["id"] for row in await Contact._meta.db.execute_query_dict(query)]

"""Finding members in an association's own list. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.expressions import Q, Subquery

from brobygger.membership.models import Contact, Membership, MembershipStatus, RoleAssignment
from brobygger.membership.searching import fold_search
from brobygger.web.formats import today
from brobygger.web.paging import Page, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from tortoise.queryset import QuerySet


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members are asked for; empty means all."""

    text: str = ""
    #: Public ids.
    kinds: Collection[str] = ()
    roles: Collection[str] = ()
    #: Who became a member on this day or later.
    since: date | None = None
    #: Those who were members and are not any more.
    former: bool = False


async def search_members(wanted: MemberFilter, *, after: str = "") -> Page[Contact]:
    """Return a page of the people who fit *wanted*, by name."""
    return await read_page(_matching(wanted), order=("name_folded", "id"), after=after)


async def all_members(wanted: MemberFilter) -> Sequence[Contact]:
    """Return everybody who fits *wanted*, by name: for a table that is taken elsewhere."""
    return await _matching(wanted).order_by("name_folded", "id")


async def reachable_members(wanted: MemberFilter, *, after: int = 0, limit: int) -> Sequence[Contact]:
    """Return up to *limit* people who fit *wanted* and have an e-mail address, by id, those beyond *after*."""
    return await _matching(wanted).filter(id__gt=after).exclude(email="").order_by("id").limit(limit)


async def which_fit(wanted: MemberFilter, addresses: Collection[str]) -> set[str]:
    """Return those of *addresses*, folded, that belong to somebody who fits *wanted*."""
    rows = await _matching(wanted).filter(email_folded__in=list(addresses)).values_list("email_folded", flat=True)
    return {str(address) for address in rows}


async def memberships_of_contacts(contacts: Iterable[Contact]) -> dict[int, list[Membership]]:
    """Return the memberships of each contact by id, the latest first, in one query."""
    found: dict[int, list[Membership]] = {contact.id: [] for contact in contacts}
    rows = Membership.filter(contact_id__in=list(found)).select_related("kind")
    for membership in await rows.order_by("-starts_on", "-id"):
        found[membership.contact_id].append(membership)
    return found


def _matching(wanted: MemberFilter) -> QuerySet[Contact]:
    active = Q(id__in=_contacts_with(Membership.filter(status=MembershipStatus.ACTIVE)))
    if wanted.former:
        ended = Membership.filter(status=MembershipStatus.ENDED)
        query = Contact.filter(Q(id__in=_contacts_with(ended)), ~active)
    else:
        query = Contact.filter(active)
    if wanted.text:
        for word in fold_search(wanted.text).split():
            query = query.filter(search_text__contains=word)
    if wanted.kinds:
        query = query.filter(
            id__in=_contacts_with(Membership.filter(_latest(wanted), kind__public_id__in=list(wanted.kinds)))
        )
    if wanted.since:
        query = query.filter(id__in=_contacts_with(Membership.filter(_latest(wanted), starts_on__gte=wanted.since)))
    if wanted.roles:
        query = query.filter(id__in=_contacts_with(Membership.filter(id__in=_holding(wanted.roles))))
    return query


def _latest(wanted: MemberFilter) -> Q:
    return Q(status=MembershipStatus.ENDED if wanted.former else MembershipStatus.ACTIVE)


def _holding(roles: Collection[str]) -> Subquery:
    day = today()
    held = RoleAssignment.filter(Q(ends_on=None) | Q(ends_on__gte=day), role__in=list(roles), starts_on__lte=day)
    return Subquery(held.values("membership_id"))


def _contacts_with(memberships: QuerySet[Membership]) -> Subquery:
    return Subquery(memberships.values("contact_id"))

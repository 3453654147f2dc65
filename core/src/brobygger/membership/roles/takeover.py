"""The host looks after associations that have nobody in charge, and warns before one comes to that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q, Subquery

from brobygger.associations.models import Association, Kind, Status
from brobygger.associations.services import get_host
from brobygger.db import association_scope, crossing_associations, transaction
from brobygger.due import schedule
from brobygger.identity.models import Person
from brobygger.membership.contacts import contact_of_person
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles import ADMINISTRATOR, TAKE_OVER
from brobygger.membership.roles.assignments import contacts_permitted, grant_role
from brobygger.membership.roles.continuity import first_day_alone, in_charge, lock_roles
from brobygger.membership.roles.mails import tell_members_of_takeover, warn_of_end
from brobygger.membership.roles.models import ContinuityNotice
from brobygger.membership.roles.standing import held_on
from brobygger.membership.services import add_member
from brobygger.services import audit
from brobygger.web.formats import today
from brobygger.web.paging import Page, read_page

if TYPE_CHECKING:
    from datetime import date

    from tortoise.queryset import QuerySet

    from brobygger.due import DueTask
    from brobygger.identity.visitor import Visitor
    from brobygger.membership.models import Contact
    from brobygger.membership.roles.continuity import Period

TELL_TASK: Final = "tell_members_of_takeover"
#: How long before its last day somebody is warned.
WARNED: Final = timedelta(days=30)


def _alone() -> QuerySet[Association]:
    """Return the associations in which nobody who has ever signed in is in charge today.

    The host is none of them: helping others must not be a way to be in charge of the site.
    """
    ruled = in_charge().filter(held_on(today()), membership__contact__person_id__isnull=False)
    return Association.filter(status=Status.ACTIVE).exclude(
        Q(kind=Kind.HOST) | Q(id__in=Subquery(ruled.values("association_id")))
    )


async def associations_alone(*, after: str = "") -> Page[Association]:
    """Return a page of the associations that the host can take over, by name."""
    with crossing_associations("the host sees which associations have nobody in charge"):
        return await read_page(_alone(), order=("name", "id"), after=after)


async def find_alone(slug: str) -> Association | None:
    """Return an association that the host can take over."""
    with crossing_associations("the host sees which associations have nobody in charge"):
        return await _alone().filter(slug=slug).first()


async def take_over(association: Association, host: Association, visitor: Visitor) -> bool:
    """Put the visitor in charge of an association that has nobody; False when it has somebody meanwhile.

    It is audited there and at the host, and every member is told. From there they hand it on as anybody in charge can.
    """
    assert visitor.account_id is not None
    async with transaction():
        with association_scope(association.id):
            await lock_roles(association.id)
            if await find_alone(association.slug) is None:
                return False
            person = await Person.get(id=visitor.person_ids[0])
            contact = await contact_of_person(association, person, account_id=visitor.account_id)
            membership = await Membership.get_or_none(contact_id=contact.id, status=MembershipStatus.ACTIVE)
            membership = membership or await add_member(contact)
            await grant_role(membership, ADMINISTRATOR)
            await audit.record(
                "association.taken_over", association_id=association.id, object=f"membership:{membership.id}"
            )
            await schedule("core", TELL_TASK, {}, association_id=association.id)
        await audit.record("association.helped", association_id=host.id, object=f"association:{association.id}")
    return True


async def tell_members(task: DueTask) -> None:
    """Tell the members of an association that the host took it over: due work, in the association's scope."""
    association, host = await Association.get_or_none(id=task.association_id), await get_host()
    if association is not None and host is not None:
        await tell_members_of_takeover(association, host)


async def warn_before_alone() -> None:
    """Warn those in charge, and the host, of each day within the next month on which nobody would be."""
    day = today()
    with crossing_associations("every association is looked through for a day without anybody in charge"):
        await ContinuityNotice.filter(alone_on__lt=day).delete()
        periods: dict[int, list[Period]] = {}
        for row in await in_charge().filter(Q(ends_on=None) | Q(ends_on__gte=day)):
            periods.setdefault(row.association_id, []).append((row.starts_on, row.ends_on))
    endings = {number: first_day_alone(found, day) for number, found in periods.items()}
    near = {number: ends for number, ends in endings.items() if ends is not None and day < ends <= day + WARNED}
    if near:
        host_contacts = await _host_contacts()
        for number, ends in sorted(near.items()):
            await _warn(number, ends, host_contacts)


async def _host_contacts() -> list[Contact]:
    host = await get_host()
    if host is None:
        return []
    with association_scope(host.id):
        return await contacts_permitted(TAKE_OVER)


async def _warn(association_id: int, ends: date, host_contacts: list[Contact]) -> None:
    """Warn of one day, once."""
    association = await Association.get(id=association_id)
    with association_scope(association_id):
        try:
            async with transaction():
                await ContinuityNotice.create(association=association, alone_on=ends)
                await warn_of_end(association, host_contacts, ends)
        except IntegrityError:
            return  # they were told

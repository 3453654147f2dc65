"""An association is never without somebody in charge, today or on any later day. Runs within its scope."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger.associations.models import Association
from brobygger.db import transaction
from brobygger.membership.errors import LastAdministratorError
from brobygger.membership.models import MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable

    from tortoise.queryset import QuerySet

Period = tuple[date, date | None]


def first_day_alone(periods: Iterable[Period], day: date) -> date | None:
    """Return the first day from *day* on that none of *periods* covers; None when there is none."""
    for starts_on, ends_on in sorted(periods, key=lambda period: period[0]):
        if starts_on > day:
            break
        if ends_on is None:
            return None
        day = max(day, ends_on + timedelta(days=1))
    return day


def in_charge() -> QuerySet[RoleAssignment]:
    """Return the assignments, of whatever day, of those in charge who can be reached, so that they can sign in."""
    reachable = Q(membership__contact__person_id__isnull=False) | ~Q(membership__contact__email="")
    return RoleAssignment.filter(reachable, role=ADMINISTRATOR, membership__status=MembershipStatus.ACTIVE)


async def alone_on(*, without: Collection[int] = ()) -> date | None:
    """Return from which day on nobody would be in charge if the memberships *without* had ended; None: never."""
    day = today()
    rows = in_charge().filter(Q(ends_on=None) | Q(ends_on__gte=day))
    found = [row for row in await rows if row.membership_id not in without]
    return first_day_alone([(row.starts_on, row.ends_on) for row in found], day)


async def lock_roles(association_id: int) -> None:
    """Let nobody else change who holds which role until the transaction ends, so that the last two in charge cannot
    leave at the same moment, nor one role be given twice.
    """
    # Not the key: rows that refer to the association can be written meanwhile.
    await Association.filter(id=association_id).select_for_update(no_key=True).only("id")


@asynccontextmanager
async def keeping_somebody_in_charge(association_id: int) -> AsyncIterator[None]:
    """Change roles in the code inside, in a transaction and one at a time.

    Raises LastAdministratorError, with nothing changed, when there would be a day without anybody in charge that had
    somebody before.
    """
    async with transaction():
        await lock_roles(association_id)
        before = await alone_on()
        yield
        after = await alone_on()
        if after is not None and (before is None or after < before):
            raise LastAdministratorError


async def keep_an_administrator(association_id: int, leaving: Collection[int]) -> None:
    """Lock the roles of the association in scope, and see whether it can do without the memberships *leaving*.

    Raises LastAdministratorError.
    """
    await lock_roles(association_id)
    before, after = await alone_on(), await alone_on(without=leaving)
    if after is not None and (before is None or after < before):
        raise LastAdministratorError

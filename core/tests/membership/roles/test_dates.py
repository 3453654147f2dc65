"""Roles have days: they begin and end at midnight by the clock on the association's own wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import IntegrityError

from brobygger.db import association_scope
from brobygger.membership.errors import RoleOverlapError
from brobygger.membership.models import RoleAssignment
from brobygger.membership.roles import COORDINATOR, MAKE_CALLS, MANAGE_MEMBERS
from brobygger.membership.roles.assignments import grant_role
from brobygger.membership.roles.standing import load_standing
from brobygger.testing.people import sign_in_again
from brobygger.testing.queries import recorded_queries
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.membership.roles.models import OwnRole
    from brobygger.membership.roles.standing import Standing
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock

    Find = Callable[[Association, str], Awaitable[Membership]]
    StandingOf = Callable[[Association, str], Awaitable[Standing]]
    MakeOwnRole = Callable[..., Awaitable[OwnRole]]

CALLS = "/a/choir/calls"


@pytest.mark.parametrize(
    ("last_day", "last_second"),
    [
        (date(2026, 3, 10), datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)),  # winter time: midnight is 23:00 UTC
        (date(2026, 6, 10), datetime(2026, 6, 10, 21, 59, 59, tzinfo=UTC)),  # summer time: midnight is 22:00 UTC
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)),  # the night in which the clocks change
    ],
)
async def test_role_ends_at_midnight_in_copenhagen(
    association: Association, member: Client, find: Find, clock: MovableClock, last_day: date, last_second: datetime
) -> None:
    mia = await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, COORDINATOR, ends_on=last_day)

    clock.set(last_second)
    await sign_in_again(member, "mia@example.org")
    assert (await member.get(CALLS)).status == 200

    clock.advance(seconds=1)
    assert (await member.get(CALLS)).status == 403


async def test_future_role_begins_at_midnight_in_copenhagen(
    association: Association, member: Client, find: Find, clock: MovableClock
) -> None:
    mia = await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, COORDINATOR, starts_on=date(2026, 3, 3))

    clock.set(datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC))
    assert (await member.get(CALLS)).status == 403

    clock.advance(seconds=1)
    assert (await member.get(CALLS)).status == 200


async def test_role_that_is_taken_back_acts_on_the_next_request(
    association: Association, coordinator: Client, administrator: Client, find: Find
) -> None:
    assert (await coordinator.get(CALLS)).status == 200
    carla = await find(association, "Coordinator Carla")
    page = await administrator.get(f"/a/choir/members/{carla.public_id}/roles")

    await administrator.submit(page.links()["End the role : Coordinator"])

    assert (await coordinator.get(CALLS)).status == 403


async def test_permission_that_a_role_loses_is_gone_on_the_next_request(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole
) -> None:
    role = await make_own_role(association, "Treasurer", [MANAGE_MEMBERS])
    with association_scope(association.id):
        await grant_role(await find(association, "Member Mia"), role.public_id)
    assert (await member.get("/a/choir/members")).status == 200

    await administrator.submit(f"/a/choir/roles/{role.public_id}/edit", permissions=None)

    assert (await member.get("/a/choir/members")).status == 403


async def test_who_was_treasurer_when_stays_known(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole,
    clock: MovableClock,
) -> None:  # fmt: skip
    role = await make_own_role(association, "Treasurer")
    mia = await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, role.public_id)
    clock.advance(days=30)
    await sign_in_again(administrator, "charles@example.org")

    page = await administrator.get(f"/a/choir/members/{mia.public_id}/roles")
    await administrator.submit(page.links()["End the role : Treasurer"])

    page = await administrator.get(f"/a/choir/members/{mia.public_id}/roles")
    assert "Held before Treasurer : Monday 2 March to Tuesday 31 March" in page.main
    assert "Member Mia Monday 2 March to Tuesday 31 March" in (await administrator.get("/a/choir/roles/history")).main


async def test_several_roles_count_together(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole,
    standing_of: StandingOf,
) -> None:  # fmt: skip
    role = await make_own_role(association, "Treasurer", [MANAGE_MEMBERS])
    mia = await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, role.public_id)
        await grant_role(mia, COORDINATOR)

    assert (await standing_of(association, "Member Mia")).permissions >= {MANAGE_MEMBERS, MAKE_CALLS}


async def test_role_is_not_held_twice_at_a_time(association: Association, member: Client, find: Find) -> None:
    mia, day = await find(association, "Member Mia"), today()
    with association_scope(association.id):
        await grant_role(mia, COORDINATOR, starts_on=day + timedelta(days=10), ends_on=day + timedelta(days=20))

        for starts, ends in [(0, None), (0, 10), (20, None), (15, 30)]:
            with pytest.raises(RoleOverlapError):
                await grant_role(
                    mia, COORDINATOR, starts_on=day + timedelta(days=starts),
                    ends_on=None if ends is None else day + timedelta(days=ends),
                )  # fmt: skip
        await grant_role(mia, COORDINATOR, starts_on=day, ends_on=day + timedelta(days=9))
        await grant_role(mia, COORDINATOR, starts_on=day + timedelta(days=21))
        assert await RoleAssignment.filter(membership_id=mia.id).count() == 3


async def test_database_refuses_a_role_that_ends_before_it_begins(
    association: Association, member: Client, find: Find
) -> None:
    mia = await find(association, "Member Mia")
    with association_scope(association.id), pytest.raises(IntegrityError):
        await RoleAssignment.create(
            association=association, membership=mia, role="x", starts_on=today(), ends_on=today() - timedelta(days=1)
        )


async def test_page_gives_a_role_for_a_time_and_keeps_what_was_typed_wrong(
    association: Association, administrator: Client, member: Client, find: Find,
    periods: Callable[..., Awaitable[object]],
) -> None:  # fmt: skip
    mia = await find(association, "Member Mia")
    path = f"/a/choir/members/{mia.public_id}/roles"

    page = await administrator.submit(path, role=COORDINATOR, starts_on="2026-04-01", ends_on="2026-03-31")
    assert page.status == 422
    assert page.errors == ["The last day comes before the first one"]
    assert page.form("/roles").values()["starts_on"] == "2026-04-01"

    await administrator.submit(page, action="/roles", ends_on="2026-04-30")
    assert await periods(association, COORDINATOR) == [("Member Mia", "2026-04-01", "2026-04-30")]


async def test_standing_takes_two_queries_whatever_somebody_holds(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole
) -> None:
    mia = await find(association, "Member Mia")
    for number in range(5):
        role = await make_own_role(association, f"Role {number}", [MANAGE_MEMBERS])
        with association_scope(association.id):
            await grant_role(mia, role.public_id)
    assert mia.contact.person_id

    with association_scope(association.id), recorded_queries() as queries:
        standing = await load_standing([mia.contact.person_id])

    assert MANAGE_MEMBERS in standing.permissions
    assert len(queries) == 2

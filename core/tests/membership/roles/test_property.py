"""Whatever is done with roles, in whatever order and on whatever days: somebody is in charge."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brobygger.associations.services import create_association
from brobygger.db import association_scope, transaction
from brobygger.ids import public_id
from brobygger.membership.errors import MembershipError
from brobygger.membership.models import Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR, ROLES
from brobygger.membership.roles.assignments import end_assignment, end_role, grant_role
from brobygger.membership.roles.continuity import alone_on, keep_an_administrator
from brobygger.membership.roles.handover import hand_over, prepare, set_office
from brobygger.membership.roles.standing import held_on
from brobygger.membership.services import add_contact, add_member, end_membership
from brobygger.web.formats import today

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site

PEOPLE = st.integers(0, 3)
DAYS = st.integers(0, 12)
STEPS = st.one_of(
    st.tuples(st.just("give"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("give without end"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("end now"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("end later"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("leave"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("erase"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("new board"), PEOPLE, DAYS, DAYS),
    st.tuples(st.just("days go by"), PEOPLE, DAYS, DAYS),
)


async def _new_board(association: Association, member: Membership, days: int) -> None:
    day = today()
    row = await prepare(association, held_on=day, starts_on=day + timedelta(days=days), decided="")
    await set_office(row, ROLES[ADMINISTRATOR], keep=(), membership=member)
    await row.refresh_from_db()
    await hand_over(row, association, version=row.version)


async def _erase(association: Association, member: Membership) -> None:
    async with transaction():
        await keep_an_administrator(association.id, {member.id})
        await member.contact.delete()


async def _act(
    association: Association, members: list[Membership], step: tuple[str, int, int, int], clock: MovableClock
) -> None:
    act, number, days, length = step
    member = members[number]
    starts_on = today() + timedelta(days=days)
    if act == "days go by":
        clock.advance(days=days)
    elif not await Membership.filter(id=member.id, status=MembershipStatus.ACTIVE).exists():
        return
    elif act == "give":
        await grant_role(member, ADMINISTRATOR, starts_on=starts_on, ends_on=starts_on + timedelta(days=length))
    elif act == "give without end":
        await grant_role(member, ADMINISTRATOR, starts_on=starts_on)
    elif act == "end now":
        await end_role(member, ADMINISTRATOR)
    elif act == "end later":
        held = RoleAssignment.filter(membership_id=member.id, role=ADMINISTRATOR).select_related("membership")
        for row in await held.order_by("id"):
            await end_assignment(row, starts_on)
    elif act == "leave":
        await end_membership(member, modules=())
    elif act == "erase":
        await _erase(association, member)
    else:
        await _new_board(association, member, days)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=9))
async def test_no_sequence_of_acts_leaves_nobody_in_charge(
    site: Site, clock: MovableClock, steps: list[tuple[str, int, int, int]]
) -> None:
    association = await create_association(f"Choir {public_id()}")
    with association_scope(association.id):
        members = []
        for number in range(4):
            contact = await add_contact(association, f"Person {number}", language="en", email=f"p{number}@example.org")
            members.append(await add_member(contact, roles=[] if number else [ADMINISTRATOR]))
        for step in steps:
            with suppress(MembershipError):
                await _act(association, members, step, clock)

            assert await alone_on() is None, step
            held = RoleAssignment.filter(held_on(today()), role=ADMINISTRATOR)
            assert await held.filter(membership__status=MembershipStatus.ACTIVE).exists(), step

"""Somebody is in charge of an association today and on every later day."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope
from brobygger.identity.models import ActsFor, Person, Relation
from brobygger.membership.errors import LastAdministratorError
from brobygger.membership.models import Contact, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.membership.roles.assignments import end_assignment, end_role, grant_role
from brobygger.membership.roles.continuity import alone_on, first_day_alone
from brobygger.membership.services import end_membership
from brobygger.testing.people import make_member, make_person
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.testing.client import Client

    Find = Callable[[Association, str], Awaitable[Membership]]

DAY = date(2026, 3, 2)


def _on(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("periods", "alone"),
    [
        ([], 0),
        ([(0, None)], None),
        ([(-5, 3)], 4),
        ([(-5, 3), (4, None)], None),
        ([(-5, 3), (5, None)], 4),
        ([(4, None), (-5, 3)], None),
        ([(-5, 9), (2, 4), (10, None)], None),
        ([(1, None)], 0),
        ([(-5, -1), (3, None)], 0),
    ],
)
def test_first_day_alone(periods: list[tuple[int, int | None]], alone: int | None) -> None:
    days = [(_on(first), None if last is None else _on(last)) for first, last in periods]

    assert first_day_alone(days, DAY) == (None if alone is None else _on(alone))


async def _held(membership: Membership) -> RoleAssignment:
    return await RoleAssignment.get(membership_id=membership.id, role=ADMINISTRATOR).select_related("membership")


async def test_last_one_cannot_let_their_role_run_out(
    association: Association, administrator: Client, find: Find
) -> None:
    charles = await find(association, "Chair Charles")
    with association_scope(association.id):
        held = await _held(charles)

    page = await administrator.submit(
        f"/a/choir/access/{held.public_id}/end", when="later", last_day=str(today() + timedelta(days=90))
    )

    assert page.status == 422
    assert "Somebody has to be in charge on every day" in page.main
    with association_scope(association.id):
        assert (await _held(charles)).ends_on is None


@pytest.mark.parametrize(("successor_from", "outcome"), [(10, "ends"), (11, "ends"), (12, "stays")])
async def test_successor_leaves_no_gap(
    association: Association, administrator: Client, member: Client, find: Find, successor_from: int, outcome: str
) -> None:
    charles, mia = await find(association, "Chair Charles"), await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, ADMINISTRATOR, starts_on=today() + timedelta(days=successor_from))
        if outcome == "ends":
            await end_assignment(await _held(charles), today() + timedelta(days=10))
        else:
            with pytest.raises(LastAdministratorError):
                await end_assignment(await _held(charles), today() + timedelta(days=10))
        assert await alone_on() is None


async def test_successor_with_an_end_is_none(
    association: Association, administrator: Client, member: Client, find: Find
) -> None:
    charles, mia = await find(association, "Chair Charles"), await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, ADMINISTRATOR, ends_on=today() + timedelta(days=365))

        with pytest.raises(LastAdministratorError):
            await end_role(charles, ADMINISTRATOR)
        with pytest.raises(LastAdministratorError):
            await end_membership(charles, modules=())


async def test_successor_who_cannot_sign_in_is_none(
    association: Association, administrator: Client, find: Find
) -> None:
    charles = await find(association, "Chair Charles")
    with association_scope(association.id):
        _account, person = await make_person("Paper Paul", "paul@example.org")
        paul = await make_member(association, person, roles=[ADMINISTRATOR])
        await Contact.filter(id=paul.contact_id).update(person_id=None)

        with pytest.raises(LastAdministratorError):
            await end_role(charles, ADMINISTRATOR)


async def test_last_two_in_charge_cannot_leave_at_one_moment(
    association: Association, administrator: Client, find: Find, sign_in_as: Callable[..., Awaitable[Client]]
) -> None:
    await sign_in_as(association, ADMINISTRATOR, name="Deputy Dora")
    both = [await find(association, name) for name in ("Chair Charles", "Deputy Dora")]
    with association_scope(association.id):
        outcomes = await asyncio.gather(
            *(end_membership(membership, modules=()) for membership in both), return_exceptions=True
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastAdministratorError", "NoneType"]
        assert await alone_on() is None


async def test_last_two_in_charge_cannot_step_down_at_one_moment(
    association: Association, administrator: Client, find: Find, sign_in_as: Callable[..., Awaitable[Client]]
) -> None:
    dora = await sign_in_as(association, ADMINISTRATOR, name="Deputy Dora")
    with association_scope(association.id):
        charles, deputy = [await _held(await find(association, name)) for name in ("Chair Charles", "Deputy Dora")]
    forms = [
        await administrator.get(f"/a/choir/access/{charles.public_id}/end"),
        await dora.get(f"/a/choir/access/{deputy.public_id}/end"),
    ]

    answers = await asyncio.gather(administrator.submit(forms[0]), dora.submit(forms[1]))

    assert sorted(page.status for page in answers) == [200, 422]
    with association_scope(association.id):
        assert await alone_on() is None


async def test_account_that_acts_for_both_in_charge_is_not_closed(
    association: Association, administrator: Client, find: Find
) -> None:
    """Each of the two could go, but both of them go at once."""
    charles = await find(association, "Chair Charles")
    acting = await ActsFor.get(person_id=charles.contact.person_id)
    wife = await Person.create(name="Chair Charlotte")
    await ActsFor.create(account_id=acting.account_id, person=wife, relation=Relation.RELATIVE, starts_on=today())
    await make_member(association, wife, roles=[ADMINISTRATOR])

    page = await administrator.submit("/account/close")

    assert page.status == 422
    assert (await find(association, "Chair Charlotte")).status == MembershipStatus.ACTIVE

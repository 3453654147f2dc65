"""After a general assembly: a new board, prepared step by step, handed over in one act."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest_asyncio

from brobygger.db import association_scope
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.membership.roles import ADMINISTRATOR, MANAGE_MEMBERS
from brobygger.membership.roles.assignments import grant_role
from brobygger.membership.roles.models import Assembly, Handover, HandoverSeat
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.people import make_person, sign_in, sign_in_again

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.membership.roles.models import OwnRole
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

    Find = Callable[[Association, str], Awaitable[Membership]]
    Periods = Callable[[Association, str], Awaitable[list[tuple[str, str, str | None]]]]

BOARD, PLAN = "/a/choir/board", "/a/choir/board/plan"


@pytest_asyncio.fixture
async def treasurer(
    association: Association, administrator: Client, member: Client, find: Find,
    make_own_role: Callable[..., Awaitable[OwnRole]],
) -> OwnRole:  # fmt: skip
    """The office of treasurer, which Member Mia holds; Chair Charles is in charge."""
    role = await make_own_role(association, "Treasurer", [MANAGE_MEMBERS])
    with association_scope(association.id):
        await grant_role(await find(association, "Member Mia"), role.public_id)
    return role


async def _begin(browser: Client) -> Page:
    return await browser.submit(BOARD, decided="Nina was elected")


async def _prepare(administrator: Client, treasurer: OwnRole) -> Page:
    """Charles goes on, Mia leaves, Nina is new: as treasurer and in charge."""
    await _begin(administrator)
    office = f"{PLAN}/{treasurer.public_id}"
    await administrator.submit(office, keep=None, name="Nina New", email="nina@example.org")
    page = await administrator.get(f"{PLAN}/{ADMINISTRATOR}")
    nina = next(option["value"] for option in page.soup.select("option") if option.get_text() == "Nina New")
    return await administrator.submit(page, member=str(nina))


async def test_plan_says_who_goes_on_who_leaves_and_who_is_new(administrator: Client, treasurer: OwnRole) -> None:
    page = await _begin(administrator)
    assert "In charge Chair Charles goes on" in page.main
    assert "Treasurer Member Mia goes on" in page.main

    page = await _prepare(administrator, treasurer)

    assert "In charge Chair Charles goes on Nina New is new (is invited at nina@example.org)" in page.main
    assert "Treasurer Nina New is new (is invited at nina@example.org) Member Mia leaves" in page.main
    assert "ends on Monday 2 March at midnight. The new board begins on Tuesday 3 March" in page.main


async def test_nothing_happens_and_nothing_is_lost_before_the_last_button(
    association: Association, administrator: Client, treasurer: OwnRole, periods: Periods
) -> None:
    await _prepare(administrator, treasurer)

    page = await administrator.get(BOARD)
    assert page.form("/board").values()["decided"] == "Nina was elected"
    await administrator.submit(page, starts_on="2026-03-09")
    page = await administrator.get(PLAN)

    assert "Nina New is new" in page.main
    assert "begins on Monday 9 March" in page.main
    assert await periods(association, treasurer.public_id) == [("Member Mia", "2026-03-02", None)]
    with association_scope(association.id):
        assert not await Contact.filter(name="Nina New").exists()


async def test_old_access_ends_and_new_access_begins_at_midnight(
    association: Association, administrator: Client, member: Client, treasurer: OwnRole, clock: MovableClock,
    periods: Periods, site: Site,
) -> None:  # fmt: skip
    await _prepare(administrator, treasurer)
    page = await administrator.submit(PLAN)

    assert page.path == "/a/choir/roles/history"
    assert "General assembly on Monday 2 March: Nina was elected" in page.main
    assert await periods(association, treasurer.public_id) == [
        ("Member Mia", "2026-03-02", "2026-03-02"), ("Nina New", "2026-03-03", None),
    ]  # fmt: skip
    assert await periods(association, ADMINISTRATOR) == [
        ("Chair Charles", "2026-03-02", None), ("Nina New", "2026-03-03", None),
    ]  # fmt: skip
    async with site.client() as nina:
        account, _person = await make_person("Nina New", "nina@example.org")
        await sign_in(nina, account)
        mine = await nina.get("/mine")
        await nina.submit(mine)

        clock.set(datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC))
        for email, browser in (("mia@example.org", member), ("nina@example.org", nina)):
            await sign_in_again(browser, email)
        assert (await member.get("/a/choir/members")).status == 200
        assert (await nina.get("/a/choir/members")).status == 403
        clock.advance(seconds=1)
        assert (await member.get("/a/choir/members")).status == 403
        assert (await nina.get("/a/choir/members")).status == 200


async def test_everybody_is_told_and_the_new_one_is_invited(
    administrator: Client, treasurer: OwnRole, outbox: Outbox
) -> None:
    await _prepare(administrator, treasurer)
    await administrator.submit(PLAN)

    invitation = await outbox.last("nina@example.org")
    assert "From Tuesday 3 March on you are: In charge and Treasurer." in invitation.text
    assert "/mine" in invitation.text
    goodbye = await outbox.last("mia@example.org")
    assert "Until Monday 2 March at midnight you are still: Treasurer." in goodbye.text
    assert "you are: In charge" in (await outbox.last("charles@example.org")).text


async def test_two_presses_hand_over_once(
    association: Association, administrator: Client, treasurer: OwnRole, outbox: Outbox, periods: Periods
) -> None:
    page, other_tab = await _prepare(administrator, treasurer), await administrator.get(PLAN)

    await asyncio.gather(*(administrator.submit(page) for _ in range(3)))
    again = await administrator.submit(other_tab)

    assert again.path == BOARD  # there is nothing left to hand over
    assert len(await outbox.mails("nina@example.org")) == 1
    assert await AuditEntry.filter(action="board.handed_over").count() == 1
    assert len(await periods(association, treasurer.public_id)) == 2
    with association_scope(association.id):
        assert await Assembly.all().count() == 1
        assert await Membership.filter(contact__name="Nina New", status=MembershipStatus.ACTIVE).count() == 1
        assert not await HandoverSeat.all().exists()


async def test_plan_that_another_one_changed_is_looked_at_again(
    association: Association, administrator: Client, treasurer: OwnRole, periods: Periods
) -> None:
    page = await _prepare(administrator, treasurer)
    await administrator.submit(f"{PLAN}/{treasurer.public_id}", keep=None)

    page = await administrator.submit(page)

    assert page.status == 422
    assert "Treasurer Member Mia leaves Nobody from then on" in page.main
    assert await periods(association, treasurer.public_id) == [("Member Mia", "2026-03-02", None)]


async def test_new_board_has_somebody_in_charge(
    association: Association, administrator: Client, treasurer: OwnRole, periods: Periods
) -> None:
    await _begin(administrator)
    await administrator.submit(f"{PLAN}/{ADMINISTRATOR}", keep=None)

    page = await administrator.submit(PLAN)

    assert page.status == 422
    assert "has to be in charge from the new board's first day" in page.main
    assert await periods(association, ADMINISTRATOR) == [("Chair Charles", "2026-03-02", None)]
    with association_scope(association.id):
        assert await Handover.filter(done_at=None).exists()


async def test_who_is_elected_again_goes_on_without_end(
    association: Association, administrator: Client, treasurer: OwnRole, find: Find, periods: Periods
) -> None:
    mia = await find(association, "Member Mia")
    page = await administrator.get(f"/a/choir/members/{mia.public_id}/roles")
    await administrator.submit(page.links()["End the role : Treasurer"], when="later", last_day="2026-06-30")

    await _begin(administrator)
    await administrator.submit(PLAN)

    assert await periods(association, treasurer.public_id) == [("Member Mia", "2026-03-02", None)]


async def test_what_is_typed_wrong_is_kept(administrator: Client, treasurer: OwnRole) -> None:
    page = await administrator.submit(BOARD, held_on="2026-03-03", starts_on="2026-03-01", decided="Nina")
    assert page.status == 422
    assert len(page.errors) == 2
    assert page.form("/board").values()["decided"] == "Nina"

    await _begin(administrator)
    page = await administrator.submit(f"{PLAN}/{treasurer.public_id}", name="Nina New")
    assert page.errors == ["Write the e-mail address, so that the invitation can be sent"]
    assert page.form(treasurer.public_id).values()["name"] == "Nina New"


async def test_preparation_is_thrown_away_and_forgotten(
    association: Association, administrator: Client, treasurer: OwnRole, site: Site, clock: MovableClock
) -> None:
    await _prepare(administrator, treasurer)
    await administrator.submit(f"{BOARD}/discard")
    with association_scope(association.id):
        assert not await HandoverSeat.all().exists()

    await _prepare(administrator, treasurer)
    clock.advance(days=62)
    await site.run_due_work()
    clock.advance(days=1)
    await site.run_due_work()
    with association_scope(association.id):
        assert not await Handover.all().exists()
        assert not await HandoverSeat.all().exists()


async def test_board_of_another_association_is_not_seen(
    association: Association, other_association: Association, administrator: Client, treasurer: OwnRole,
    sign_in_as: Callable[..., Awaitable[Client]],
) -> None:  # fmt: skip
    chess = await sign_in_as(other_association, ADMINISTRATOR, name="Chess Chloe")
    await _prepare(administrator, treasurer)

    assert "Nina" not in (await chess.get("/a/chess/board/plan")).main
    await chess.submit("/a/chess/board")
    assert (await chess.get(f"/a/chess/board/plan/{treasurer.public_id}")).status == 404
    assert "Treasurer" not in (await chess.get("/a/chess/board/plan")).main

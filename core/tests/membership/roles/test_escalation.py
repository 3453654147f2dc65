"""Nobody gives themselves, or anybody else, more than they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from brobygger.db import association_scope
from brobygger.membership.errors import NotYoursToGiveError, UnknownRoleError
from brobygger.membership.models import MembershipStatus, RoleAssignment
from brobygger.membership.roles import (
    ADMINISTRATOR,
    COORDINATOR,
    EDIT_PROFILE,
    MANAGE_MEMBERS,
    MANAGE_ROLES,
    READ_AUDIT,
)
from brobygger.membership.roles.assignments import grant_role, own_as_role
from brobygger.membership.roles.models import OwnRole
from brobygger.membership.roles.own import make_role, settle_permissions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.membership.roles.standing import Standing
    from brobygger.testing.client import Client

    Find = Callable[[Association, str], Awaitable[Membership]]
    StandingOf = Callable[[Association, str], Awaitable[Standing]]
    MakeOwnRole = Callable[..., Awaitable[OwnRole]]


@pytest_asyncio.fixture
async def secretary(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole
) -> Client:
    """The browser of somebody who manages roles and members, and is not in charge."""
    role = await make_own_role(association, "Secretary", [MANAGE_ROLES, MANAGE_MEMBERS, EDIT_PROFILE])
    with association_scope(association.id):
        await grant_role(await find(association, "Member Mia"), role.public_id)
    return member


async def test_secretary_gives_only_what_they_hold(
    association: Association, secretary: Client, find: Find, make_own_role: MakeOwnRole, standing_of: StandingOf
) -> None:
    auditor = await make_own_role(association, "Auditor", [READ_AUDIT])
    mia = await find(association, "Member Mia")
    path = f"/a/choir/members/{mia.public_id}/roles"

    for key in (ADMINISTRATOR, COORDINATOR, auditor.public_id):
        page = await secretary.submit(path, action="/roles", role=key)
        assert page.status == 422, key

    standing = await standing_of(association, "Member Mia")
    assert standing.permissions == {MANAGE_ROLES, MANAGE_MEMBERS, EDIT_PROFILE}
    assert not standing.may_hand_out(own_as_role(auditor))


async def test_secretary_makes_a_role_of_what_they_hold_and_no_more(
    association: Association, secretary: Client, standing_of: StandingOf
) -> None:
    page = await secretary.submit("/a/choir/roles/new", title="Helper", permissions=[EDIT_PROFILE, READ_AUDIT])
    assert page.status == 422

    standing = await standing_of(association, "Member Mia")
    with association_scope(association.id), pytest.raises(NotYoursToGiveError):
        await make_role(
            association, standing, title="Helper", explanation="", permissions=[READ_AUDIT], visible=[READ_AUDIT],
            is_office=False,
        )  # fmt: skip

    assert (await secretary.submit("/a/choir/roles/new", title="Helper", permissions=[EDIT_PROFILE])).status == 200
    with association_scope(association.id):
        assert (await OwnRole.get(title="Helper")).permissions == [EDIT_PROFILE]


async def test_secretary_cannot_widen_the_role_they_hold(
    association: Association, secretary: Client, standing_of: StandingOf
) -> None:
    with association_scope(association.id):
        own = await OwnRole.get(title="Secretary")

    page = await secretary.submit(
        f"/a/choir/roles/{own.public_id}/edit", permissions=[MANAGE_ROLES, MANAGE_MEMBERS, READ_AUDIT]
    )

    assert page.status == 422
    assert READ_AUDIT not in (await standing_of(association, "Member Mia")).permissions


async def test_what_an_editor_does_not_hold_stays_in_the_role(
    association: Association, secretary: Client, make_own_role: MakeOwnRole
) -> None:
    auditor = await make_own_role(association, "Auditor", [READ_AUDIT, EDIT_PROFILE])
    path = f"/a/choir/roles/{auditor.public_id}/edit"
    assert "Stays as it is: Read what was done in the association" in (await secretary.get(path)).main

    await secretary.submit(path, title="Reviser", permissions=None)

    with association_scope(association.id):
        row = await OwnRole.get(id=auditor.id)
    assert (row.title, row.permissions) == ("Reviser", [READ_AUDIT])


async def test_secretary_takes_no_role_from_those_in_charge(
    association: Association, secretary: Client, find: Find, standing_of: StandingOf,
    sign_in_as: Callable[..., Awaitable[Client]],
) -> None:  # fmt: skip
    await sign_in_as(association, ADMINISTRATOR, name="Deputy Dora")
    charles = await find(association, "Chair Charles")
    with association_scope(association.id):
        held = await RoleAssignment.get(membership_id=charles.id)

    page = await secretary.get(f"/a/choir/members/{charles.public_id}/roles/{held.public_id}/end")
    assert page.status == 403
    assert (await secretary.get(f"/a/choir/members/{charles.public_id}/end")).status == 403
    assert (await secretary.post(f"/a/choir/members/{charles.public_id}/end", {"form_key": "x"})).status == 403
    assert (await standing_of(association, "Chair Charles")).is_in_charge
    assert (await find(association, "Chair Charles")).status == MembershipStatus.ACTIVE


async def test_secretary_hands_over_no_board(secretary: Client) -> None:
    for path in ("/a/choir/board", "/a/choir/board/plan", "/a/choir/board/discard"):
        assert (await secretary.get(path)).status == 403
        assert (await secretary.post(path, {"held_on": "2026-03-02"})).status == 403


async def test_secretary_adds_no_member_who_is_in_charge(
    association: Association, secretary: Client, find: Find
) -> None:
    page = await secretary.submit("/a/choir/members/new", name="New Nora", roles=[ADMINISTRATOR])

    assert page.status == 422


async def test_who_lists_members_gives_no_roles(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole
) -> None:
    treasurer = await make_own_role(association, "Treasurer", [MANAGE_MEMBERS])
    mia = await find(association, "Member Mia")
    with association_scope(association.id):
        await grant_role(mia, treasurer.public_id)

    assert (await member.get(f"/a/choir/members/{mia.public_id}/roles")).status == 403
    page = await member.submit("/a/choir/members/new", name="New Nora", roles=[treasurer.public_id])
    assert page.status == 422


async def test_role_that_permits_more_is_not_deleted_by_who_may_less(
    association: Association, secretary: Client, make_own_role: MakeOwnRole
) -> None:
    auditor = await make_own_role(association, "Auditor", [READ_AUDIT])

    assert (await secretary.submit(f"/a/choir/roles/{auditor.public_id}/delete")).status == 422
    with association_scope(association.id):
        assert (await OwnRole.get(id=auditor.id)).deleted_at is None


async def test_roles_of_another_association_are_absent(
    association: Association, other_association: Association, administrator: Client, member: Client, find: Find,
    sign_in_as: Callable[..., Awaitable[Client]], make_own_role: MakeOwnRole,
) -> None:  # fmt: skip
    own = await make_own_role(association, "Treasurer", [MANAGE_MEMBERS])
    chess = await sign_in_as(other_association, ADMINISTRATOR, name="Chess Chloe")
    chloe, mia = await find(other_association, "Chess Chloe"), await find(association, "Member Mia")

    assert (await chess.get(f"/a/chess/roles/{own.public_id}/edit")).status == 404
    assert (await chess.get(f"/a/chess/roles/{own.public_id}/delete")).status == 404
    assert (await chess.get(f"/a/chess/members/{mia.public_id}/roles")).status == 404
    titles = [title.get_text(strip=True) for title in (await chess.get("/a/chess/roles")).soup.select("h2.row-title")]
    assert titles == ["In charge", "Coordinator"]
    page = await chess.submit(f"/a/chess/members/{chloe.public_id}/roles", action="/roles", role=own.public_id)
    assert page.status == 422
    with association_scope(other_association.id), pytest.raises(UnknownRoleError):
        await grant_role(chloe, own.public_id)


async def test_own_role_holds_nothing_sealed(
    standing_of: StandingOf, association: Association, administrator: Client
) -> None:
    """What a role may hold is what the editor shows and its user holds; sealed permissions are neither."""
    standing = await standing_of(association, "Chair Charles")

    with pytest.raises(NotYoursToGiveError):
        settle_permissions((), ["selfhelp.read"], visible=["selfhelp.read"], standing=standing)


async def test_role_that_somebody_holds_is_not_deleted(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole
) -> None:
    role = await make_own_role(association, "Treasurer")
    with association_scope(association.id):
        await grant_role(await find(association, "Member Mia"), role.public_id)
    path = f"/a/choir/roles/{role.public_id}/delete"

    assert "Somebody holds the role" in (await administrator.submit(path)).main

    mia = await find(association, "Member Mia")
    page = await administrator.get(f"/a/choir/members/{mia.public_id}/roles")
    await administrator.submit(page.links()["End the role : Treasurer"])
    assert (await administrator.submit(path)).path == "/a/choir/roles"
    assert (await administrator.get(path)).status == 404


async def test_two_roles_do_not_have_one_name(association: Association, administrator: Client) -> None:
    await administrator.submit("/a/choir/roles/new?office=treasurer")

    page = await administrator.submit("/a/choir/roles/new?office=treasurer", title="TREASURER")

    assert page.errors == ["Another role is called so already"]
    assert page.form("office=treasurer").values()["title"] == "TREASURER"


async def test_members_see_by_name_who_can_see_them(
    association: Association, administrator: Client, member: Client, find: Find, make_own_role: MakeOwnRole
) -> None:
    role = await make_own_role(association, "Treasurer", [MANAGE_MEMBERS])
    with association_scope(association.id):
        await grant_role(await find(association, "Member Mia"), role.public_id)

    page = await member.get("/a/choir/access")

    assert "See the list of members, and add members Chair Charles and Member Mia" in page.main
    assert "Switch modules on and off Chair Charles" in page.main

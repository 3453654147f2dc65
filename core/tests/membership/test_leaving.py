"""Members leave by themselves, and those in charge end memberships: never the last one in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.db import association_scope
from brobygger.membership.models import Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR, COORDINATOR
from brobygger.services.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client


async def _membership(association: Association, name: str) -> Membership:
    with association_scope(association.id):
        return await Membership.get(contact__name=name)


async def test_member_leaves_from_their_own_page(association: Association, member: Client) -> None:
    mine = await member.get("/mine")
    page = await member.get(mine.links()["Leave the association : Bridge Choir, Member Mia"])
    assert "not a member of Bridge Choir any more" in page.main

    done = await member.submit(page)

    assert done.path == "/mine"
    assert "Bridge Choir" not in done.main
    assert (await _membership(association, "Member Mia")).status == MembershipStatus.ENDED


async def test_who_leaves_loses_their_roles_at_once(association: Association, coordinator: Client) -> None:
    membership = await _membership(association, "Coordinator Carla")

    await coordinator.submit(f"/a/choir/members/{membership.public_id}/leave")

    assert (await coordinator.get("/a/choir/calls")).status == 403
    with association_scope(association.id):
        assert not await RoleAssignment.filter(membership_id=membership.id).exists()


async def test_last_one_in_charge_cannot_leave(association: Association, administrator: Client) -> None:
    membership = await _membership(association, "Chair Charles")

    page = await administrator.submit(f"/a/choir/members/{membership.public_id}/leave")

    assert page.status == 422
    assert "Somebody has to be in charge" in page.main
    assert (await _membership(association, "Chair Charles")).status == MembershipStatus.ACTIVE


async def test_one_of_two_in_charge_can_leave(
    association: Association, administrator: Client, sign_in_as: Callable[..., Awaitable[Client]]
) -> None:
    await sign_in_as(association, ADMINISTRATOR, name="Deputy Dora")
    membership = await _membership(association, "Chair Charles")

    assert (await administrator.submit(f"/a/choir/members/{membership.public_id}/leave")).path == "/mine"


async def test_nobody_leaves_for_somebody_else(
    association: Association,
    other_association: Association,
    member: Client,
    coordinator: Client,
    client: Client,
    sign_in_as: Callable[..., Awaitable[Client]],
) -> None:
    await sign_in_as(other_association, COORDINATOR, name="Chess Chloe")
    mia, chloe = await _membership(association, "Member Mia"), await _membership(other_association, "Chess Chloe")

    assert (await coordinator.post(f"/a/choir/members/{mia.public_id}/leave")).status == 404
    assert (await member.post(f"/a/choir/members/{chloe.public_id}/leave")).status == 404
    assert (await member.post(f"/a/chess/members/{chloe.public_id}/leave")).status == 404
    assert "sign-in" in (await client.get(f"/a/choir/members/{mia.public_id}/leave")).path
    assert (await _membership(association, "Member Mia")).status == MembershipStatus.ACTIVE


async def test_those_in_charge_end_a_membership_and_it_is_audited(
    association: Association, administrator: Client, member: Client
) -> None:
    membership = await _membership(association, "Member Mia")

    page = await administrator.submit(f"/a/choir/members/{membership.public_id}/end")

    assert page.path == "/a/choir/members"
    assert "Member Mia" not in page.main
    assert await AuditEntry.filter(action="membership.ended", object=f"membership:{membership.id}").count() == 1
    assert "Member Mia" in (await administrator.get("/a/choir/members", params={"former": "y"})).main

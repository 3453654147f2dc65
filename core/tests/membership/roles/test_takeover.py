"""The host looks after an association that has nobody in charge, and warns before one comes to that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest_asyncio

from brobygger.db import association_scope
from brobygger.membership.models import RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR, COORDINATOR
from brobygger.membership.roles.assignments import grant_role
from brobygger.membership.roles.takeover import find_alone
from brobygger.services.audit.models import AuditEntry
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.site import Site

    SignInAs = Callable[..., Awaitable[Client]]
    Find = Callable[[Association, str], Awaitable[Membership]]

ALONE = "/a/centre/without-anybody"


@pytest_asyncio.fixture
async def karin(host: Association, sign_in_as: SignInAs) -> Client:
    """The browser of somebody in charge of the host."""
    return await sign_in_as(host, ADMINISTRATOR, name="Karin", email="karin@example.org")


async def test_host_takes_over_and_hands_on(
    association: Association, host: Association, karin: Client, member: Client, outbox: Outbox, site: Site, find: Find
) -> None:
    page = await karin.get(ALONE)
    page = await karin.submit(page.links()["Bridge Choir"])
    assert page.path == "/a/choir/roles"
    await site.run_due_work()

    assert "Volunteer Centre looks after it until the association" in (await outbox.last("mia@example.org")).text
    assert await AuditEntry.filter(action="association.taken_over", association_id=association.id).count() == 1
    assert await AuditEntry.filter(action="association.helped", association_id=host.id).count() == 1
    assert "Bridge Choir" not in (await karin.get(ALONE)).main

    mia = await find(association, "Member Mia")
    await karin.submit(f"/a/choir/members/{mia.public_id}/roles", action="/roles", role=ADMINISTRATOR)
    page = await karin.get("/a/choir/access")
    await karin.submit(page.links()["Step down : In charge"])
    assert (await karin.get("/a/choir/roles")).status == 403
    assert (await member.get("/a/choir/roles")).status == 200


async def test_association_with_somebody_in_charge_is_not_taken(
    association: Association, karin: Client, administrator: Client, member: Client
) -> None:
    assert "Bridge Choir" not in (await karin.get(ALONE)).main
    assert (await karin.get(f"{ALONE}/choir")).status == 404
    assert (await karin.post(f"{ALONE}/choir", {"form_key": "x"})).status == 404


async def test_form_that_was_opened_before_somebody_came_takes_nothing(
    association: Association, karin: Client, member: Client, find: Find
) -> None:
    form = await karin.get(f"{ALONE}/choir")
    with association_scope(association.id):
        await grant_role(await find(association, "Member Mia"), ADMINISTRATOR)

    assert (await karin.submit(form)).status == 404
    with association_scope(association.id):
        assert await RoleAssignment.filter(role=ADMINISTRATOR).count() == 1


async def test_only_the_host_helps(
    association: Association, other_association: Association, host: Association, administrator: Client,
    sign_in_as: SignInAs,
) -> None:  # fmt: skip
    samira = await sign_in_as(host, COORDINATOR)

    assert (await samira.post(f"{ALONE}/chess", {"form_key": "x"})).status == 403
    assert (await administrator.post(f"{ALONE}/chess", {"form_key": "x"})).status == 403
    assert (await administrator.get("/a/choir/without-anybody")).status == 404
    assert (await administrator.post("/a/choir/without-anybody/chess", {"form_key": "x"})).status == 404
    assert "Help associations" not in (await administrator.get("/a/choir/roles/new")).main


async def test_host_itself_is_not_taken_over(association: Association, host: Association, karin: Client) -> None:
    with association_scope(host.id):
        await RoleAssignment.filter(role=ADMINISTRATOR).update(role=COORDINATOR)
        assert await find_alone("centre") is None


async def test_end_of_the_last_one_in_charge_is_announced_a_month_before_and_once(
    association: Association, karin: Client, administrator: Client, outbox: Outbox, site: Site, clock: MovableClock
) -> None:
    """No page lets it come to that; a contact whose address was deleted as wrong is one way how it can."""
    await site.run_due_work()  # writes down when the nightly work is due
    with association_scope(association.id):
        await RoleAssignment.filter(role=ADMINISTRATOR).update(ends_on=today() + timedelta(days=31))

    clock.advance(days=1)
    await site.run_due_work()
    assert await outbox.mails("charles@example.org") == []

    clock.advance(days=1)
    await site.run_due_work()
    clock.advance(days=1)
    await site.run_due_work()
    for address in ("charles@example.org", "karin@example.org"):
        [mail] = await outbox.mails(address)
        assert "From Friday 3 April on nobody is in charge of Bridge Choir" in mail.text

"""A role that asks for two steps, and pages that ask for the second one anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from brobygger.membership.roles import ADMINISTRATOR
from brobygger.settings import SecuritySettings
from brobygger.testing.authenticator import Owner, passkey_for
from brobygger.testing.people import make_member, make_person, sign_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site

EVA = "eva@example.org"
TWO_STEPS = "/account/two-steps"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, security=SecuritySettings(roles_with_second_factor=(ADMINISTRATOR,)))


@pytest.fixture
async def eva(site: Site, client: Client, association: Association) -> Owner:
    """Eva is in charge, and signs in by mail alone."""
    account, person = await make_person("Eva", EVA)
    await make_member(association, person, roles=[ADMINISTRATOR])
    await sign_in(client, account)
    return Owner(client, account, passkey_for(site))


def members(association: Association) -> str:
    return f"/a/{association.slug}/members"


async def test_role_permits_nothing_until_there_is_a_second_step(eva: Owner, association: Association) -> None:
    page = await eva.client.get(members(association))
    assert page.path == TWO_STEPS
    assert "Make a passkey" in page.main
    assert (await eva.client.post(f"{members(association)}/new", {"name": "Bo"})).status == 403
    inside = await eva.client.get(f"/a/{association.slug}/inside")
    assert "Members and roles" not in inside.main
    assert "Your role asks for two steps" in inside.text


async def test_passkey_opens_it_at_once(eva: Owner, association: Association) -> None:
    await eva.add_passkey()

    page = await eva.client.get(members(association))

    assert page.path == members(association)
    assert "two steps" not in page.text


async def test_app_opens_it_at_once(
    eva: Owner, association: Association, app_of: Callable[[Owner], Awaitable[Callable[[], str]]]
) -> None:
    await app_of(eva)

    assert (await eva.client.get(members(association))).path == members(association)


async def test_whoever_has_a_passkey_but_came_by_mail_uses_it_and_goes_on(
    site: Site, eva: Owner, association: Association
) -> None:
    await eva.add_passkey()
    async with site.client() as browser:
        await sign_in(browser, eva.account)
        page = await browser.get(members(association))
        assert page.path == TWO_STEPS
        assert "Use it now" in page.main

        other = Owner(browser, eva.account, eva.passkey)
        await other.prove_with_passkey(f"/account/prove?factor=1&next={members(association)}")
        assert (await browser.get(members(association))).path == members(association)


async def test_sign_in_by_passkey_is_two_steps(site: Site, eva: Owner, association: Association) -> None:
    await eva.add_passkey()
    async with site.client() as browser:
        await browser.get("/sign-in/passkey")
        options = (await browser.post("/sign-in/passkey/options")).response.json()
        await browser.submit("/sign-in/passkey", action="/sign-in/passkey", credential=eva.passkey.use(options))

        assert (await browser.get(members(association))).path == members(association)


async def test_mail_is_no_second_step(eva: Owner) -> None:
    page = await eva.client.get("/account/prove?factor=1&next=/mine")

    assert page.path == TWO_STEPS
    answer = await eva.client.post("/account/prove", {"factor": "1", "way": "mail", "code": "123456"})
    assert answer.path == TWO_STEPS


@pytest.mark.parametrize("role", ["coordinator", ""])
async def test_other_roles_are_not_asked(site: Site, association: Association, role: str) -> None:
    account, person = await make_person("Bo", "bo@example.org")
    await make_member(association, person, roles=[role] if role else [])
    async with site.client() as browser:
        await sign_in(browser, account)
        calls = await browser.get(f"/a/{association.slug}/calls")
        inside = await browser.get(f"/a/{association.slug}/inside")

    assert calls.status == (200 if role else 403)
    assert "two steps" not in inside.text


async def test_who_may_not_anyway_is_told_nothing_of_two_steps(
    site: Site, association: Association, other_association: Association
) -> None:
    account, person = await make_person("Mallory", "mallory@example.org")
    await make_member(other_association, person, roles=[ADMINISTRATOR])
    async with site.client() as browser:
        await sign_in(browser, account)

        assert (await browser.get(members(association))).status == 403


async def test_second_step_lasts_as_long_as_the_session(
    eva: Owner, association: Association, clock: MovableClock
) -> None:
    await eva.add_passkey()
    clock.advance(hours=2)

    assert (await eva.client.get(members(association))).path == members(association)
    assert (await eva.client.get(f"{members(association)}/new")).path == "/account/prove"

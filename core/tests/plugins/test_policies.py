"""What a failing plugin costs a running site: on its pages, in its transactions, in its due work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from brobygger.associations.services import create_association
from brobygger.db import association_scope
from brobygger.due.models import DueTask
from brobygger.ids import hash_token
from brobygger.membership.errors import DepartureError
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.services import add_contact, add_member, end_membership
from brobygger.modules.errors import RefusedError
from brobygger.modules.services import disable_module, enable_module, enabled_modules
from brobygger.plugins import HookError
from brobygger.services.audit.models import AuditEntry
from brobygger.services.capacity import PlaceState, create_pool, leave_place, take_place
from brobygger.services.capacity.models import Place
from brobygger.services.confirmation.models import Confirmation
from brobygger.services.confirmation.services import confirm
from brobygger.testing.site import running_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.associations.models import Association
    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.installer import Installer
    from brobygger.testing.site import Site

MOODY = """
    heard = []
    is_moody = False

    def hear(what):
        heard.append(what)
        if is_moody:
            raise RuntimeError(what)

    @hookimpl
    async def module_enabled(association): hear("enabled " + association.slug)

    @hookimpl
    async def module_disabled(association): hear("disabled " + association.slug)

    @hookimpl
    async def navigation_items(): hear("navigation")

    @hookimpl
    async def slot_fragments(slot): hear(slot)

    @hookimpl
    async def front_page_needs(): hear("needs")

    @hookimpl
    async def departure_obstacles(): hear("obstacles")

    @hookimpl
    async def contact_confirmed(contact, reference): hear(f"{contact.name} confirmed {reference}")

    @hookimpl
    async def place_changed(change): hear(change)

    @hookimpl
    async def member_joined(membership): hear(f"{membership.contact.name} joined")
    """


@pytest_asyncio.fixture
async def tolerant_site(installer: Installer, settings: Settings, clock: MovableClock) -> AsyncIterator[Site]:
    """A site as in production, with a plugin that fails when it is moody, and one in quarantine."""
    installer.install("moody", MOODY)
    installer.install_source(
        "broken", "manifest = PluginManifest(name='broken', path='broken', title='', summary='')\n1 / 0\n"
    )
    async with running_site(settings, clock, strict=False) as running:
        yield running


@pytest_asyncio.fixture
async def choir(tolerant_site: Site) -> AsyncIterator[Association]:
    """An association with the moody plugin on, in whose scope the test runs."""
    association = await create_association("Bridge Choir", slug="choir")
    with association_scope(association.id):
        await enable_module(association, "moody", account_id=None)
        _heard(tolerant_site).clear()
        yield association


def _heard(site: Site) -> list[str]:
    plugin = site.runtime.plugins.get("moody")
    assert plugin is not None
    heard: list[str] = plugin.module.heard
    return heard


def _spoil(site: Site, *, moody: bool = True) -> None:
    plugin = site.runtime.plugins.get("moody")
    assert plugin is not None
    plugin.module.is_moody = moody  # type: ignore[attr-defined]  # the plugin above has it


async def _join(association: Association, name: str) -> Membership:
    return await add_member(await add_contact(association, name, language="en"))


@pytest.mark.parametrize("path", ["/broken/", "/broken/songs", "/a/choir/broken/", "/a/choir/broken/songs/3"])
async def test_pages_of_a_quarantined_plugin_are_out_of_order(
    tolerant_site: Site, choir: Association, path: str  # its addresses
) -> None:  # fmt: skip
    async with tolerant_site.client() as browser:
        page = await browser.get(path)
        home = await browser.get("/")

    assert page.status == 503
    assert page.heading
    assert home.status == 200


async def test_quarantined_plugin_is_no_module(tolerant_site: Site, choir: Association) -> None:
    assert "broken" not in tolerant_site.runtime.plugins.names
    assert await enabled_modules(choir.id) == {"moody"}


async def test_pages_do_without_a_plugin_that_fails(tolerant_site: Site, choir: Association) -> None:
    _spoil(tolerant_site)

    async with tolerant_site.client() as browser:
        home = await browser.get("/")
        profile = await browser.get("/a/choir/")

    assert (home.status, profile.status) == (200, 200)
    assert profile.heading == choir.name
    assert {"navigation", "association.profile"} <= set(_heard(tolerant_site))


async def test_module_that_cannot_start_stays_off(tolerant_site: Site) -> None:
    association = await create_association("Chess Club", slug="chess")
    _spoil(tolerant_site)

    with association_scope(association.id):
        with pytest.raises(RefusedError):
            await enable_module(association, "moody", account_id=None)

        assert await enabled_modules(association.id) == frozenset()
        assert await AuditEntry.filter(action="module.enabled", association_id=association.id).count() == 0


async def test_module_that_cannot_stop_is_off_all_the_same(tolerant_site: Site, choir: Association) -> None:
    _spoil(tolerant_site)

    await disable_module(choir, "moody", account_id=None)

    assert _heard(tolerant_site) == ["disabled choir"]
    assert await enabled_modules(choir.id) == frozenset()


async def test_plugin_that_cannot_say_what_is_to_be_settled_keeps_the_member(
    tolerant_site: Site, choir: Association
) -> None:
    membership = await _join(choir, "Lone")
    _spoil(tolerant_site)

    with pytest.raises(DepartureError) as caught:
        await end_membership(membership, modules=await enabled_modules(choir.id))

    assert caught.value.obstacles == ["“Moody” could not say whether something has to be settled first."]
    await membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE


async def test_confirmation_that_its_plugin_cannot_hear_did_not_happen(
    tolerant_site: Site, choir: Association, clock: MovableClock
) -> None:
    contact = await add_contact(choir, "Lone", language="en")
    asked = await Confirmation.create(
        association=choir, contact=contact, owner="moody", purpose="sign_up", reference="k3",
        token_hash=hash_token("key"), expires_at=clock.now().replace(year=2030),
    )  # fmt: skip

    _spoil(tolerant_site)
    with pytest.raises(HookError, match="the plugin “moody” failed in contact_confirmed"):
        await confirm("key")
    await asked.refresh_from_db()
    assert asked.confirmed_at is None

    _spoil(tolerant_site, moody=False)
    await confirm("key")
    await asked.refresh_from_db()
    assert asked.confirmed_at == clock.now()
    assert _heard(tolerant_site) == ["Lone confirmed k3"] * 2


@pytest.mark.parametrize("owner", ["moody", "broken"])
async def test_place_is_not_offered_when_its_plugin_cannot_hear(
    tolerant_site: Site, choir: Association, owner: str
) -> None:
    pool = await create_pool(choir.id, owner=owner, capacity=1)
    holder, waiting = await take_place(pool.id), await take_place(pool.id)
    _spoil(tolerant_site)

    with pytest.raises(HookError):
        await leave_place(holder.id)

    assert [place.state for place in await Place.filter(id__in=[holder.id, waiting.id]).order_by("id")] == [
        PlaceState.HELD,
        PlaceState.WAITING,
    ]


async def test_event_is_told_again_until_it_is_heard(
    tolerant_site: Site, choir: Association, clock: MovableClock
) -> None:
    await _join(choir, "Lone")
    _spoil(tolerant_site)
    await tolerant_site.run_due_work()
    (task,) = await DueTask.filter(owner="moody")
    assert (task.name, task.attempts) == ("event:member_joined", 1)

    _spoil(tolerant_site, moody=False)
    clock.advance(minutes=10)
    await tolerant_site.run_due_work()

    assert _heard(tolerant_site) == ["Lone joined"] * 2
    assert await DueTask.filter(owner="moody").count() == 0

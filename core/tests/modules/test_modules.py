"""The page “Moduler”: what depends on what, who may switch, and what an association decides about a module."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from brobygger.associations.services import create_association
from brobygger.db import association_scope
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.modules.errors import MissingModulesError, NeededByError, UnknownModuleError
from brobygger.modules.models import ModuleState
from brobygger.modules.services import disable_module, enable_module, enabled_modules
from brobygger.modules.settings import module_settings
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.people import make_member, make_person, sign_in
from brobygger.testing.site import running_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.associations.models import Association
    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.installer import Installer
    from brobygger.testing.site import Site

SONGS = """
    from dataclasses import dataclass
    from types import MappingProxyType

    @dataclass(frozen=True)
    class Decided:
        days: int = setting(2, "How many days?", minimum=1, maximum=14)
        loud: bool = setting(default=True, title="Loudly?")
        voice: str = setting("alto", "Which voice?", choices=MappingProxyType({"alto": "Alto", "bass": "Bass"}))
        motto: str = setting("", "A motto")

    manifest = PluginManifest(name="songs", path="songs", title="Songs", summary="We sing", settings=Decided)
    """


@pytest_asyncio.fixture
async def site(installer: Installer, settings: Settings, clock: MovableClock) -> AsyncIterator[Site]:
    """A site with two modules, of which one needs the other."""
    installer.install_source("songs", SONGS)
    installer.install("concerts", manifest="requires=('songs',)")
    async with running_site(settings, clock) as running:
        yield running


@pytest_asyncio.fixture
async def choir(site: Site) -> Association:
    return await create_association("Bridge Choir", slug="choir")


@pytest_asyncio.fixture
async def chair(site: Site, choir: Association) -> AsyncIterator[Client]:
    """The browser of somebody in charge of the choir."""
    account, person = await make_person("Chair Charles", "charles@example.org")
    await make_member(choir, person, roles=[ADMINISTRATOR])
    async with site.client() as browser:
        await sign_in(browser, account)
        yield browser


async def _decided(site: Site, association: Association) -> dict[str, object]:
    plugin = site.runtime.plugins.get("songs")
    assert plugin is not None
    assert plugin.manifest.settings is not None
    found: object = await module_settings(plugin.manifest.settings, association.id)
    return {name: getattr(found, name) for name in ("days", "loud", "voice", "motto")}


_DEFAULTS = {"days": 2, "loud": True, "voice": "alto", "motto": ""}


async def test_module_that_needs_another_waits_for_it(choir: Association, chair: Client) -> None:
    page = await chair.get("/a/choir/modules/concerts/on")
    assert "Switch on Songs first." in page.main
    assert "<form" not in page.main

    with association_scope(choir.id), pytest.raises(MissingModulesError):
        await enable_module(choir, "concerts", account_id=None)
    assert await enabled_modules(choir.id) == frozenset()


async def test_module_that_another_needs_stays_on(choir: Association, chair: Client) -> None:
    for module in ("songs", "concerts"):
        await chair.submit(f"/a/choir/modules/{module}/on")
    assert await enabled_modules(choir.id) == {"songs", "concerts"}

    assert "Switch off Concerts first." in (await chair.get("/a/choir/modules/songs/off")).main
    with association_scope(choir.id), pytest.raises(NeededByError):
        await disable_module(choir, "songs", account_id=None)

    for module in ("concerts", "songs"):
        await chair.submit(f"/a/choir/modules/{module}/off")
    assert await enabled_modules(choir.id) == frozenset()


async def test_two_who_switch_on_at_once_switch_on_once(choir: Association) -> None:
    with association_scope(choir.id):
        await asyncio.gather(*(enable_module(choir, "songs", account_id=None) for _ in range(5)))

        assert await ModuleState.filter(plugin="songs", enabled=True).count() == 1
    assert await AuditEntry.filter(action="module.enabled", association_id=choir.id).count() == 1


async def test_module_that_is_not_installed_is_not_found(choir: Association, chair: Client) -> None:
    for path in ("on", "off", "settings"):
        assert (await chair.get(f"/a/choir/modules/dances/{path}")).status == 404
    with association_scope(choir.id), pytest.raises(UnknownModuleError):
        await enable_module(choir, "dances", account_id=None)


async def test_settings_are_the_modules_own_until_the_association_decides(
    site: Site, choir: Association, chair: Client
) -> None:
    await chair.submit("/a/choir/modules/songs/on")
    assert await _decided(site, choir) == _DEFAULTS

    page = await chair.get((await chair.get("/a/choir/modules")).links()["Decide how it works for you : Songs"])
    done = await chair.submit(page, days="7", loud=None, voice="bass", motto="  Sing  ")

    assert "“Songs” works as you decided from now on." in done.main
    assert await _decided(site, choir) == {"days": 7, "loud": False, "voice": "bass", "motto": "Sing"}
    assert await AuditEntry.exists(action="module.settings_saved", association_id=choir.id, object="module:songs")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"days": "0"}, "Write a number from 1 to 14"),
        ({"days": "15"}, "Write a number from 1 to 14"),
        ({"days": "soon"}, "Write a number, such as 12"),
        ({"days": "9" * 5000}, "Write a number, such as 12"),
        ({"days": ""}, "Fill this in"),
        ({"voice": "horn"}, "Choose one of the answers"),
        ({"motto": "x" * 201}, "at most 200"),
    ],
)
async def test_setting_that_cannot_be_is_explained_and_nothing_is_saved(
    site: Site, choir: Association, chair: Client, typed: dict[str, Any], message: str
) -> None:
    await chair.submit("/a/choir/modules/songs/on")

    page = await chair.submit("/a/choir/modules/songs/settings", **typed)

    assert page.status == 422
    assert message in " ".join(page.errors)
    assert await _decided(site, choir) == _DEFAULTS


async def test_two_who_decide_at_once_both_hear_of_it(site: Site, choir: Association, chair: Client) -> None:
    await chair.submit("/a/choir/modules/songs/on")
    first, second = [await chair.get("/a/choir/modules/songs/settings") for _ in range(2)]

    await chair.submit(first, days="3")
    refused = await chair.submit(second, days="4")

    assert refused.status == 422
    assert "Somebody else saved while you were writing" in refused.main
    assert (await _decided(site, choir))["days"] == 3
    await chair.submit(refused)
    assert (await _decided(site, choir))["days"] == 4


async def test_stored_answer_that_is_no_answer_any_more_counts_as_none(site: Site, choir: Association) -> None:
    with association_scope(choir.id):
        await enable_module(choir, "songs", account_id=None)
        stored = {"days": 99, "loud": 1, "voice": "horn", "motto": "Sing", "gone": True}
        await ModuleState.filter(plugin="songs").update(settings=stored)

    assert await _decided(site, choir) == {**_DEFAULTS, "motto": "Sing"}


async def test_settings_of_one_association_are_not_anothers(site: Site, choir: Association, chair: Client) -> None:
    other = await create_association("Chess Club", slug="chess")
    with association_scope(other.id):
        await enable_module(other, "songs", account_id=None)
    await chair.submit("/a/choir/modules/songs/on")
    await chair.submit("/a/choir/modules/songs/settings", motto="Ours alone")

    assert await _decided(site, other) == _DEFAULTS
    assert (await chair.get("/a/chess/modules/songs/settings")).status == 403


async def test_module_that_is_off_or_asks_nothing_has_no_settings(choir: Association, chair: Client) -> None:
    assert (await chair.get("/a/choir/modules/songs/settings")).status == 404
    for module in ("songs", "concerts"):
        await chair.submit(f"/a/choir/modules/{module}/on")
    assert (await chair.get("/a/choir/modules/concerts/settings")).status == 404

"""A plugin that is uninstalled takes nothing with it, and finds everything when it is back."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from brobygger import db, runtime
from brobygger.db import crossing_associations
from brobygger.demo import load_demo
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.modules.models import ModuleState
from brobygger.modules.services import enabled_modules
from brobygger.plugins import load_plugins
from brobygger.site.app import create_app
from brobygger.site.build import build_runtime
from brobygger.site.database import CORE_APP, database_apps
from brobygger.site.routes import RESERVED_PATHS
from brobygger.testing.people import make_member, make_person, sign_in
from brobygger.testing.site import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.identity.models import Account
    from brobygger.plugins import PluginHost
    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock

PLUGIN = "volunteering"


@asynccontextmanager
async def _site(settings: Settings, clock: MovableClock, plugins: PluginHost) -> AsyncIterator[Site]:
    """Start the site on the same database, with *plugins* installed."""
    parts = build_runtime(settings, clock=clock, plugins=plugins, strict=True)
    with runtime.activate(parts):
        async with db.connect(settings.database_url, database_apps(plugins)) as database:
            yield Site(parts, create_app(parts, work=False), database)


async def test_uninstalled_plugin_keeps_its_data_and_is_as_it_was_when_installed_again(
    settings: Settings, clock: MovableClock
) -> None:
    installed = load_plugins(reserved_paths=RESERVED_PATHS, strict=True)
    async with _site(settings, clock, installed) as site:
        await load_demo()
        with crossing_associations("the test looks for any"):
            state = await ModuleState.filter(plugin=PLUGIN, enabled=True).select_related("association").first()
        assert state
        path = f"/a/{state.association.slug}"
        modules = await enabled_modules(state.association_id)
        account, person = await make_person("Chair Charles", "charles@example.org")
        await make_member(state.association, person, roles=[ADMINISTRATOR])
        assert (await _statuses(site, account, path))[f"{path}/{PLUGIN}/"] == 200
    rows = await db.count_rows(settings.database_url, [CORE_APP], PLUGIN)
    assert sum(rows.values()) > 0

    async with _site(settings, clock, load_plugins([])) as site:
        statuses = await _statuses(site, account, path)
        assert await enabled_modules(state.association_id) == frozenset()
    assert statuses == {
        "/": 200, path: 200, f"{path}/modules": 200, f"{path}/{PLUGIN}/": 404, f"/{PLUGIN}/": 404
    }  # fmt: skip
    assert await db.count_rows(settings.database_url, [CORE_APP], PLUGIN) == rows

    async with _site(settings, clock, installed) as site:
        assert set((await _statuses(site, account, path)).values()) == {200}
        assert await enabled_modules(state.association_id) == modules
    assert await db.count_rows(settings.database_url, [CORE_APP], PLUGIN) == rows


async def _statuses(site: Site, account: Account, path: str) -> dict[str, int]:
    async with site.client() as client:
        await sign_in(client, account)
        pages = ("/", path, f"{path}/modules", f"{path}/{PLUGIN}/", f"/{PLUGIN}/")
        return {page: (await client.get(page)).status for page in pages}

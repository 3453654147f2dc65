"""A whole site for one test: the real application over a real database, with a clock that can be moved."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from brobygger import db, runtime
from brobygger.associations.models import Kind
from brobygger.associations.services import create_association
from brobygger.db import association_scope
from brobygger.membership.roles import ADMINISTRATOR, COORDINATOR
from brobygger.modules.services import enable_module
from brobygger.settings import DatabaseSettings, Settings, SiteSettings
from brobygger.site.app import create_app
from brobygger.site.build import build_runtime
from brobygger.site.database import database_apps
from brobygger.site.themes import installed_themes
from brobygger.site.work import do_due_work
from brobygger.testing.client import Client
from brobygger.testing.clock import MovableClock
from brobygger.testing.outbox import Outbox
from brobygger.testing.people import make_member, make_person, sign_in
from brobygger.web.logs import configure_logs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from starlette.applications import Starlette
    from tortoise.context import TortoiseContext

    from brobygger.associations.models import Association
    from brobygger.runtime import Runtime

ORIGIN = "https://brobygger.test"


class Site:
    """The site under test."""

    def __init__(self, parts: Runtime, app: Starlette, database: TortoiseContext) -> None:
        self.runtime = parts
        self.app = app
        self.database = database

    def client(self, *, language: str = "en") -> Client:
        """Return a new browser that nobody is signed in to."""
        return Client(self.app, self.database, ORIGIN, language=language)

    @property
    def models(self) -> list[type[Any]]:
        """The model classes of core and of every loaded plugin."""
        assert self.database.apps is not None
        return [model for models in self.database.apps.values() for model in models.values()]

    async def run_due_work(self) -> None:
        """Do everything that is due by the movable clock, as the worker would."""
        await do_due_work()


@pytest.fixture
def clock() -> MovableClock:
    """Return the site's clock; it stands still until the test moves it."""
    return MovableClock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Return the site's settings; a test module may override this fixture."""
    # A plugin's tests also run where nothing but core and the plugin is installed.
    theme = "default" if "default" in installed_themes() else ""
    return Settings(
        site=SiteSettings(public_origin=ORIGIN, data_dir=tmp_path / "data", theme=theme),
        database=DatabaseSettings(url=database_url),
    )


@asynccontextmanager
async def running_site(settings: Settings, clock: MovableClock, *, strict: bool = True) -> AsyncIterator[Site]:
    """Run a site; unless *strict*, plugins that fail are put up with as in production."""
    configure_logs(readable=False)
    parts = build_runtime(settings, clock=clock, strict=strict)
    async with AsyncExitStack() as stack:
        stack.enter_context(runtime.activate(parts))
        database = await stack.enter_async_context(db.connect(settings.database_url, database_apps(parts.plugins)))
        await create_association(
            "Volunteer Centre", kind=Kind.HOST, slug="centre", town="Albertslund", phone="27789793"
        )
        yield Site(parts, create_app(parts, work=False), database)


@pytest_asyncio.fixture
async def site(settings: Settings, clock: MovableClock) -> AsyncIterator[Site]:
    """The site with all installed plugins, its database migrated and empty but for the host."""
    async with running_site(settings, clock) as running:
        yield running


@pytest_asyncio.fixture
async def host(site: Site) -> Association:  # noqa: ARG001  # the site makes it
    """The association that runs the site, with every module on."""
    from brobygger.associations.services import get_host

    found = await get_host()
    assert found
    await _enable_all(found)
    return found


@pytest_asyncio.fixture
async def association(site: Site, host: Association) -> Association:  # noqa: ARG001  # modules need a host
    """An association with every module on."""
    made = await create_association("Bridge Choir", slug="choir", summary="We sing on Mondays")
    await _enable_all(made)
    return made


@pytest_asyncio.fixture
async def other_association(site: Site, host: Association) -> Association:  # noqa: ARG001  # modules need a host
    """Another association with every module on, whose rows nobody of the first may see."""
    made = await create_association("Chess Club", slug="chess", summary="We think on Tuesdays")
    await _enable_all(made)
    return made


async def _enable_all(association: Association) -> None:
    plugins = runtime.current().plugins.plugins
    with association_scope(association.id):
        for plugin in sorted(plugins, key=lambda plugin: len(plugin.manifest.requires)):
            await enable_module(association, plugin.manifest.name, account_id=None)


@pytest_asyncio.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    """A browser that nobody is signed in to."""
    async with site.client() as browser:
        yield browser


@pytest_asyncio.fixture
async def sign_in_as(site: Site) -> AsyncIterator[Callable[..., Awaitable[Client]]]:
    """Signs people in: called with an association and the names of roles, it answers with somebody's browser.

    Without an association, somebody who belongs nowhere.
    """
    async with AsyncExitStack() as stack:
        count = 0

        async def make(
            association: Association | None = None, *roles: str, name: str = "", email: str = "", language: str = "en"
        ) -> Client:
            nonlocal count
            count += 1
            address = email or f"person{count}@example.org"
            account, person = await make_person(name or f"Person {count}", address, language=language)
            if association is not None:
                await make_member(association, person, roles=roles, email=address)
            browser = await stack.enter_async_context(site.client(language=language))
            await sign_in(browser, account)
            return browser

        yield make


@pytest_asyncio.fixture
async def coordinator(association: Association, sign_in_as: Callable[..., Awaitable[Client]]) -> Client:
    """The browser of the association's coordinator."""
    return await sign_in_as(association, COORDINATOR, name="Coordinator Carla", email="carla@example.org")


@pytest_asyncio.fixture
async def administrator(association: Association, sign_in_as: Callable[..., Awaitable[Client]]) -> Client:
    """The browser of somebody in charge of the association."""
    return await sign_in_as(association, ADMINISTRATOR, name="Chair Charles", email="charles@example.org")


@pytest_asyncio.fixture
async def member(association: Association, sign_in_as: Callable[..., Awaitable[Client]]) -> Client:
    """The browser of a member without a role."""
    return await sign_in_as(association, name="Member Mia", email="mia@example.org")


@pytest_asyncio.fixture
async def outsider(site: Site, sign_in_as: Callable[..., Awaitable[Client]]) -> Client:  # noqa: ARG001  # needs the site
    """The browser of somebody who is signed in and belongs nowhere."""
    return await sign_in_as(name="Outsider Olga", email="olga@example.org")


@pytest.fixture
def outbox(site: Site) -> Outbox:  # noqa: ARG001  # its database
    """The mails that the site wrote."""
    return Outbox()

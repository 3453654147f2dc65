"""A site with something in it, the machine it is restored on, and every row of a database."""

from __future__ import annotations

import dataclasses
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from brobygger import db, runtime
from brobygger.settings import DatabaseSettings
from brobygger.site.build import build_runtime
from brobygger.site.database import database_apps
from brobygger.testing.people import make_member, make_person
from brobygger.testing.rows import every_row
from brobygger.testing.site import running_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.databases import Databases

    Rows = dict[str, list[str]]

PICTURE = b"\x00a picture"


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[None]:
    """Open the site of *settings* with what is in its database."""
    parts = build_runtime(settings, strict=True)
    with runtime.activate(parts):
        async with db.connect(settings.database_url, database_apps(parts.plugins)):
            yield


async def rows_of(settings: Settings) -> Rows:
    async with opened(settings):
        return await every_row()


def picture_of(settings: Settings) -> Path:
    """Return where the site keeps a picture that somebody uploaded."""
    return settings.site.data_dir / "uploads" / "5" / "picture.webp"


@pytest.fixture
def fill(settings: Settings, clock: MovableClock) -> Callable[[], Awaitable[Rows]]:
    """Put somebody into the database, whose name tries the format, and a picture into the data folder."""

    async def put() -> Rows:
        async with running_site(settings, clock):
            from brobygger.associations.services import get_host

            host = await get_host()
            assert host
            _, person = await make_person("Anna Æble\twith a tab\nand \\. a line", "anna@example.org")
            await make_member(host, person, email="anna@example.org")
            picture_of(settings).parent.mkdir(parents=True)
            picture_of(settings).write_bytes(PICTURE)
            return await every_row()

    return put


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "monday.zip"


@pytest.fixture
def elsewhere(settings: Settings, databases: Databases, tmp_path: Path) -> Settings:
    """The settings of a new machine: no data folder, an empty database."""
    site = dataclasses.replace(settings.site, data_dir=tmp_path / "elsewhere")
    return dataclasses.replace(settings, site=site, database=DatabaseSettings(url=databases.empty()))

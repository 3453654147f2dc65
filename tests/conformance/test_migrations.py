"""The migrations of core and of every installed plugin make the tables that the models describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import db
from brobygger.site.database import database_apps

if TYPE_CHECKING:
    from brobygger.testing.site import Site


async def test_no_model_lacks_a_migration(site: Site) -> None:
    assert await db.make_migrations(database_apps(site.runtime.plugins), write=False) == []

"""Writing migrations for models that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from brobygger.db.connection import tortoise_config

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brobygger.db.connection import AppConfig


async def make_migrations(apps: Iterable[AppConfig], *, write: bool = True) -> list[str]:
    """Write what the models of all *apps* need, and return the paths of the new files. No database is touched.

    Always for all apps together: Tortoise does not find the apps that others refer to otherwise. Without *write*, the
    paths are those of files that would be written.
    """
    config = tortoise_config("sqlite://:memory:", apps)
    async with TortoiseContext() as context:
        await context.init(config=config)
        assert context.apps is not None, "the context was initialised above"
        writers = await MigrationAutodetector(context.apps, config["apps"]).changes()
        return [str(writer.write() if write else writer.path()) for writer in writers]

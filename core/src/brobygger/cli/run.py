"""What commands share: the site from its settings, and its database."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from brobygger import db, runtime
from brobygger.backup import BackupError, check_restored
from brobygger.db import DatabaseUnavailable, MigrationError
from brobygger.plugins import PluginError
from brobygger.settings import Settings, SettingsError, load_settings
from brobygger.site.assets import AssetError
from brobygger.site.build import build_runtime
from brobygger.site.database import database_apps
from brobygger.site.themes import ThemeError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

    from brobygger.runtime import Runtime

T = TypeVar("T")
#: Errors that tell the operator what to do; everything else is a fault of ours and shows its trace.
EXPECTED = (
    SettingsError, DatabaseUnavailable, MigrationError, PluginError, AssetError, ThemeError, BackupError,
)  # fmt: skip


def settings_of(config: Path | None) -> Settings:
    return load_settings(config)


def site_of(config: Path | None, *, strict: bool = False) -> Runtime:
    settings = load_settings(config)
    check_restored(settings)
    return build_runtime(settings, strict=strict)


@asynccontextmanager
async def open_site(site: Runtime) -> AsyncIterator[None]:
    """Make *site* and its database the current ones."""
    with runtime.activate(site):
        async with db.connect(site.settings.database_url, database_apps(site.plugins)):
            yield


def run(work: Coroutine[None, None, T]) -> T:
    return asyncio.run(work)

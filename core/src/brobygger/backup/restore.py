"""Putting a backup in place: beside what is there first, then in one step, and erased again is who was erased since."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from brobygger import db, runtime
from brobygger.backup import postgres, sqlite
from brobygger.backup.archive import FILES, KEY, open_archive, sync_folder
from brobygger.backup.errors import BackupError
from brobygger.backup.save import check_database, unpack, uses_sqlite
from brobygger.privacy import journal
from brobygger.privacy.erasure import erase_again
from brobygger.settings import DatabaseSettings
from brobygger.site.build import build_runtime
from brobygger.site.database import database_apps

if TYPE_CHECKING:
    from brobygger.backup.archive import Manifest
    from brobygger.settings import Settings

#: Lies in the data folder while a PostgreSQL database is there, but who was erased since is not erased again yet.
_UNFINISHED = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place."""

    manifest: Manifest
    #: How many accounts, persons and contacts were erased again.
    erased_again: int
    knows_erasures: bool
    key_restored: bool


def check_restored(settings: Settings) -> None:
    """Raise BackupError when a restore was interrupted after it replaced the database."""
    if (settings.site.data_dir / _UNFINISHED).exists():
        raise BackupError("a restore was interrupted: run “brobygger restore --replace” again before you open the site")


async def restore_site(
    settings: Settings, source: Path, *, replace: bool = False, erasures: Path | None = None
) -> Restored:
    """Put the backup at *source* in place. *erasures* is the journal of another machine, where there is one.

    Whatever stops it, the old database is whole until the new one takes its place. Raises BackupError,
    DatabaseUnavailable and MigrationError.
    """
    data = settings.site.data_dir
    data.mkdir(parents=True, exist_ok=True)
    had_key = (data / KEY).exists()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as name, open_archive(source) as archive:
        folder, manifest = Path(name), archive.manifest
        await _refuse(settings, manifest, replace=replace)
        unpack(archive, folder)
        await check_database(manifest, folder)
        for path in (folder / FILES / journal.NAME, erasures):
            if path is not None and path.exists():
                journal.merge(path, data / journal.NAME)
        new_key = manifest.has_key and (replace or not had_key)
        if uses_sqlite(settings.database_url):
            again = await _prepare_sqlite(settings, folder)
            _put_files(data, folder, manifest, key=new_key)
            _put_sqlite(settings, folder)
        else:
            _put_files(data, folder, manifest, key=new_key)
            again = await _restore_postgres(settings, folder)
    return Restored(manifest, again, (data / journal.NAME).exists(), new_key)


async def _refuse(settings: Settings, manifest: Manifest, *, replace: bool) -> None:
    """Raise BackupError where nothing should be restored."""
    url = settings.database_url
    kind = "sqlite" if uses_sqlite(url) else "postgres"
    if manifest.database != kind:
        raise BackupError(f"the backup is of {manifest.database}, and [database] url names {kind}")
    known = set(db.known_migrations(url, database_apps(build_runtime(settings, strict=True).plugins)))
    labels = {key.partition(" ")[0] for key in known}
    newer = [key for key in manifest.migrations if key.partition(" ")[0] in labels and key not in known]
    if newer:
        raise BackupError(f"the backup is of a later release: it has the migration {newer[0]}. Install that release.")
    if kind == "sqlite":
        await asyncio.to_thread(sqlite.refuse_running, url)
        full = not replace and await asyncio.to_thread(sqlite.has_rows, url)
    else:
        await postgres.refuse_running(url)
        full = not replace and await postgres.has_rows(url)
    if full:
        raise BackupError(
            "there is something in the database: with --replace it is lost, and the backup takes its place"
        )


async def _finish(settings: Settings) -> int:
    """Bring the restored database to what the code needs, and erase who was erased since; return how many."""
    site = build_runtime(settings, strict=True)
    apps = database_apps(site.plugins)
    await db.migrate(settings.database_url, apps, log=lambda _line: None)
    with runtime.activate(site):
        async with db.connect(settings.database_url, apps):
            return await erase_again()


async def _prepare_sqlite(settings: Settings, folder: Path) -> int:
    database = folder / sqlite.PART
    staged = dataclasses.replace(settings, database=DatabaseSettings(url=f"sqlite://{database.absolute()}"))
    again = await _finish(staged)
    await asyncio.to_thread(sqlite.settle, database)
    return again


def _put_sqlite(settings: Settings, folder: Path) -> None:
    target = sqlite.path_of(settings.database_url)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f".{target.name}.restored")
    shutil.move(folder / sqlite.PART, staged)  # the data folder may be on another disk
    staged.replace(target)
    sync_folder(target.parent)


async def _restore_postgres(settings: Settings, folder: Path) -> int:
    unfinished = settings.site.data_dir / _UNFINISHED
    unfinished.touch()
    sync_folder(unfinished.parent)
    try:
        await postgres.put_in_place(settings.database_url, folder / postgres.PART)
    except BackupError:
        unfinished.unlink()
        raise
    again = await _finish(settings)
    unfinished.unlink()
    return again


def _put_files(data: Path, folder: Path, manifest: Manifest, *, key: bool) -> None:
    """Move each file to its place in one step. The journal of erasures was merged already."""
    names = [name for name in manifest.files if name != journal.NAME]
    for name in names:
        target = data / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / FILES / name).replace(target)
    if key:
        (folder / KEY).replace(data / KEY)
    sync_folder(data)

"""Making a backup, and looking through one."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from brobygger.backup import postgres, sqlite
from brobygger.backup.archive import FILES, KEY, Contents, Manifest, open_archive, write_archive
from brobygger.backup.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brobygger.backup.archive import Archive
    from brobygger.settings import Settings


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was made."""

    path: Path
    manifest: Manifest


def uses_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


async def save_site(settings: Settings, target: Path, *, with_keys: bool = False) -> Saved:
    """Write database and data folder into one archive at *target*, or, where that is a folder, into a new one in it.

    Goes on while the site does. Raises BackupError.
    """
    moment = datetime.now(UTC)
    path = _archive_path(settings, target, moment)
    with tempfile.TemporaryDirectory(prefix="brobygger-") as folder, write_archive(path) as archive:
        dump = Path(folder) / "database"
        part, contents = await _copy_database(settings.database_url, dump)
        archive.add(part, dump)
        for file in files_to_save(settings):
            with suppress(FileNotFoundError):  # a picture that was removed long enough ago goes just now
                archive.add(f"{FILES}{file.relative_to(settings.site.data_dir).as_posix()}", file)
        if with_keys:
            archive.add(KEY, settings.site.data_dir / KEY)
        manifest = Manifest(
            version=version("brobygger"), made_at=moment.isoformat(timespec="seconds"),
            database=_kind(part), migrations=contents.migrations, tables=contents.tables, parts=archive.parts,
        )  # fmt: skip
        archive.finish(manifest)
    return Saved(path, manifest)


def _archive_path(settings: Settings, target: Path, moment: datetime) -> Path:
    path = target / f"brobygger-{moment:%Y%m%d-%H%M%S}.zip" if target.is_dir() else target
    if path.resolve().is_relative_to(settings.site.data_dir.resolve()):
        raise BackupError(f"{path} is in the data folder: it would be lost with it. Choose another place.")
    return path


def _kind(part: str) -> str:
    return "sqlite" if part == sqlite.PART else "postgres"


async def _copy_database(url: str, target: Path) -> tuple[str, Contents]:
    if uses_sqlite(url):
        await asyncio.to_thread(sqlite.copy_database, url, target)
        return sqlite.PART, await asyncio.to_thread(sqlite.read_contents, target)
    return postgres.PART, await postgres.copy_database(url, target)


def files_to_save(settings: Settings) -> Iterator[Path]:
    """Yield the files of the data folder, but for the database, the key, sent mails, and what is half written."""
    data, mails = settings.site.data_dir, settings.mail_folder.resolve()
    database = sqlite.path_of(settings.database_url).resolve() if uses_sqlite(settings.database_url) else None
    for path in sorted(data.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(data).parts)
        if path.is_symlink() or not path.is_file() or hidden or path.resolve().is_relative_to(mails):
            continue
        of_database = database is not None and path.resolve().parent == database.parent and (
            path.name == database.name or path.name.startswith((f"{database.name}-", f"{database.name}."))
        )  # fmt: skip
        if not of_database and path != data / KEY:
            yield path


async def verify(path: Path) -> Manifest:
    """Read every part of an archive and open its database. Raises BackupError when anything is not as it was."""
    with tempfile.TemporaryDirectory(prefix="brobygger-") as folder, open_archive(path) as archive:
        unpack(archive, Path(folder))
        await check_database(archive.manifest, Path(folder))
        _check_pictures(archive.manifest)
        return archive.manifest


def _check_pictures(manifest: Manifest) -> None:
    """Raise BackupError where pictures are missing. There may be more than rows: files go later than those."""
    rows = manifest.tables.get("core_picture", 0)
    if manifest.pictures < rows:
        raise BackupError(
            f"the database in the backup names {rows} pictures, and it has the files of {manifest.pictures}"
        )


def unpack(archive: Archive, folder: Path) -> None:
    """Write every part below *folder*. Raises BackupError."""
    for name in archive.manifest.parts:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        archive.extract(name, target)


async def check_database(manifest: Manifest, folder: Path) -> None:
    """Open the unpacked database and count. Raises BackupError."""
    if manifest.database == "sqlite":
        counts = dict((await asyncio.to_thread(sqlite.read_contents, folder / sqlite.PART)).tables)
    else:
        counts = await postgres.read_contents(folder / postgres.PART)
    wrong = sorted(name for name in {*counts, *manifest.tables} if counts.get(name) != manifest.tables.get(name))
    if wrong:
        raise BackupError(f"the database in the backup has not the rows it should: {', '.join(wrong)}")

"""The archive: a zip file with parts, and a manifest that knows each part's SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from brobygger.backup.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MANIFEST = "manifest.json"
FILES = "files/"
KEY = "secret.key"
UPLOADS = "uploads/"
_FORMAT = 1
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: how many rows each table has, and the migrations that made them."""

    tables: Mapping[str, int]
    migrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    version: str
    made_at: str
    #: ``sqlite`` or ``postgres``.
    database: str
    migrations: tuple[str, ...]
    tables: Mapping[str, int]
    #: The SHA-256 of each part by its name.
    parts: Mapping[str, str]
    format: int = field(default=_FORMAT)

    @property
    def has_key(self) -> bool:
        return KEY in self.parts

    @property
    def files(self) -> list[str]:
        """The files of the data folder, as paths in it."""
        return [name.removeprefix(FILES) for name in self.parts if name.startswith(FILES)]

    @property
    def pictures(self) -> int:
        """How many uploaded pictures there are files of; each has a folder of its own."""
        return len({PurePosixPath(name).parent for name in self.files if name.startswith(UPLOADS)})

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False)


class ArchiveWriter:
    """Takes the parts of an archive, one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, str] = {}

    def add(self, name: str, path: Path) -> None:
        digest = hashlib.sha256()
        with path.open("rb") as source, self._archive.open(name, "w", force_zip64=True) as target:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                target.write(chunk)
        self.parts[name] = digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        self._archive.writestr(MANIFEST, manifest.to_json())


@contextmanager
def write_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Write an archive that only its owner can read; it has its name when it is complete, or never.

    Raises BackupError when there is a file of that name, or none can be written.
    """
    if path.exists():
        raise BackupError(f"{path} is there already: choose another name")
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _private(partial) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            yield ArchiveWriter(archive)
        partial.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise BackupError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Archive:
    """An archive that was opened for reading."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive

    def extract(self, name: str, target: Path) -> None:
        """Write a part to *target*, readable by its owner only. Raises BackupError when it is not what was put in."""
        digest = hashlib.sha256()
        try:
            with self._archive.open(name) as source, _private(target) as file:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
        except (zipfile.BadZipFile, KeyError, EOFError, ValueError) as error:
            raise BackupError(f"{self.path} is damaged in “{name}”: {error}. Use another backup.") from error
        if digest.hexdigest() != self.manifest.parts[name]:
            raise BackupError(f"{self.path} is damaged: “{name}” is not what was put in. Use another backup.")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open an archive. Raises BackupError when it is none, or not complete."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Archive(path, archive, _read_manifest(path, archive))
    except zipfile.BadZipFile as error:
        raise BackupError(f"{path} is no complete backup: {error}. Use another one.") from error
    except OSError as error:
        raise BackupError(f"cannot read {path}: {error.strerror or error}") from error


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(f"{path} is no backup of Brobygger: it has no readable {MANIFEST}") from error
    if manifest.format != _FORMAT:
        raise BackupError(f"{path} was made by another release of Brobygger ({manifest.version}): use that one")
    for name in manifest.parts:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise BackupError(f"{path} has a part that would be written outside of the data folder: “{name}”")
    return manifest

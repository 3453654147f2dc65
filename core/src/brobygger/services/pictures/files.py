"""The files of pictures: in the data folder, under names of our own, whole or not there at all.

Files come before their row and go after it, so a process that is killed leaves files without a row at the worst; they
are swept at night. Several processes share the folder.
"""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from brobygger import runtime

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = "uploads"
#: So many folders hold the pictures that none gets slow to read.
_PREFIX_LENGTH = 2


def uploads_folder() -> Path:
    """Return where the site keeps what people uploaded; no static file is served from there."""
    return runtime.current().settings.site.data_dir / FOLDER


def folder_of(public_id: str) -> Path:
    """Return the folder of one picture's files."""
    return uploads_folder() / public_id[:_PREFIX_LENGTH] / public_id


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* by name into *folder*; all have their names and survive a power cut when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        # Hidden while it is half written: backups leave it out.
        descriptor, partial = tempfile.mkstemp(prefix=".partial-", dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(folder / name)
    for made in (folder, folder.parent, folder.parent.parent):
        _sync(made)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def delete_files(folder: Path) -> None:
    """Delete *folder* and what is in it; what another process deleted at the same time is gone all the same."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
    folder.rmdir()


def stored_before(moment: datetime) -> Iterator[Path]:
    """Yield the folders of pictures in which nothing was written since *moment*."""
    root = uploads_folder()
    for folder in sorted(root.glob("*/*")) if root.is_dir() else ():
        if folder.is_dir() and datetime.fromtimestamp(folder.stat().st_mtime, UTC) < moment:
            yield folder

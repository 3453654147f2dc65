"""Who was erased, by ids alone, outside of the database: a restored backup erases them again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from brobygger import clock, runtime

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "erasures.jsonl"


class Kind(StrEnum):
    """What was erased."""

    ACCOUNT = "account"
    PERSON = "person"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that was erased. Its public id is never given to another one, which its number may be."""

    kind: Kind
    public_id: str


def _path() -> Path:
    return runtime.current().settings.site.data_dir / NAME


def append(kind: Kind, public_id: str) -> None:
    """Write down an erasure, durably, as the last thing in its transaction.

    If the commit then fails, a backup that is restored erases somebody who asked for it and was told that it failed;
    the other way round, one who was told that it was done would come back.
    """
    line = json.dumps({"kind": kind, "id": public_id, "at": clock.now().isoformat(timespec="seconds")})
    _append_lines(_path(), [line])


def _append_lines(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        size = file.seek(0, os.SEEK_END)
        half = size and os.pread(descriptor, 1, size - 1) != b"\n"  # somebody was killed while writing
        file.write(("\n" * half + "".join(f"{line}\n" for line in lines)).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def read(path: Path | None = None) -> list[Entry]:
    """Return what was erased, in order. A line that was half written tells of nothing that was committed."""
    entries = []
    for line in _lines(path or _path()):
        try:
            fields = json.loads(line)
            entries.append(Entry(Kind(fields["kind"]), str(fields["id"])))
        except (ValueError, KeyError, TypeError):
            continue
    return entries


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="ascii", errors="replace").splitlines() if path.exists() else []


def merge(path: Path, into: Path) -> None:
    """Add to the journal *into* what only the one at *path* knows: nothing is ever taken out of a journal."""
    known = set(_lines(into))
    new = [line for line in _lines(path) if line not in known]
    if new:
        _append_lines(into, new)

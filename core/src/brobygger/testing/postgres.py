"""A throw-away PostgreSQL cluster from the system's own programs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where Debian and others keep the programs that are not for users.
_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql")
_USER = "postgres"
#: Copying a database for each test takes half the time in memory, where there is enough of it.
_MEMORY = Path("/dev/shm")  # noqa: S108  # only the parent of a folder with a random name
_ENOUGH_BYTES = 2 * 1024**3
#: Nothing of it has to survive, so it never waits for the disk.
_OPTIONS = (
    "-F -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c listen_addresses="
)


class NoPostgresError(Exception):
    """PostgreSQL is not installed, or cannot be started; the message says what to do."""


def find_programs() -> Path:
    """Return the folder of the newest ``initdb``. Raises NoPostgresError."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    candidates = [path for folder in _FOLDERS for path in Path(folder).glob("*/bin") if (path / "initdb").exists()]
    if not candidates:
        raise NoPostgresError("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    return max(candidates, key=lambda path: int("".join(filter(str.isdigit, path.parent.name)) or 0))


def _run(command: list[str]) -> None:
    """Run a program as a user that PostgreSQL accepts: it refuses root."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", _USER, "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603  # our own words
    if done.returncode:
        raise NoPostgresError(f"{Path(command[-1]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


def _parent_folder() -> Path | None:
    """Return memory with room for a cluster, or None for the system's folder of temporary files."""
    usable = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES
    return _MEMORY if usable else None


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Start a cluster in a folder of its own, reached over a socket there; yield its address without a database.

    Raises NoPostgresError. The cluster and its folder are gone afterwards.
    """
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="brobygger-pg-", dir=_parent_folder()))
    if os.geteuid() == 0:
        shutil.chown(folder, pwd.getpwnam(_USER).pw_uid)
    data = folder / "data"
    try:
        _run([str(programs / "initdb"), "-D", str(data), "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
        options = f"{_OPTIONS} -c unix_socket_directories={folder}"
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgres://test@/{{name}}?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)

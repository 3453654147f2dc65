"""A SQLite database: copied while the site goes on, and put in place in one step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from brobygger.backup.archive import Contents
from brobygger.backup.errors import BackupError

PART = "database.sqlite"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
_MIGRATIONS = "SELECT app, name FROM tortoise_migrations ORDER BY app, name"


def path_of(url: str) -> Path:
    """Return the file of the database at *url*."""
    return Path(url.removeprefix("sqlite://").partition("?")[0])


def copy_database(url: str, target: Path) -> None:
    """Copy the database as it is at one moment; others go on reading and writing. Raises BackupError."""
    path = path_of(url)
    if not path.exists():
        raise BackupError(f"there is no database at {path}: check [site] data_dir and [database] url")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # everything in the one file


def read_contents(path: Path) -> Contents:
    """Look through the whole file. Raises BackupError when it is damaged."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise BackupError(f"the database in the backup is damaged: {found}")
            names = [name for [name] in connection.execute(_TABLES)]
            counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # names from the database
            migrations = connection.execute(_MIGRATIONS).fetchall() if "tortoise_migrations" in names else []
        except sqlite3.DatabaseError as error:
            raise BackupError(f"the database in the backup is damaged: {error}") from error
    return Contents(counts, tuple(f"{app} {name}" for app, name in migrations))


def has_rows(url: str) -> bool:
    """Tell whether there is anything in the database but its own bookkeeping."""
    path = path_of(url)
    if not path.exists():
        return False
    counts = read_contents(path).tables
    return any(count for table, count in counts.items() if table != "tortoise_migrations")


def refuse_running(url: str) -> None:
    """Bring everything into the one file. Raises BackupError when another process has the database open."""
    path = path_of(url)
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            [mode] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = ""
    except sqlite3.DatabaseError:
        return  # damaged, which is why it is replaced
    if mode != "delete":
        raise BackupError(f"something uses {path}: stop the site and its workers first")


def settle(path: Path) -> None:
    """Bring what was changed in *path* into the one file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")

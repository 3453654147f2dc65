"""A PostgreSQL database, by the programs that come with it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from brobygger.backup.archive import Contents
from brobygger.backup.errors import BackupError
from brobygger.db import tortoise_config
from brobygger.db.unavailable import explain_unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

PART = "database.pgdump"
#: Where Debian and others keep the programs of each version.
_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_MIGRATIONS = "SELECT app, name FROM tortoise_migrations ORDER BY app, name"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)
_COPY = re.compile(rb"COPY (?:\S+\.)?\"?(\w+)\"? \(.*\) FROM stdin;\n")
#: Everything of ours goes; what extensions brought stays.
_DROP = """DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
    END LOOP;
    FOR found IN SELECT p.oid::regprocedure AS signature FROM pg_proc AS p
        WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', found.signature);
    END LOOP;
END $$;
"""


def find_program(name: str) -> str:
    """Return the program called *name*, the newest where there are several. Raises BackupError."""
    found = shutil.which(name)
    if found:
        return found
    candidates = [path for folder in _FOLDERS for path in Path(folder).glob(f"*/bin/{name}")]
    if not candidates:
        raise BackupError(
            f"{name} is not installed, and PostgreSQL needs it. On Debian: apt-get install postgresql-client"
        )
    return str(max(candidates, key=lambda path: int("".join(filter(str.isdigit, path.parent.parent.name)) or 0)))


def _credentials(url: str) -> dict[str, Any]:
    known: dict[str, Any] = tortoise_config(url, [])["connections"]["default"]["credentials"]
    return {key: known.get(key) for key in ("host", "port", "user", "password", "database")}


def _environment(url: str) -> dict[str, str]:
    """Return what the programs read; a password in their arguments could be read by everybody on the machine."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "database": "PGDATABASE"}
    given = {names[key]: str(value) for key, value in _credentials(url).items() if value}
    return {**os.environ, "PGOPTIONS": "-c lock_timeout=10s", **given}


@asynccontextmanager
async def _connect(url: str) -> AsyncIterator[asyncpg.Connection]:
    with explain_unavailable(url):
        connection = await asyncpg.connect(**_credentials(url))
    try:
        yield connection
    finally:
        await connection.close()


async def _run(program: str, *arguments: str, failure: str, url: str = "") -> None:
    """Run a program of PostgreSQL. Raises BackupError with its last word."""
    process = await asyncio.create_subprocess_exec(
        find_program(program), *arguments, env=_environment(url) if url else None,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await process.communicate()
    if process.returncode:
        raise BackupError(f"{failure}: {errors.decode(errors='replace').strip()[-500:]}")


async def copy_database(url: str, target: Path) -> Contents:
    """Dump the database as it is at one moment, and count its rows at the same. Raises BackupError."""
    async with _connect(url) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        contents = await _count(connection)
        await _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
            f"--file={target}", failure="pg_dump failed", url=url,
        )  # fmt: skip
    return contents


async def _count(connection: asyncpg.Connection) -> Contents:
    names = [row["tablename"] for row in await connection.fetch(_TABLES)]
    counts = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608  # names from the database
    migrations = await connection.fetch(_MIGRATIONS) if "tortoise_migrations" in names else []
    return Contents(counts, tuple(f"{row['app']} {row['name']}" for row in migrations))


async def read_contents(dump: Path) -> dict[str, int]:
    """Read the whole dump, without a server, and return how many rows each table has in it. Raises BackupError."""
    with tempfile.TemporaryDirectory(prefix="brobygger-") as folder:
        script = Path(folder) / "data.sql"
        await _script(dump, script, "--data-only")
        with script.open("rb") as lines:
            return _count_copied(lines)


async def _script(dump: Path, target: Path, *options: str) -> None:
    await _run(
        "pg_restore", "--no-owner", "--no-privileges", *options, f"--file={target}", str(dump),
        failure="the database in the backup is damaged",
    )  # fmt: skip


def _count_copied(lines: Iterable[bytes]) -> dict[str, int]:
    """Count the rows in a script: after a table's ``COPY`` each stands on one line, until the end mark."""
    counts: dict[str, int] = {}
    table = ""
    for line in lines:
        if table:
            if line == b"\\.\n":
                table = ""
            else:
                counts[table] += 1
        elif match := _COPY.fullmatch(line):
            table = match[1].decode()
            counts[table] = 0
    return counts


async def has_rows(url: str) -> bool:
    """Tell whether there is anything in the database but its own bookkeeping. Raises DatabaseUnavailable."""
    async with _connect(url) as connection:
        counts = (await _count(connection)).tables
    return any(count for table, count in counts.items() if table != "tortoise_migrations")


async def refuse_running(url: str) -> None:
    """Raises BackupError when something else is connected to the database."""
    async with _connect(url) as connection:
        others = await connection.fetchval(_OTHERS)
    if others:
        raise BackupError(f"{others} connections use the database: stop the site and its workers first")


async def put_in_place(url: str, dump: Path) -> None:
    """Replace everything in the database by the dump, in one transaction. Raises BackupError with nothing changed."""
    with tempfile.TemporaryDirectory(prefix="brobygger-") as folder:
        drop, script = Path(folder) / "drop.sql", Path(folder) / "restore.sql"
        drop.write_text(_DROP, encoding="utf-8")
        await _script(dump, script)
        await _run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--file={drop}", f"--file={script}", url=url,
            failure="the database could not be restored, and is as it was",
        )  # fmt: skip

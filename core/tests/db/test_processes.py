"""Several processes over one database: they wait for each other, and being killed costs nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.tests.db.conftest import App, Database

    Table = Callable[..., str]

MIGRATE = """
import asyncio, sys
from brobygger import db
from brobygger.db import AppConfig
sys.path.insert(0, sys.argv[1])
package = sys.argv[3]
app = AppConfig("pets", (f"{package}.models",), f"{package}.migrations")
print("ready", flush=True)
sys.stdin.readline()
print(asyncio.run(db.migrate(sys.argv[2], [app], log=lambda line: None)))
"""
SLOW = """
import asyncio, pathlib
async def wait(apps, schema_editor):
    pathlib.Path(%r).touch()
    await asyncio.sleep(%r)
"""
COUNT_UP = """
import asyncio, sys
from tortoise.connection import get_connections
from brobygger import db
from brobygger.db import AppConfig, transaction

async def main():
    async with db.connect(sys.argv[1], [AppConfig("core", ("brobygger.services.limits.models",), "")]):
        for _ in range(40):
            async with transaction() as connection:
                lock = " FOR UPDATE" if "postgres" in sys.argv[1] else ""
                _, rows = await connection.execute_query("SELECT n FROM counter" + lock)
                await connection.execute_query("UPDATE counter SET n = " + str(rows[0]["n"] + 1))

asyncio.run(main())
"""


async def start(script: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_of_four_that_migrate_at_once_exactly_one_applies(
    database: Database, pets: App, owner: Table, tmp_path: Path
) -> None:
    """Without a lock, of two processes that start together one crashes (M6)."""
    a_while = SLOW % (str(tmp_path / "reached"), 0.5)
    pets.migration("0001_initial", f"[ops.RunPython(wait), {owner()}]", extra=a_while)
    arguments = (str(pets.folder.parent), database.url, pets.package)
    processes = [await start(MIGRATE, *arguments) for _ in range(4)]
    for process in processes:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"

    answers = await asyncio.gather(*(process.communicate(b"\n") for process in processes))

    assert sorted(out.decode().strip() for out, _ in answers) == ["0", "0", "0", "1"], answers


async def test_killed_in_the_middle_of_a_migration_leaves_a_database_that_migrates(
    database: Database, pets: App, owner: Table, tmp_path: Path
) -> None:
    reached = tmp_path / "reached"
    pets.migration("0001_initial", f"[{owner()}, ops.RunPython(wait)]", extra=SLOW % (str(reached), 30))
    process = await start(MIGRATE, str(pets.folder.parent), database.url, pets.package)
    assert process.stdin
    process.stdin.write(b"\n")
    async with asyncio.timeout(30):
        while not reached.exists():  # noqa: ASYNC110  # another process makes it
            await asyncio.sleep(0.05)

    os.kill(process.pid, signal.SIGKILL)
    await process.communicate()

    assert "pets_owner" not in await database.names("table")
    pets.migration("0001_initial", f"[{owner()}]")
    async with asyncio.timeout(30):
        assert await database.migrate(pets) == 1


async def test_processes_that_read_and_write_wait_for_each_other(database: Database) -> None:
    """SQLite's deferred transactions fail at once when two readers want to write; ours begin as writers."""
    await database.run("CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)")

    processes = [await start(COUNT_UP, database.url) for _ in range(3)]
    answers = [await process.communicate() for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0], answers
    assert await database.rows("SELECT n FROM counter") == [(120,)]

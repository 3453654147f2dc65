"""One process migrates at a time; the others wait and then find nothing to do."""

from __future__ import annotations

import asyncio
import fcntl
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: “bro”, as a number, so that no other program takes the same lock by chance.
_ADVISORY_KEY = 0x62726F


@asynccontextmanager
async def migration_lock(connection: Any) -> AsyncIterator[None]:
    """Hold the lock of the database behind *connection*. A killed process lets go of it by being gone."""
    if connection.capabilities.dialect == "postgres":
        async with _advisory_lock(connection):
            yield
    elif connection.filename == ":memory:":
        yield
    else:
        with Path(f"{connection.filename}.lock").open("w") as file:  # noqa: ASYNC230  # an empty file, before anything is served
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield


@asynccontextmanager
async def _advisory_lock(connection: Any) -> AsyncIterator[None]:
    """Hold a session's lock over a connection of its own, beside the transactions."""
    own = await asyncpg.connect(
        host=connection.extra.get("host") or connection.host, port=connection.port, user=connection.user,
        password=connection.password, database=connection.database,
    )  # fmt: skip
    try:
        await own.execute("SELECT pg_advisory_lock($1)", _ADVISORY_KEY)
        yield
    finally:
        await own.close()

"""Trying again when the database broke a transaction off for another one's sake."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from typing import TYPE_CHECKING, Final, TypeVar

import asyncpg
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connections

from brobygger.db.connection import transaction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
_ATTEMPTS: Final = 5
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT})


async def run_in_transaction(perform: Callable[[], Awaitable[T]]) -> T:
    """Run *perform* in a transaction, and from its beginning once more when the database chose it to give way.

    Two transactions that wait for each other's rows can neither go on: PostgreSQL breaks one off, and all it has to
    do is to begin again. SQLite gives up a writer who waited too long. So *perform* must change nothing but the
    database. Inside of another transaction it runs once: what would have to begin again lies outside.
    """
    for attempt in range(1, _ATTEMPTS):
        try:
            return await _once(perform)
        except Exception as error:
            if not _gave_way(error) or _is_inside():
                raise
            # At random, or the same two would meet again.
            await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  # nobody gains by guessing it
    return await _once(perform)


async def _once(perform: Callable[[], Awaitable[T]]) -> T:
    async with transaction():
        return await perform()


def _is_inside() -> bool:
    return isinstance(get_connections().get("default"), TransactionalDBClient)


def _gave_way(error: BaseException | None) -> bool:
    """Tell whether *error*, or what it was made of, says that trying again may help."""
    while error is not None:
        if isinstance(error, (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)):
            return True
        if isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", None) in _BUSY:
            return True
        error = error.__cause__
    return False

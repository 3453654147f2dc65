"""Tortoise's SQLite backend, with transactions that begin as writers.

Tortoise begins them as readers: when two processes then want to write, one gets “database is locked” at once, however
long it is willing to wait. ``BEGIN IMMEDIATE`` takes the write lock first, and waiting works.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

if TYPE_CHECKING:
    from tortoise.backends.base.client import TransactionalDBClient, TransactionContext


class _Transaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class _Context(SqliteTransactionContext):
    async def __aenter__(self) -> TransactionalDBClient:
        """Begin; let go of the connection when that fails, which Tortoise forgets: every later query would hang."""
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        transaction: TransactionalDBClient = self.connection
        return transaction


class Client(SqliteClient):
    """A SQLite database for several processes."""

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001  # Tortoise's signature
        """Open the file, for once, without aiosqlite: a thread that cannot outlives the loop that it reports to."""
        if self._connection is None:
            await asyncio.to_thread(_open_and_close, self.filename)
        await super().create_connection(with_db)

    def _in_transaction(self) -> TransactionContext:
        return _Context(_Transaction(self), self._lock)


def _open_and_close(filename: str) -> None:
    sqlite3.connect(filename).close()


client_class = Client

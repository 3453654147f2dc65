"""Removing the tables of a plugin for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

from brobygger.db.connection import tortoise_config
from brobygger.db.migrations.lock import migration_lock
from brobygger.db.unavailable import explain_unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from brobygger.db.connection import AppConfig

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


async def _tables_of(connection: Any, label: str) -> list[str]:
    """Return the tables of *label*, and not those of a label that begins with it: ``notice`` and ``notice_board``."""
    _, rows = await connection.execute_query(_TABLES[connection.capabilities.dialect])
    names = [row["name"] for row in rows]
    longer: tuple[str, ...] = ()
    if "tortoise_migrations" in names:
        _, apps = await connection.execute_query("SELECT DISTINCT app FROM tortoise_migrations")
        longer = tuple(f"{row['app']}_" for row in apps if row["app"].startswith(f"{label}_"))
    return [name for name in names if name.startswith(f"{label}_") and not name.startswith(longer)]


async def count_rows(url: str, apps: Iterable[AppConfig], label: str) -> dict[str, int]:
    """Return how many rows each table of the plugin called *label* has; *apps* are the others.

    Raises DatabaseUnavailable.
    """
    with explain_unavailable(url):
        async with TortoiseContext() as context:
            await context.init(config=tortoise_config(url, apps))
            connection = context.db("default")
            counts = {}
            for table in await _tables_of(connection, label):
                _, rows = await connection.execute_query(f'SELECT count(*) AS n FROM "{table}"')  # noqa: S608  # a table's name, read from the database
                counts[table] = rows[0]["n"]
            return counts


async def purge_app(url: str, apps: Iterable[AppConfig], label: str, *, owned: Mapping[str, str] | None = None) -> None:
    """Drop the tables of the plugin called *label*, and forget its migrations: all of it, or nothing.

    *owned* are tables of others that hold rows of its, each with the column that has its name.
    """
    with explain_unavailable(url):
        async with TortoiseContext() as context:
            await context.init(config=tortoise_config(url, apps))
            connection = context.db("default")
            await connection.create_connection(with_db=True)
            async with migration_lock(connection), in_transaction("default") as transaction:
                cascade = " CASCADE" if connection.capabilities.dialect == "postgres" else ""
                await _defer_foreign_keys(transaction)
                for table in await _tables_of(transaction, label):
                    await transaction.execute_query(f'DROP TABLE "{table}"{cascade}')
                marker = "$1" if cascade else "?"
                for table, column in {**(owned or {}), "tortoise_migrations": "app"}.items():
                    await transaction.execute_query(f'DELETE FROM "{table}" WHERE {column} = {marker}', [label])  # noqa: S608  # names of our own


async def _defer_foreign_keys(connection: Any) -> None:
    """Let tables be dropped in any order; SQLite checks at the end."""
    if connection.capabilities.dialect == "sqlite":
        await connection.execute_query("PRAGMA defer_foreign_keys = ON")

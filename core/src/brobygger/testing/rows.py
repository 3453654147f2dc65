"""Every row of the database in use, to compare it with another moment, or to look for what should be gone."""

from __future__ import annotations

from tortoise.connection import get_connections

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


async def every_row() -> dict[str, list[str]]:
    """Return the rows of every live table, as text, by the table's name."""
    connection = get_connections().get("default")
    _, tables = await connection.execute_query(_TABLES[connection.capabilities.dialect])
    found = {}
    for table in tables:
        _, rows = await connection.execute_query(f'SELECT * FROM "{table["name"]}"')  # noqa: S608  # names from the database
        found[table["name"]] = sorted(str(sorted(dict(row).items())) for row in rows)
    return found


async def rows_with(*words: str) -> list[str]:
    """Return the rows that hold one of *words*, in whatever case, with their tables."""
    wanted = [word.casefold() for word in words]
    return [
        f"{table}: {row}"
        for table, rows in (await every_row()).items()
        for row in rows
        if any(word in row.casefold() for word in wanted)
    ]

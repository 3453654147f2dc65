"""Which tables refer to one, in the live database: those of plugins that are not installed any more too."""

from __future__ import annotations

from typing import Any, NamedTuple

_REFERENCES = {
    "sqlite": (
        'SELECT tables.name AS "table", key."from" AS "column" FROM sqlite_master AS tables '
        "JOIN pragma_foreign_key_list(tables.name) AS key WHERE tables.type = 'table' AND key.\"table\" = ?"
    ),
    "postgres": (
        'SELECT referring.relname AS "table", attribute.attname AS "column" FROM pg_constraint AS key '
        "JOIN pg_class AS referring ON referring.oid = key.conrelid "
        "JOIN pg_class AS referred ON referred.oid = key.confrelid "
        "JOIN pg_attribute AS attribute ON attribute.attrelid = key.conrelid AND attribute.attnum = key.conkey[1] "
        "WHERE key.contype = 'f' AND referred.relnamespace = current_schema()::regnamespace AND referred.relname = $1"
    ),
}


class Reference(NamedTuple):
    """A column whose values are ids of another table."""

    table: str
    column: str


async def references_to(connection: Any, table: str) -> list[Reference]:
    """Return the foreign keys of the live schema that lead to *table*, by name."""
    _, rows = await connection.execute_query(_REFERENCES[connection.capabilities.dialect], [table])
    return sorted(Reference(row["table"], row["column"]) for row in rows)

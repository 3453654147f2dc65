"""Tortoise's schema editors, with their faults mended.

Tortoise 1.1.9 loses constraints (its issue #2272), and on SQLite remakes a table by copying it: with foreign keys on
that deletes every child row, and without more ado every index and trigger of the table. Each override says which fault
it mends; the tests of this package show each on both databases.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, SqliteSchemaEditor

if TYPE_CHECKING:
    from tortoise.fields import Field
    from tortoise.models import Model


class PostgresEditor(AsyncpgSchemaEditor):
    """The editor for PostgreSQL."""

    async def create_model(self, model: type[Model]) -> None:
        """Create the constraints of the model's ``Meta`` as well; Tortoise forgets them."""
        await super().create_model(model)
        for constraint in model._meta.constraints or ():
            await self.add_constraint(model, constraint)


class SQLiteEditor(SqliteSchemaEditor):
    """The editor for SQLite. Runs with foreign keys off: the runner checks them before it commits."""

    async def create_model(self, model: type[Model]) -> None:
        """Create the constraints of the model's ``Meta`` as well; Tortoise forgets them."""
        await super().create_model(model)
        constraints = list(model._meta.constraints or ())
        if any(isinstance(constraint, CheckConstraint) for constraint in constraints):
            await self._remake_table(model)  # still empty; the copy has every check
        for constraint in constraints:
            if not isinstance(constraint, CheckConstraint):
                await self.add_constraint(model, constraint)

    async def add_constraint(self, model: type[Model], constraint: Any) -> None:
        """Make a conditional unique constraint an index, as SQLite can; Tortoise refuses it there."""
        if not (isinstance(constraint, UniqueConstraint) and constraint.condition):
            await super().add_constraint(model, constraint)
            return
        columns = self._resolve_fields_to_columns(model, constraint.fields)
        name = self._constraint_name_for_model(model, constraint)
        await self._run_sql(
            f"CREATE UNIQUE INDEX {self.quote(name)} ON {self.quote(model._meta.db_table)} "
            f"({', '.join(self.quote(column) for column in columns)}) WHERE {constraint.condition}"
        )

    async def _run_sql(self, sql: str) -> None:
        """Run statements one by one, split where SQLite says that one ends; Tortoise splits at every semicolon."""
        if self.collect_sql or not self.atomic_migration:
            await super()._run_sql(sql)
            return
        statement = ""
        for piece in sql.split(";"):
            statement += f"{piece};"
            if sqlite3.complete_statement(statement):
                await self._run_statement(statement)
                statement = ""
        await self._run_statement(statement)

    async def _run_statement(self, statement: str) -> None:
        if statement.strip(" \n;"):
            await self.client.execute_query(statement)

    async def _remake_table(
        self,
        model: type[Model],
        create_field: Any = None,
        delete_field: Field[Any] | None = None,
        alter_fields: Any = None,
    ) -> None:
        """Put back what the copy lacks: indexes, triggers, ``unique_together``; what a column had goes with it."""
        kept = await self._indexes_and_triggers(model._meta.db_table)
        await super()._remake_table(model, create_field, delete_field, alter_fields)
        present = {name for name, _ in await self._indexes_and_triggers(model._meta.db_table)}
        gone = _column_of(delete_field)
        for name, sql in kept:
            if name not in present and not (gone and f'"{gone}"' in sql):
                await self.client.execute_query(sql)
        await self._keep_unique_together(model, gone)

    async def _keep_unique_together(self, model: type[Model], gone: str) -> None:
        table = model._meta.db_table
        for group in model._meta.unique_together:
            columns = self._resolve_fields_to_columns(model, group)
            if gone not in columns:
                name = self.quote(f"{table}_{'_'.join(columns)}_key")
                quoted = ", ".join(self.quote(column) for column in columns)
                await self._run_sql(f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {self.quote(table)} ({quoted})")

    async def _indexes_and_triggers(self, table: str) -> list[tuple[str, str]]:
        _, rows = await self.client.execute_query(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') "
            "AND sql IS NOT NULL ORDER BY name",
            [table],
        )
        return [(row["name"], row["sql"]) for row in rows]


def _column_of(field: Field[Any] | None) -> str:
    return (field.source_field or field.model_field_name) if field is not None else ""

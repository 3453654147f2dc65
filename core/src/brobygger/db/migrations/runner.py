"""Applying migrations: under a lock, each with its bookkeeping in one transaction, checked before it is committed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.transactions import in_transaction

from brobygger.db.connection import tortoise_config
from brobygger.db.errors import MigrationError
from brobygger.db.migrations.editors import PostgresEditor, SQLiteEditor
from brobygger.db.migrations.lock import migration_lock
from brobygger.db.migrations.quick_state import QuickApps, QuickState
from brobygger.db.unavailable import explain_unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from tortoise.migrations.executor import PlanStep
    from tortoise.migrations.schema_editor import BaseSchemaEditor
    from tortoise.migrations.schema_generator.state import State

    from brobygger.db.connection import AppConfig


class _Executor(MigrationExecutor):
    """Tortoise's executor with our editors."""

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:  # noqa: FBT001, FBT002  # Tortoise's signature
        editor = SQLiteEditor if self.connection.capabilities.dialect == "sqlite" else PostgresEditor
        return editor(self.connection, atomic=atomic, collect_sql=collect_sql)

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        """Return the models as the applied migrations leave them: the same as Tortoise's, made quicker."""
        state = QuickState({}, QuickApps(dict.fromkeys(self.loader.apps_config, "default")))
        for key in self._full_plan():
            if key == upto:
                break
            migration = self.loader.graph.nodes[key]
            if migration is not None and key in applied:
                await migration.apply(state, dry_run=True)
        return state

    async def prepare(self) -> None:
        """Make the table of applied migrations, outside of any migration's transaction."""
        await self.recorder.ensure_schema(self._schema_editor(atomic=False))

    async def apply(self, key: MigrationKey) -> None:
        """Apply one migration; its table is there, and is not made again inside of the transaction."""

        async def already_there(schema_editor: BaseSchemaEditor) -> None: ...

        self.recorder.ensure_schema = already_there  # type: ignore[method-assign]  # of this instance only
        await self.migrate([MigrationTarget(key.app_label, key.name)], direction="forward")


@asynccontextmanager
async def _open(url: str, apps: Iterable[AppConfig]) -> AsyncIterator[tuple[Any, dict[str, Any]]]:
    """Open the database for migrating, on SQLite with foreign keys off: remaking a table would delete its children."""
    config = tortoise_config(url, apps)
    connection_config = config["connections"]["default"]
    if "file_path" in connection_config["credentials"]:
        connection_config["credentials"]["foreign_keys"] = "OFF"
    with explain_unavailable(url):
        async with TortoiseContext() as context:
            await context.init(config=config)
            connection = context.db("default")
            await connection.create_connection(with_db=True)
            yield connection, config["apps"]


async def migrate(url: str, apps: Iterable[AppConfig], *, log: Callable[[str], object] = print) -> int:
    """Apply what the database lacks, and return how many migrations that were.

    Raises DatabaseUnavailable, and MigrationError when a migration fails or the database is newer than the code.
    """
    async with _open(url, apps) as (connection, app_configs), migration_lock(connection):
        executor = _Executor(connection, app_configs)
        await executor.prepare()
        plan = await executor.plan()
        await _refuse_newer_database(executor)
        for step in plan:
            key = await _apply(connection, app_configs, step)
            log(f"Applied {key.app_label} {key.name}.")
        return len(plan)


async def _refuse_newer_database(executor: _Executor) -> None:
    """Refuse a database that has a migration which an installed app does not know: it comes from a later release."""
    labels = set(executor.loader.apps_config)
    known = set(executor.loader.graph.nodes)
    for key in await executor.recorder.applied_migrations():
        if key.app_label in labels and key not in known:
            raise MigrationError(
                f"the database has the migration {key.app_label} {key.name}, which the installed code does not know: "
                "install the release that made it, or restore a backup from before"
            )


async def _apply(connection: Any, app_configs: dict[str, Any], step: PlanStep) -> MigrationKey:
    key = MigrationKey(step.migration.app_label, step.migration.name)
    try:
        if not step.migration.atomic:
            await _Executor(connection, app_configs).apply(key)
            return key
        async with in_transaction("default") as transaction:
            await _Executor(transaction, app_configs).apply(key)
            await _check_foreign_keys(transaction)
    except Exception as error:
        state = "nothing of it was applied" if step.migration.atomic else "it is not atomic: look what was applied"
        message = f"the migration {key.app_label} {key.name} failed, {state}: {type(error).__name__}: {error}"
        raise MigrationError(message) from error
    return key


async def _check_foreign_keys(connection: Any) -> None:
    if connection.capabilities.dialect != "sqlite":
        return
    _, broken = await connection.execute_query("PRAGMA foreign_key_check")
    if broken:
        tables = sorted({row["table"] for row in broken})
        raise MigrationError(f"rows in {', '.join(tables)} would point at rows that are gone")


async def pending(url: str, apps: Iterable[AppConfig]) -> list[str]:
    """Return what the database lacks, as ``app name``. Changes nothing. Raises DatabaseUnavailable."""
    async with _open(url, apps) as (connection, app_configs):
        plan = await _Executor(connection, app_configs).plan()
        return [f"{step.migration.app_label} {step.migration.name}" for step in plan]


def known_migrations(url: str, apps: Iterable[AppConfig]) -> list[str]:
    """Return what the installed code has, as ``app name``; the database is not asked."""
    loader = MigrationLoader(tortoise_config(url, apps)["apps"], MigrationRecorder(None))
    loader.load_disk()
    return [f"{key.app_label} {key.name}" for key in sorted(loader.disk_migrations, key=str)]

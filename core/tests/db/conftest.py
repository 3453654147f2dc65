"""Throw-away apps with migrations of their own."""

from __future__ import annotations

import importlib
import sys
from contextlib import asynccontextmanager
from itertools import count
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from tortoise.context import TortoiseContext

from brobygger import db
from brobygger.db import AppConfig, tortoise_config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

_numbers = count(1)
_HEADER = """\
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
"""


OWNER = """ops.CreateModel(name="Owner", fields=[
    ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
    ("name", fields.CharField(max_length=40)),
    ("shoe", fields.CharField(max_length=40, default="")),
], options={"table": "pets_owner", "app": "pets", "pk_attr": "id"%s}, bases=["Model"])"""


class App:
    """A small distribution: a module of models and a package of migrations, written by the test."""

    def __init__(self, folder: Path, label: str) -> None:
        self.label = label
        self.package = f"app{next(_numbers)}_{label}"
        self.folder = folder / self.package
        (self.folder / "migrations").mkdir(parents=True)
        for path in (self.folder / "__init__.py", self.folder / "migrations" / "__init__.py"):
            path.touch()
        self.models("")

    @property
    def config(self) -> AppConfig:
        return AppConfig(self.label, (f"{self.package}.models",), f"{self.package}.migrations")

    def models(self, text: str) -> None:
        """Write the models; where a test has none, one that no migration knows, as Tortoise warns of none."""
        body = dedent(text) or "class Unused(Model):\n    id = fields.IntField(primary_key=True)\n"
        source = "from tortoise import fields\nfrom tortoise.models import Model\n\n" + body
        (self.folder / "models.py").write_text(source, encoding="utf-8")
        self.forget()

    def migration(self, name: str, operations: str, *, extra: str = "", dependencies: str = "[]") -> None:
        """Write a migration with *operations*, the text of a list."""
        source = (
            f"{_HEADER}{dedent(extra)}\n\nclass Migration(migrations.Migration):\n"
            f"    dependencies = {dependencies}\n    operations = {operations}\n"
        )
        (self.folder / "migrations" / f"{name}.py").write_text(source, encoding="utf-8")
        self.forget()

    def forget(self) -> None:
        """Let the next run read what was written."""
        for module in [name for name in sys.modules if name.split(".")[0] == self.package]:
            del sys.modules[module]
        importlib.invalidate_caches()


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[[str], App]]:
    """``make_app("pets")`` makes an app of that label."""
    sys.path.insert(0, str(tmp_path))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    yield lambda label: App(tmp_path, label)
    sys.dont_write_bytecode = before
    sys.path.remove(str(tmp_path))


@pytest.fixture
def pets(make_app: Callable[[str], App]) -> App:
    return make_app("pets")


class Database:
    """A database under test, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")

    async def migrate(self, *apps: App) -> int:
        return await db.migrate(self.url, [app.config for app in apps], log=lambda _: None)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        config = tortoise_config(self.url, [AppConfig("core", ("brobygger.services.limits.models",), "")])
        async with TortoiseContext() as context:
            await context.init(config=config)
            yield context.db("default")

    async def run(self, *statements: str) -> None:
        async with self.connection() as connection:
            for statement in statements:
                await connection.execute_query(statement)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.connection() as connection:
            _, rows = await connection.execute_query(query)
            return [tuple(dict(row).values()) for row in rows]

    async def names(self, kind: str) -> set[str]:
        """Return the names of all tables, indexes or triggers."""
        if self.is_sqlite:
            return {name for (name,) in await self.rows(f"SELECT name FROM sqlite_master WHERE type = '{kind}'")}
        queries = {
            "table": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
            "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
            "trigger": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        }
        return {name for (name,) in await self.rows(queries[kind])}


@pytest.fixture
def database(empty_database_url: str) -> Database:
    """An empty database."""
    return Database(empty_database_url)


@pytest.fixture
def owner() -> Callable[..., str]:
    """``owner(more="")`` is the operation that makes the table of owners, with more options."""
    return lambda more="": OWNER % more

"""A database for each test: migrated once into a template, then copied, or emptied for the next test.

``--database=sqlite`` (the default) or ``--database=postgres`` chooses for the whole run: Tortoise keeps what it knows
of models for the process, in the shape of one database. ``make test`` runs both.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, cast

import asyncpg
import pytest

from brobygger import db
from brobygger.plugins import load_plugins
from brobygger.site.database import database_apps
from brobygger.site.routes import RESERVED_PATHS
from brobygger.testing.emptying import empty, shape
from brobygger.testing.postgres import throwaway_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The address of a running cluster with ``{name}`` for the database, for those who have one at hand.
ENVIRONMENT = "BROBYGGER_TEST_POSTGRES"
_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="the database to test on")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "any_database: asks nothing of the database, and runs on SQLite alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what is marked ``any_database``; pytest tells how many those are."""
    if config.getoption("--database") == "sqlite":
        return
    left_out = [item for item in items if item.get_closest_marker("any_database")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@dataclass(slots=True)
class Databases:
    """Makes empty databases, and copies of the migrated one."""

    kind: str
    folder: Path
    #: PostgreSQL only: the cluster's address with ``{name}`` for the database.
    cluster: str = ""
    #: PostgreSQL only: what a migrated database is like, and those that a test was done with.
    shape: str = ""
    _used: list[str] = field(default_factory=list)

    def empty(self) -> str:
        """Return the address of a new database without tables."""
        if self.kind == "sqlite":
            return f"sqlite://{self.folder / f'empty{next(_numbers)}.db'}"
        name = _new_name()
        asyncio.run(_execute(self.cluster, f'CREATE DATABASE "{name}"'))
        return self.cluster.format(name=name)

    def migrated(self, template: str) -> str:
        """Return the address of a database like the migrated one, *template*."""
        if self.kind == "sqlite":
            path = self.folder / f"copy{next(_numbers)}.db"
            shutil.copyfile(template, path)
            return f"sqlite://{path}?synchronous=OFF"
        if self._used:
            return self._used.pop()
        name = _new_name()
        asyncio.run(_copy(self.cluster, name, template))
        url = self.cluster.format(name=name)
        self.shape = self.shape or asyncio.run(shape(url))
        return url

    def leave(self, url: str) -> None:
        """Empty a database for the next test, or drop it where that cannot be: nobody knows what a test does to one."""
        if self.kind == "sqlite":
            return
        if asyncio.run(empty(url, like=self.shape)):
            self._used.append(url)
        else:
            name = url.partition("@/")[2].partition("?")[0]
            asyncio.run(_execute(self.cluster, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def _new_name() -> str:
    return f"test_{os.getpid()}_{next(_numbers)}"


async def _execute(cluster: str, statement: str) -> None:
    connection = await asyncpg.connect(cluster.format(name="postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _copy(cluster: str, name: str, template: str) -> None:
    """Copy a database as files, twice as fast in memory as the default of newer servers, which older ones have not."""
    connection = await asyncpg.connect(cluster.format(name="postgres"))
    strategy = "STRATEGY FILE_COPY" if connection.get_server_version() >= (15,) else ""
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')
    finally:
        await connection.close()


@contextmanager
def _cluster() -> Iterator[str]:
    """Use the cluster that the environment names, or start one."""
    given = os.environ.get(ENVIRONMENT)
    if given:
        yield given
        return
    with throwaway_cluster() as address:
        yield address


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of this run's databases."""
    kind = cast("str", request.config.getoption("--database"))
    folder = tmp_path_factory.mktemp("databases")
    if kind == "sqlite":
        yield Databases(kind, folder)
        return
    with _cluster() as address:
        yield Databases(kind, folder, address)


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> str:
    """The database that tests copy, migrated with core and every installed plugin: a path, or a name."""
    host = load_plugins(reserved_paths=RESERVED_PATHS, strict=True)
    url = databases.empty()
    asyncio.run(db.migrate(url, database_apps(host), log=lambda _: None))
    if databases.kind == "sqlite":
        path = url.removeprefix("sqlite://")
        _checkpoint(path)
        return path
    return url.partition("@/")[2].partition("?")[0]


def _checkpoint(path: str) -> None:
    """Bring everything into the one file that is copied."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.fixture
def empty_database_url(databases: Databases) -> str:
    """The address of a database without tables."""
    return databases.empty()


@pytest.fixture
def database_url(databases: Databases, migrated_template: str) -> Iterator[str]:
    """The address of a migrated, empty database of this test's own."""
    url = databases.migrated(migrated_template)
    yield url
    databases.leave(url)

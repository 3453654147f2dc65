"""``brobygger plugins``, on a site whose plugins come and go."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from brobygger import db
from brobygger.cli.main import app
from brobygger.plugins import PluginError
from brobygger.site.database import CORE_APP

if TYPE_CHECKING:
    from typer.testing import Result

    from brobygger.testing.installer import Installer


@pytest.fixture
def runner(database_url: str) -> CliRunner:
    return CliRunner(env={"BROBYGGER_DATABASE__URL": database_url, "COLUMNS": "250"})


@pytest.fixture
def hall(database_url: str) -> dict[str, int]:
    """What a plugin left that is not installed any more: its tables, and core's rows that were its."""
    asyncio.run(_leave_behind(database_url))
    return _counts(database_url, "hall")


async def _leave_behind(url: str) -> None:
    statements = ["CREATE TABLE hall_seat (id int)", "CREATE TABLE hall_guest (id int)"]
    statements.append("INSERT INTO hall_seat VALUES (1), (2)")
    row = "(owner, name, due_at, attempts, error) VALUES ('{}', 'purge', '2026-03-02 00:00:00+00:00', 0, '')"
    statements += [f"INSERT INTO core_periodic_run {row.format(owner)}" for owner in ("hall", "halls")]
    async with db.connect(url, [CORE_APP]) as context:
        for statement in statements:
            await context.db("default").execute_query(statement)


def _purge(runner: CliRunner, name: str, *options: str, answer: str = "") -> Result:
    return runner.invoke(app, ["plugins", "purge", name, *options], input=answer)


def _counts(url: str, label: str) -> dict[str, int]:
    return asyncio.run(db.count_rows(url, [CORE_APP], label))


def test_list_shows_what_is_ready_and_why_the_rest_is_not(installer: Installer, runner: CliRunner) -> None:
    installer.install("well")
    installer.install_source("broken", "1 / 0")

    done = runner.invoke(app, ["plugins", "list"])

    assert done.exit_code == 0, done.output
    assert re.search(r"well .*brobygger-well .*1\.2 .*ready", done.output)
    assert re.search(r"broken .*out of order at import: ZeroDivisionError", done.output)


def test_check_names_the_first_fault(installer: Installer, runner: CliRunner) -> None:
    installer.install_source("broken", "1 / 0")

    done = runner.invoke(app, ["plugins", "check", "broken"])

    assert done.exit_code == 1
    assert isinstance(done.exception, PluginError)
    assert "broken (brobygger-broken 1.2) at import: ZeroDivisionError" in str(done.exception)


def test_check_of_an_unknown_plugin_says_so(runner: CliRunner) -> None:
    done = runner.invoke(app, ["plugins", "check", "nobody"])

    assert done.exit_code == 1
    assert str(done.exception) == "no plugin called “nobody” is installed"


def test_purge_asks_and_a_no_removes_nothing(hall: dict[str, int], database_url: str, runner: CliRunner) -> None:
    done = _purge(runner, "hall", answer="n\n")

    assert "hall_guest: 0 rows\nhall_seat: 2 rows\n" in done.output
    assert _counts(database_url, "hall") == hall == {"hall_guest": 0, "hall_seat": 2}


def test_purge_removes_all_that_was_the_plugins_and_nothing_else(
    hall: dict[str, int], database_url: str, runner: CliRunner
) -> None:
    core = _counts(database_url, "core")

    done = _purge(runner, "hall", "--yes")

    assert done.output.endswith("Removed.\n")
    assert _counts(database_url, "hall") == {}
    assert _counts(database_url, "core") == {**core, "core_periodic_run": 1}
    assert asyncio.run(_owners(database_url)) == ["halls"]


async def _owners(url: str) -> list[str]:
    async with db.connect(url, [CORE_APP]) as context:
        rows = await context.db("default").execute_query_dict("SELECT owner FROM core_periodic_run")
        return [row["owner"] for row in rows]


def test_purge_of_a_plugin_that_is_installed_says_to_uninstall_it_first(
    hall: dict[str, int], installer: Installer, database_url: str, runner: CliRunner
) -> None:
    installer.install("hall")

    assert "uninstall brobygger-hall first" in str(_purge(runner, "hall", "--yes").exception)
    assert _counts(database_url, "hall") == hall


@pytest.mark.parametrize("name", ["core", "tortoise", "sqlite", "Choir", "co%"])
def test_purge_refuses_what_no_plugin_is_called(name: str, database_url: str, runner: CliRunner) -> None:
    core = _counts(database_url, "core")

    assert isinstance(_purge(runner, name, "--yes").exception, PluginError)
    assert _counts(database_url, "core") == core


def test_purge_of_an_unknown_plugin_says_so(runner: CliRunner) -> None:
    assert _purge(runner, "nobody", "--yes").output == "There are no tables of “nobody”.\n"

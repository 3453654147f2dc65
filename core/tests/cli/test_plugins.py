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


def test_purge_asks_and_a_no_removes_nothing(database_url: str, runner: CliRunner) -> None:
    before = _counts(database_url, "volunteering")

    done = _purge(runner, "volunteering", answer="n\n")

    assert before
    assert all(f"{table}: {count} rows" in done.output for table, count in before.items())
    assert _counts(database_url, "volunteering") == before


def test_purge_removes_the_plugins_tables_and_leaves_cores(database_url: str, runner: CliRunner) -> None:
    core = _counts(database_url, "core")

    done = _purge(runner, "volunteering", "--yes")

    assert done.output.endswith("Removed.\n")
    assert _counts(database_url, "volunteering") == {}
    assert _counts(database_url, "core") == core


@pytest.mark.parametrize("name", ["core", "tortoise", "sqlite", "Choir", "co%"])
def test_purge_refuses_what_no_plugin_is_called(name: str, database_url: str, runner: CliRunner) -> None:
    core = _counts(database_url, "core")

    assert isinstance(_purge(runner, name, "--yes").exception, PluginError)
    assert _counts(database_url, "core") == core


def test_purge_of_an_unknown_plugin_says_so(runner: CliRunner) -> None:
    assert _purge(runner, "nobody", "--yes").output == "There are no tables of “nobody”.\n"

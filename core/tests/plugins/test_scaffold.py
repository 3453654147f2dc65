"""A plugin made by ``brobygger plugins new``."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from brobygger.plugins import PluginError
from brobygger.plugins.scaffold import create_plugin
from brobygger.site.routes import RESERVED_PATHS

BIN = Path(sys.executable).parent


def _install(project: Path, environment: Path) -> dict[str, str]:
    """Install a plugin beside what is installed here, without network and without touching it.

    Write what an installer leaves of an editable project into a folder of its own, and return the variables under
    which Python finds it.
    """
    facts = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = environment / f"{facts['name'].replace('-', '_')}-{facts['version']}.dist-info"
    info.mkdir(parents=True)
    requires = "".join(f"Requires-Dist: {requirement}\n" for requirement in facts["dependencies"])
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {facts['name']}\nVersion: {facts['version']}\n{requires}", encoding="utf-8"
    )
    points = facts["entry-points"]["brobygger.plugins"]
    lines = "\n".join(f"{name} = {value}" for name, value in points.items())
    (info / "entry_points.txt").write_text(f"[brobygger.plugins]\n{lines}\n", encoding="utf-8")
    path = os.pathsep.join([str(environment), str(project / "src"), sysconfig.get_path("purelib")])
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BROBYGGER_", "PYTEST_"))}
    return {**inherited, "PYTHONPATH": path, "BROBYGGER_DATABASE__URL": f"sqlite://{environment / 'site.db'}"}


def _run(project: Path, environment: dict[str, str], *command: str) -> str:
    """Run *command* in the plugin's folder, and return what it says."""
    program, *arguments = command
    done = subprocess.run(
        [str(BIN / program), *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_new_plugin_installs_migrates_and_passes_its_own_tests(tmp_path: Path) -> None:
    project = create_plugin("notice_board", tmp_path, title="Opslag & nyt")
    environment = _install(project, tmp_path / "environment")

    assert _run(project, environment, "brobygger", "plugins", "check", "notice_board") == "notice_board is ready.\n"
    assert "notice_board" in _run(project, environment, "brobygger", "plugins", "list")
    assert "notice_board" in _run(project, environment, "brobygger", "migrate")
    assert _run(project, environment, "brobygger", "makemigrations", "--check") == "No changes.\n"
    assert "8 passed" in _run(project, environment, "pytest", "-q", "-p", "no:cacheprovider")


def test_new_plugin_pleases_the_linters_it_is_given(tmp_path: Path) -> None:
    project = create_plugin("notice_board", tmp_path, title="Opslag & nyt")
    environment = _install(project, tmp_path / "environment")

    assert _run(project, environment, "ruff", "check") == "All checks passed!\n"
    _run(project, environment, "ruff", "format", "--check")
    # With the strict settings of its own, and knowing the types of core.
    assert "no issues found" in _run(project, environment, "mypy", f"--python-executable={sys.executable}")


@pytest.mark.parametrize("name", ["", "Choir", "9lives", "core", "a-b", "über", "x" * 60, "choir_", "../choir"])
def test_name_that_no_plugin_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PluginError):
        create_plugin(name, tmp_path, title="Choir")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["", 'Say "hi"', "{{ secret }}", "two\nlines", "x" * 61])
def test_title_that_would_break_the_code_is_refused(title: str, tmp_path: Path) -> None:
    with pytest.raises(PluginError):
        create_plugin("choir", tmp_path, title=title)


def test_page_of_cores_own_is_not_given_away(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="/sign-in is a page"):
        create_plugin("sign_in", tmp_path, title="Sign in", reserved_paths=RESERVED_PATHS)


def test_what_lies_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brobygger-choir").mkdir()
    (tmp_path / "brobygger-choir" / "song.txt").write_text("La")

    with pytest.raises(PluginError, match="already"):
        create_plugin("choir", tmp_path, title="Choir")

    assert [path.name for path in (tmp_path / "brobygger-choir").iterdir()] == ["song.txt"]


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="cannot write"):
        create_plugin("choir", tmp_path / "nowhere", title="Choir")

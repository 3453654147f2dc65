"""A plugin made by ``brobygger plugins new``, used as somebody would who installs it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from brobygger.plugins.scaffold import create_plugin

pytestmark = pytest.mark.any_database

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

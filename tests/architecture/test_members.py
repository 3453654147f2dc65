"""Every distribution of the workspace is installed, type-checked, sorted and under the import contracts."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def workspace(root: Path) -> dict[str, Any]:
    return _read(root / "pyproject.toml")


@pytest.fixture(scope="module")
def members(root: Path) -> dict[Path, dict[str, Any]]:
    return {
        path.parent.relative_to(root): _read(path)
        for folder in ("core", "plugins/*", "themes/*")
        for path in root.glob(f"{folder}/pyproject.toml")
    }


def _packages(members: dict[Path, dict[str, Any]], *tops: str) -> set[str]:
    return {path.name for member in members if member.parts[0] in tops for path in member.glob("src/*")}


def _contract(workspace: dict[str, Any], name: str) -> dict[str, Any]:
    contracts: list[dict[str, Any]] = workspace["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"] == name)


def test_members_are_installed_by_the_workspace(workspace: dict[str, Any], members: dict[Path, dict[str, Any]]) -> None:
    names = {member["project"]["name"] for member in members.values()}

    assert set(workspace["project"]["dependencies"]) == names
    assert set(workspace["tool"]["uv"]["sources"]) == names


def test_members_are_type_checked(workspace: dict[str, Any], members: dict[Path, dict[str, Any]]) -> None:
    sources = {f"{member.as_posix()}/src" for member in members}

    assert set(workspace["tool"]["mypy"]["mypy_path"]) == sources | {".make", "tests"}


def test_members_are_first_party_for_the_sorting_of_imports(
    workspace: dict[str, Any], members: dict[Path, dict[str, Any]]
) -> None:
    sorted_as_own = set(workspace["tool"]["ruff"]["lint"]["isort"]["known-first-party"])

    assert sorted_as_own == _packages(members, "core", "plugins")


def test_members_are_under_the_import_contracts(workspace: dict[str, Any], members: dict[Path, dict[str, Any]]) -> None:
    plugins = _packages(members, "plugins")

    assert set(workspace["tool"]["importlinter"]["root_packages"]) == plugins | {"brobygger"}
    assert set(_contract(workspace, "Core imports no plugin")["forbidden_modules"]) == plugins
    assert set(_contract(workspace, "Plugins do not import each other")["modules"]) == plugins
    assert set(_contract(workspace, "Of core, plugins import only brobygger.plugin_api")["source_modules"]) == plugins


def test_plugins_state_which_core_they_work_with(members: dict[Path, dict[str, Any]]) -> None:
    for path, member in members.items():
        if path.parts[0] == "plugins":
            assert any(text.startswith("brobygger>=") for text in member["project"]["dependencies"]), path


def test_themes_contain_no_behaviour(root: Path, members: dict[Path, dict[str, Any]]) -> None:
    for path in members:
        if path.parts[0] == "themes":
            assert [file.name for file in (root / path / "src").rglob("*.py")] == ["__init__.py"]

"""Plugins that are broken, each in its own way, beside one that works."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from brobygger.plugins import PluginError, load_plugins

if TYPE_CHECKING:
    from conftest import Installer

VIEW = """\
async def view(request): ...
"""


def _stage_and_error(installer: Installer) -> tuple[str, str]:
    """Load a plugin that works and the broken one; return where and why that one failed."""
    installer.install("well", "@hookimpl\ndef periodic_tasks():\n    return []\n")

    host = installer.load()

    assert [plugin.manifest.name for plugin in host.plugins] == ["well"]
    assert host.implementers("periodic_tasks") == ["well"]
    (failure,) = host.failures
    assert (failure.name, failure.distribution, failure.version) == ("broken", "brobygger-broken", "1.2")
    return failure.stage, failure.error


def test_plugin_that_works_is_loaded_with_its_facts(installer: Installer) -> None:
    folder = installer.install("choir")

    host = installer.load(strict=True)

    (plugin,) = host.plugins
    assert (plugin.manifest.name, plugin.distribution, plugin.version) == ("choir", "brobygger-choir", "1.2")
    assert plugin.folder == folder
    assert host.get("choir") is plugin
    assert host.get("chess") is None
    assert host.names == {"choir"}
    assert host.failures == ()


def test_installed_plugins_are_found_without_being_named(installer: Installer) -> None:
    installer.install("choir")

    assert "choir" in load_plugins().names


def test_manifest_cannot_be_changed(installer: Installer) -> None:
    installer.install("choir")
    (plugin,) = installer.load().plugins

    with pytest.raises(FrozenInstanceError):
        plugin.manifest.name = "chess"  # type: ignore[misc]  # that is the point


def test_plugins_are_loaded_in_the_order_of_their_names(installer: Installer) -> None:
    for name in ("walks", "choir", "lunch"):
        installer.install(name)

    assert [plugin.manifest.name for plugin in installer.load().plugins] == ["choir", "lunch", "walks"]


def test_plugin_for_another_core_is_quarantined(installer: Installer) -> None:
    installer.install("broken", "raise SystemError('imported all the same')", requires="brobygger>=99")

    stage, error = _stage_and_error(installer)

    assert stage == "compatibility"
    assert error.startswith("it needs brobygger>=99, and this is brobygger 0.")
    assert error.endswith("install a version that fits")


@pytest.mark.parametrize("requires", ["", "pluggy", "brobygger>=0.1; extra == 'testing'"])
def test_plugin_that_says_nothing_of_core_is_quarantined(installer: Installer, requires: str) -> None:
    installer.install("broken", requires=requires)

    stage, error = _stage_and_error(installer)

    assert stage == "compatibility"
    assert error.startswith("it does not say which brobygger it fits: add “brobygger>=")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package' ("),
        ("1 / 0", "ZeroDivisionError: division by zero ("),
        ("def broken(:", "SyntaxError: invalid syntax (plugin.py, line "),
        ("raise SystemExit(3)", "SystemExit: 3 ("),
    ],
)
def test_plugin_that_cannot_be_imported_is_quarantined(installer: Installer, source: str, reason: str) -> None:
    installer.install("broken", source)

    stage, error = _stage_and_error(installer)

    assert stage == "import"
    assert error.startswith(reason)


def test_failure_of_an_import_names_the_place(installer: Installer) -> None:
    folder = installer.install("broken", "import no_such_package")

    assert _stage_and_error(installer)[1].endswith(f"({folder / 'plugin.py'}, line 3)")


def test_entry_point_of_something_else_than_a_module_is_quarantined(installer: Installer) -> None:
    installer.install("unused")
    installer.write_metadata("brobygger-broken", "broken", "brobygger_unused.plugin:manifest")
    host = installer.load()

    (failure,) = host.failures
    assert failure.stage == "import"
    assert failure.error == "its entry point must name a module, not “brobygger_unused.plugin:manifest”"


def test_plugin_without_manifest_is_quarantined(installer: Installer) -> None:
    installer.install_source("broken", "manifest = {'name': 'broken'}")

    assert _stage_and_error(installer) == (
        "manifest",
        "brobygger_broken.plugin has no “manifest = PluginManifest(…)”",
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ("name='other', path='broken'", "the manifest's name “other” must be the entry point's, “broken”"),
        ("name='broken', path='sign-in'", "the path “sign-in” is taken by core or another plugin: choose another one"),
        ("name='broken', path='well'", ""),
        ("name='broken', path='Not a path'", "the path “Not a path” must be 2 to 40 small letters, digits and hyphens"),
        (
            "name='broken', path='broken', gives=('A song')",
            "the manifest's “gives” must be a tuple: is a comma missing?",
        ),
        (
            "name='broken', path='broken', models=('brobygger_broken.models',)",
            "models and migrations belong together: name both or neither",
        ),
        (
            "name='broken', path='broken', models=('brobygger.identity.models',), migrations='brobygger.migrations'",
            "“brobygger.identity.models” is not in the plugin's own package, brobygger_broken",
        ),
        (
            "name='broken', path='broken', permissions=(Permission('core.manage', 'Everything'),)",
            "the permission “core.manage” must be “broken.” and small letters",
        ),
        (
            "name='broken', path='broken', permissions=(Permission('broken.sing', ''), Permission('broken.sing', ''))",
            "two of its permissions have the same name",
        ),
    ],
)
def test_manifest_that_breaks_a_rule_is_quarantined(installer: Installer, facts: str, reason: str) -> None:
    installer.install_source("broken", f"manifest = PluginManifest({facts}, title='B', summary='B')")
    if reason:
        assert _stage_and_error(installer) == ("manifest", reason)
        return

    assert [plugin.manifest.path for plugin in _with_well(installer)] == ["well"]


def _with_well(installer: Installer) -> list[object]:
    installer.install("well")
    return [*installer.load().plugins]


def test_name_must_end_the_name_of_the_package(installer: Installer) -> None:
    facts = "name='broken', path='broken', title='B', summary='B'"
    installer.install_source("broken", f"manifest = PluginManifest({facts})", package="elsewhere")

    assert _stage_and_error(installer) == (
        "manifest",
        "the package elsewhere must end with the plugin's name, as in “brobygger_broken”",
    )


@pytest.mark.parametrize("name", ["core", "assets", "site"])
def test_names_that_core_uses_are_taken(installer: Installer, name: str) -> None:
    installer.install(name)

    (failure,) = installer.load().failures

    assert failure.stage == "manifest"
    assert failure.error.endswith("and none of assets, core, site")

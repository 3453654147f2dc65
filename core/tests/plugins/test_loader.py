"""Plugins that are broken, each in its own way, beside one that works."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from brobygger.plugins import PluginError, load_plugins

if TYPE_CHECKING:
    from collections.abc import Callable

    from brobygger.testing.installer import Installer

    Outcome = Callable[[], tuple[str, str]]


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


def test_plugin_for_another_core_is_quarantined(installer: Installer, stage_and_error: Outcome) -> None:
    installer.install("broken", "raise SystemError('imported all the same')", requires="brobygger>=99")

    stage, error = stage_and_error()

    assert stage == "compatibility"
    assert error.startswith("it needs brobygger>=99, and this is brobygger 0.")
    assert error.endswith("install a version that fits")


@pytest.mark.parametrize("requires", ["", "pluggy", "brobygger>=0.1; extra == 'testing'"])
def test_plugin_that_says_nothing_of_core_is_quarantined(
    installer: Installer, stage_and_error: Outcome, requires: str
) -> None:
    installer.install("broken", requires=requires)

    stage, error = stage_and_error()

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
def test_plugin_that_cannot_be_imported_is_quarantined(
    installer: Installer, stage_and_error: Outcome, source: str, reason: str
) -> None:
    installer.install("broken", source)

    stage, error = stage_and_error()

    assert stage == "import"
    assert error.startswith(reason)


def test_failure_of_an_import_names_the_place(installer: Installer, stage_and_error: Outcome) -> None:
    folder = installer.install("broken", "import no_such_package")

    assert stage_and_error()[1].endswith(f"({folder / 'plugin.py'}, line 3)")


def test_entry_point_of_something_else_than_a_module_is_quarantined(installer: Installer) -> None:
    installer.install("unused")
    installer.write_metadata("brobygger-broken", "broken", "brobygger_unused.plugin:manifest")
    host = installer.load()

    (failure,) = host.failures
    assert failure.stage == "import"
    assert failure.error == "its entry point must name a module, not “brobygger_unused.plugin:manifest”"


def test_plugin_without_manifest_is_quarantined(installer: Installer, stage_and_error: Outcome) -> None:
    installer.install_source("broken", "manifest = {'name': 'broken'}")

    assert stage_and_error() == (
        "manifest",
        "brobygger_broken.plugin has no “manifest = PluginManifest(…)”",
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ("name='other', path='broken'", "the manifest's name “other” must be the entry point's, “broken”"),
        ("name='broken', path='sign-in'", "the path “sign-in” is taken by core or another plugin: choose another one"),
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
def test_manifest_that_breaks_a_rule_is_quarantined(
    installer: Installer, stage_and_error: Outcome, facts: str, reason: str
) -> None:
    installer.install_source("broken", f"manifest = PluginManifest({facts}, title='B', summary='B')")

    assert stage_and_error() == ("manifest", reason)


def test_path_is_had_once(installer: Installer) -> None:
    for name in ("choir", "walks"):
        installer.install_source(name, f"manifest = PluginManifest(name={name!r}, path='club', title='', summary='')")

    host = installer.load()

    assert host.names == {"choir"}
    assert [(failure.name, failure.stage, failure.path) for failure in host.failures] == [("walks", "manifest", "")]


def test_name_is_had_once(installer: Installer) -> None:
    installer.install("choir", "@hookimpl\ndef periodic_tasks():\n    return []\n")
    installer.write_metadata("another-choir", "choir", "no_such_package.choir")

    host = installer.load()

    assert host.names == {"choir"}
    assert host.implementers("periodic_tasks") == ["choir"]
    assert [(failure.distribution, failure.stage, failure.error, failure.path) for failure in host.failures] == [
        (
            "another-choir",
            "compatibility",
            "another distribution has a plugin of this name: uninstall one of the two",
            "",
        )
    ]


def test_name_must_end_the_name_of_the_package(installer: Installer, stage_and_error: Outcome) -> None:
    facts = "name='broken', path='broken', title='B', summary='B'"
    installer.install_source("broken", f"manifest = PluginManifest({facts})", package="elsewhere")

    assert stage_and_error() == (
        "manifest",
        "the package elsewhere must end with the plugin's name, as in “brobygger_broken”",
    )


@pytest.mark.parametrize("name", ["core", "assets", "site"])
def test_names_that_core_uses_are_taken(installer: Installer, name: str) -> None:
    installer.install(name)

    (failure,) = installer.load().failures

    assert failure.stage == "manifest"
    assert failure.error.endswith("and none of assets, core, site, sqlite, tortoise")


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        ("from no_such_package import fields", "ModuleNotFoundError: No module named 'no_such_package' ("),
        (
            "from tortoise.models import Model\nclass Song(Model):\n    pass",
            "brobygger_broken.models.Song must extend ScopedModel or SiteModel of brobygger.plugin_api.db",
        ),
        (
            "class Song(SiteModel):\n    class Meta:\n        app = 'core'\n        table = 'broken_song'",
            "brobygger_broken.models.Song must say app = “broken” in its Meta",
        ),
        (
            "class Song(SiteModel):\n    class Meta:\n        app = 'broken'\n        table = 'core_account'",
            "brobygger_broken.models.Song must say table = “broken_…” in its Meta",
        ),
    ],
)
def test_broken_models_are_quarantined_before_the_database_meets_them(
    installer: Installer, stage_and_error: Outcome, models: str, reason: str
) -> None:
    tables = "models=('brobygger_broken.models',), migrations='brobygger_broken.migrations'"
    folder = installer.install("broken", manifest=tables)
    (folder / "models.py").write_text(f"from brobygger.plugin_api.db import SiteModel\n{models}\n")
    (folder / "migrations").mkdir()
    (folder / "migrations" / "__init__.py").touch()

    stage, error = stage_and_error()

    assert stage == "models"
    assert error.startswith(reason)


def test_missing_migrations_are_quarantined(installer: Installer, stage_and_error: Outcome) -> None:
    tables = "models=('brobygger_broken.models',), migrations='brobygger_broken.migrations'"
    folder = installer.install("broken", manifest=tables)
    (folder / "models.py").touch()

    stage, error = stage_and_error()

    assert (stage, error.partition(" (")[0]) == (
        "models",
        "ModuleNotFoundError: No module named 'brobygger_broken.migrations'",
    )


def test_template_that_would_never_be_found_is_quarantined(installer: Installer, stage_and_error: Outcome) -> None:
    folder = installer.install("broken")
    (folder / "templates" / "core").mkdir(parents=True)

    assert stage_and_error() == (
        "templates",
        "templates/core would never be found: move it to templates/broken/",
    )


def test_plugin_that_needs_a_missing_one_is_quarantined_and_so_are_those_that_need_it(installer: Installer) -> None:
    installer.install("choir", manifest="requires=('songs',)")
    installer.install("concerts", manifest="requires=('choir',)")
    installer.install("walks")
    installer.install("summer_walks", manifest="requires=('walks',)")

    host = installer.load()

    assert host.names == {"summer_walks", "walks"}
    assert [(failure.name, failure.stage, failure.error) for failure in host.failures] == [
        ("choir", "requires", "it needs songs, which is not loaded: install it"),
        ("concerts", "requires", "it needs choir, which is not loaded: install it"),
    ]


def test_quarantined_plugin_answers_no_hook(installer: Installer) -> None:
    installer.install("broken", "@hookimpl\ndef my_items(): return []\n@hookimpl\ndef site_routes(): return 1")

    host = installer.load()

    assert host.implementers("my_items") == []


@pytest.mark.parametrize(
    ("name", "manifest", "path"),
    [
        ("choir", "manifest = PluginManifest(name='choir', path='music', title='', summary='')\n1 / 0", "choir"),
        ("summer_walks", "1 / 0", "summer-walks"),
    ],
)
def test_path_of_a_plugin_whose_manifest_was_not_read_is_its_name(
    installer: Installer, name: str, manifest: str, path: str
) -> None:
    installer.install_source(name, manifest)

    (failure,) = installer.load().failures

    assert failure.path == path


def test_path_of_a_plugin_whose_hooks_failed_is_the_manifests(installer: Installer) -> None:
    source = "manifest = PluginManifest(name='choir', path='music', title='', summary='')\ndef my_items(): ..."
    installer.install_source("choir", source)

    (failure,) = installer.load().failures

    assert (failure.stage, failure.path) == ("hooks", "music")


def test_strict_loading_raises_at_the_first_failure(installer: Installer) -> None:
    installer.install("choir", "1 / 0")

    with pytest.raises(PluginError, match=r"the plugin “choir” \(brobygger-choir 1.2\) failed at import: ZeroDivision"):
        installer.load(strict=True)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ("class Decided:\n    days: int = 2", "the manifest's “settings” must be a frozen dataclass"),
        ("@dataclass\nclass Decided:\n    days: int = 2", "the manifest's “settings” must be a frozen dataclass"),
        ("@dataclass(frozen=True)\nclass Decided:\n    days: int = 2", "the setting “days” must be made by setting(…)"),
        (
            "@dataclass(frozen=True)\nclass Decided:\n    days: int = setting(0, 'How many?', minimum=1)",
            "the default of the setting “days” is none of its own answers",
        ),
    ],
)
def test_settings_that_cannot_be_asked_are_a_fault_of_the_manifest(
    installer: Installer, stage_and_error: Outcome, settings: str, error: str
) -> None:
    facts = "name='broken', path='broken', title='Broken', summary='A plugin', settings=Decided"
    source = f"from dataclasses import dataclass\n{settings}\nmanifest = PluginManifest({facts})\n"
    installer.install_source("broken", source)

    assert stage_and_error() == ("manifest", error)

"""Plugins that are broken, each in its own way, beside one that works."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from brobygger.plugins import PluginError, load_plugins

if TYPE_CHECKING:
    from brobygger.testing.installer import Installer


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

    assert _stage_and_error(installer) == ("manifest", reason)


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
    installer: Installer, models: str, reason: str
) -> None:
    tables = "models=('brobygger_broken.models',), migrations='brobygger_broken.migrations'"
    folder = installer.install("broken", manifest=tables)
    (folder / "models.py").write_text(f"from brobygger.plugin_api.db import SiteModel\n{models}\n")
    (folder / "migrations").mkdir()
    (folder / "migrations" / "__init__.py").touch()

    stage, error = _stage_and_error(installer)

    assert stage == "models"
    assert error.startswith(reason)


def test_missing_migrations_are_quarantined(installer: Installer) -> None:
    tables = "models=('brobygger_broken.models',), migrations='brobygger_broken.migrations'"
    folder = installer.install("broken", manifest=tables)
    (folder / "models.py").touch()

    stage, error = _stage_and_error(installer)

    assert (stage, error.partition(" (")[0]) == (
        "models",
        "ModuleNotFoundError: No module named 'brobygger_broken.migrations'",
    )


@pytest.mark.parametrize(
    ("hook", "reason"),
    [
        (
            "@hookimpl\ndef no_such_hook(): ...",
            "there is no hook called “no_such_hook”: see docs/hooks.md for those there are",
        ),
        (
            "@hookimpl\ndef my_items(subjekt): ...",
            "my_items has no parameter “subjekt”; it offers subject",
        ),
        (
            "@hookimpl\ndef site_routes(request): ...",
            "site_routes has no parameter “request”; it offers none",
        ),
        (
            "@hookimpl\ndef my_items(subject=None): ...",
            "my_items gives “subject” a default: it would never be filled in",
        ),
        ("@hookimpl\ndef my_items(*, subject): ...", "my_items has the parameter “subject”: use plain ones, by name"),
        ("@hookimpl\ndef my_items(**all): ...", "my_items has the parameter “**all”: use plain ones, by name"),
        (
            "@hookimpl\nasync def site_routes(): ...",
            "site_routes is called while the site is built and cannot be “async def”",
        ),
        (
            "@hookimpl(wrapper=True)\ndef my_items():\n    return (yield)",
            "my_items uses a wrapper: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(hookwrapper=True)\ndef my_items():\n    yield",
            "my_items uses a wrapper: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(tryfirst=True)\ndef my_items(): ...",
            "my_items uses tryfirst: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(trylast=True)\ndef my_items(): ...",
            "my_items uses trylast: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(specname='my_items')\ndef items(): ...",
            "items uses specname: call the function what the hook is called",
        ),
        ("@hookimpl\ndef my_items():\n    yield", "my_items uses yield: return a list"),
        ("@hookimpl\nasync def my_items():\n    yield", "my_items uses yield: return a list"),
        ("@hookimpl\nclass my_items: ...", "my_items must be a function"),
        (
            "def my_items(subject): ...",
            "my_items is never called: write @hookimpl above it, or call it something else",
        ),
    ],
)
def test_hook_that_breaks_a_rule_is_quarantined(installer: Installer, hook: str, reason: str) -> None:
    installer.install("broken", hook)

    assert _stage_and_error(installer) == ("hooks", reason)


def test_hook_of_a_plugin_that_is_not_there_is_left_alone(installer: Installer) -> None:
    installer.install("choir", "@hookimpl(optionalhook=True)\ndef newsletter_items(since): ...")

    assert installer.load(strict=True).names == {"choir"}


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        ("'/', view, name='start'", "the route “start” (/) declares no audience: say who it is for"),
        (
            "'/', view, name='start', audience=permission('core.manage_modules')",
            "the route “start” (/) asks for “core.manage_modules”, which the manifest does not declare",
        ),
        ("'/', plain, name='start', audience=PUBLIC", "the view of the route “start” (/) must be “async def”"),
        (
            "'/', view, name='start', methods=('DELETE',), audience=PUBLIC",
            "the route “start” (/) must answer GET, POST or both, as forms do",
        ),
        (
            "'/', view, name='start', methods=(), audience=PUBLIC",
            "the route “start” (/) must answer GET, POST or both, as forms do",
        ),
        ("'', view, name='start', audience=PUBLIC", "the path of the route “start” () must begin with /"),
        (
            "'/{song}/{song}', view, name='start', audience=PUBLIC",
            (
                "the path of the route “start” (/{song}/{song}) is not one: "
                "Duplicated param name song at path /{song}/{song}"
            ),
        ),
        (
            "'/{song:note}', view, name='start', audience=PUBLIC",
            "the path of the route “start” (/{song:note}) is not one: Unknown path convertor 'note'",
        ),
        (
            "'/{association}', view, name='start', audience=PUBLIC",
            (
                "the path of the route “start” (/{association}) has “association”, which is the gate's: "
                "call it something else"
            ),
        ),
    ],
)
@pytest.mark.parametrize("hook", ["site_routes", "association_routes"])
def test_route_that_breaks_a_rule_is_quarantined(installer: Installer, hook: str, route: str, reason: str) -> None:
    views = "async def view(request): ...\ndef plain(request): ...\n"
    installer.install("broken", f"{views}@hookimpl\ndef {hook}(): return [Route({route})]")

    assert _stage_and_error(installer) == ("routes", reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "def site_routes(): return [Route('/', run, name='a', audience=PUBLIC)] * 2",
            "the route “a” is never reached: another one answers / before it",
        ),
        (
            "def site_routes(): return [Route(p, run, name='a', audience=PUBLIC) for p in ('/a', '/b')]",
            "two of its routes have the same name",
        ),
        ("def site_routes(): return ['/']", "site_routes: its list has str where Route is asked for"),
        ("def site_routes(): return Ellipsis", "site_routes: it returned ellipsis where a list of Route is asked for"),
        (
            "def periodic_tasks(): return [PeriodicTask('purge', '61 * * * *', run)]",
            "the schedule “61 * * * *” of “purge” is not one: Bad minute",
        ),
        (
            "def periodic_tasks(): return [PeriodicTask('purge', '1 * * * *', print)]",
            "what the periodic task “purge” runs must be “async def”",
        ),
        (
            "def periodic_tasks(): return [PeriodicTask('purge', '1 * * * *', run)] * 2",
            "two of its periodic tasks have the same name",
        ),
    ],
)
def test_offer_that_breaks_a_rule_is_quarantined(installer: Installer, body: str, reason: str) -> None:
    installer.install("broken", f"async def run(): ...\n@hookimpl\n{body}")

    assert _stage_and_error(installer) == ("routes", reason)


def test_hook_that_raises_while_the_site_is_built_is_quarantined(installer: Installer) -> None:
    folder = installer.install("broken", "@hookimpl\ndef site_routes():\n    return 1 / 0")

    assert _stage_and_error(installer) == (
        "routes",
        f"ZeroDivisionError: division by zero ({folder / 'plugin.py'}, line 5)",
    )


def test_template_that_would_never_be_found_is_quarantined(installer: Installer) -> None:
    folder = installer.install("broken")
    (folder / "templates" / "core").mkdir(parents=True)

    assert _stage_and_error(installer) == (
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

"""One plugin on its way in."""

from __future__ import annotations

import inspect
import traceback
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from brobygger.plugins.answers import many
from brobygger.plugins.contents import check_models, check_templates
from brobygger.plugins.errors import PluginFailure, PluginFault
from brobygger.plugins.host import LoadedPlugin
from brobygger.plugins.manifest import PluginManifest
from brobygger.plugins.payloads import MailQueue, PeriodicTask
from brobygger.plugins.routes import Route, check_routes
from brobygger.plugins.validation import check_hookimpls

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    import pluggy

_CORE = "brobygger"


@dataclass(slots=True)
class Candidate:
    """What is known of a plugin so far, and the stage it is at."""

    entry: metadata.EntryPoint
    stage: str = "compatibility"
    path: str = ""
    registered: bool = False

    @property
    def distribution(self) -> str:
        return self.entry.dist.name if self.entry.dist else ""

    @property
    def version(self) -> str:
        return self.entry.dist.version if self.entry.dist else ""

    def load(self, manager: pluggy.PluginManager, taken_paths: Collection[str]) -> LoadedPlugin:
        """Take the plugin through all stages. Raises PluginFault, and whatever its own code raises."""
        self._check_compatibility(manager)
        self.stage = "import"
        module = self._import()
        self.stage = "manifest"
        manifest = self._read_manifest(module, taken_paths)
        self.stage = "models"
        check_models(manifest)
        self.stage = "hooks"
        check_hookimpls(manager, module)
        self.stage = "register"
        self.registered = True  # from here on, and if only in part
        manager.register(module, name=manifest.name)
        self.stage = "routes"
        folder = Path(inspect.getfile(module)).parent
        plugin = LoadedPlugin(manifest, module, folder, self.distribution, self.version)
        plugin = _with_routes(plugin, manager)
        self.stage = "templates"
        check_templates(folder, manifest.name)
        return plugin

    def unregister(self, manager: pluggy.PluginManager) -> None:
        if self.registered and manager.has_plugin(self.entry.name):
            manager.unregister(name=self.entry.name)

    def failure(self, error: BaseException) -> PluginFailure:
        text = str(error) if isinstance(error, PluginFault) else f"{type(error).__name__}: {error}{_place(error)}"
        # Where no manifest was read, the path is most probably the name.
        path = self.path or self.entry.name.replace("_", "-")
        return PluginFailure(self.entry.name, self.distribution, self.version, self.stage, text, path)

    def _check_compatibility(self, manager: pluggy.PluginManager) -> None:
        if manager.has_plugin(self.entry.name):
            raise PluginFault("another distribution has a plugin of this name: uninstall one of the two")
        if self.entry.dist is None:
            return
        here = metadata.version(_CORE)
        needs = [need for need in map(Requirement, self.entry.dist.requires or ()) if _is_core(need)]
        if not needs:
            raise PluginFault(f"it does not say which {_CORE} it fits: add “{_CORE}>={here}” to its dependencies")
        for need in needs:
            if not need.specifier.contains(here, prereleases=True):
                raise PluginFault(f"it needs {need}, and this is {_CORE} {here}: install a version that fits")

    def _import(self) -> ModuleType:
        module = self.entry.load()
        if not isinstance(module, ModuleType):
            raise PluginFault(f"its entry point must name a module, not “{self.entry.value}”")
        return module

    def _read_manifest(self, module: ModuleType, taken_paths: Collection[str]) -> PluginManifest:
        manifest = getattr(module, "manifest", None)
        if not isinstance(manifest, PluginManifest):
            raise PluginFault(f"{module.__name__} has no “manifest = PluginManifest(…)”")
        manifest.check(self.entry.name, module.__name__.partition(".")[0])
        self.path = manifest.path
        if manifest.path in taken_paths:
            raise PluginFault(f"the path “{manifest.path}” is taken by core or another plugin: choose another one")
        return manifest


def _is_core(need: Requirement) -> bool:
    applies = need.marker is None or need.marker.evaluate({"extra": ""})
    return canonicalize_name(need.name) == _CORE and applies


def _place(error: BaseException) -> str:
    """Return where the error was raised, for those who read the list of plugins and have no trace."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
    if isinstance(error, SyntaxError) or not frames:
        return ""  # a syntax error tells its place itself
    return f" ({frames[-1].filename}, line {frames[-1].lineno})"


def _with_routes(plugin: LoadedPlugin, manager: pluggy.PluginManager) -> LoadedPlugin:
    """Ask for routes, periodic tasks and queues of mails once, and check each."""
    permissions = {permission.name for permission in plugin.manifest.permissions}
    site: tuple[Route, ...] = _ask(plugin, manager, "site_routes", Route)
    association: tuple[Route, ...] = _ask(plugin, manager, "association_routes", Route)
    tasks: tuple[PeriodicTask, ...] = _ask(plugin, manager, "periodic_tasks", PeriodicTask)
    queues: tuple[MailQueue[Any], ...] = _ask(plugin, manager, "mail_queues", MailQueue)
    check_routes(site, permissions)
    check_routes(association, permissions)
    for task in tasks:
        task.check()
    _check_names("routes", [route.name for route in (*site, *association)])
    _check_names("periodic tasks", [task.name for task in tasks])
    return replace(plugin, site_routes=site, association_routes=association, periodic_tasks=tasks, mail_queues=queues)


def _check_names(what: str, names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise PluginFault(f"two of its {what} have the same name")


def _ask(plugin: LoadedPlugin, manager: pluggy.PluginManager, hook: str, kind: type) -> tuple[Any, ...]:
    items: list[Any] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        if implementation.plugin_name == plugin.manifest.name:
            answer = implementation.function()
            try:
                items += many(kind)(answer)
            except TypeError as error:
                raise PluginFault(f"{hook}: {error}") from error
    return tuple(items)

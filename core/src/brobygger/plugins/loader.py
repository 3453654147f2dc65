"""Finding and loading plugins, stage by stage. One that fails is put in quarantine; the rest of the site runs."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pluggy
import structlog
from packaging.requirements import Requirement

from brobygger.plugins import hookspecs
from brobygger.plugins.errors import PluginError, PluginFailure, PluginFault
from brobygger.plugins.host import LoadedPlugin, PluginHost
from brobygger.plugins.manifest import PluginManifest
from brobygger.plugins.payloads import PeriodicTask
from brobygger.plugins.routes import Route
from brobygger.plugins.validation import check_hookimpls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from types import ModuleType

GROUP = "brobygger.plugins"
_CORE = "brobygger"
log = structlog.get_logger("brobygger.plugins")


@dataclass(slots=True)
class _Candidate:
    """A plugin on its way in: what is known of it so far, and the stage it is at."""

    entry: metadata.EntryPoint
    stage: str = "compatibility"
    path: str = ""

    @property
    def distribution(self) -> str:
        return self.entry.dist.name if self.entry.dist else ""

    @property
    def version(self) -> str:
        return self.entry.dist.version if self.entry.dist else ""

    def failure(self, error: BaseException) -> PluginFailure:
        text = str(error) if isinstance(error, PluginFault) else f"{type(error).__name__}: {error}"
        return PluginFailure(self.entry.name, self.distribution, self.version, self.stage, text, self.path)


def load_plugins(
    entries: Iterable[metadata.EntryPoint] | None = None,
    *,
    reserved_paths: Collection[str] = (),
    strict: bool = False,
) -> PluginHost:
    """Load every installed plugin, or *entries*; those that fail are listed in the host's ``failures``.

    With *strict* the first failure is raised as PluginError, and so is every failure of a hook later on.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    found = metadata.entry_points(group=GROUP) if entries is None else entries
    loaded: list[LoadedPlugin] = []
    failures: list[PluginFailure] = []
    for entry in sorted(found, key=lambda entry: entry.name):
        candidate = _Candidate(entry)
        taken = {*reserved_paths, *(plugin.manifest.path for plugin in loaded)}
        try:
            loaded.append(_load(manager, candidate, taken))
        except Exception as error:  # the loader's isolation point: any plugin may fail in any way
            failure = candidate.failure(error)
            if strict:
                message = f"the plugin “{failure.name}” failed at {failure.stage}: {failure.error}"
                raise PluginError(message) from error
            if manager.has_plugin(entry.name):
                manager.unregister(name=entry.name)
            log.error("plugin in quarantine", plugin=failure.name, stage=failure.stage, error=failure.error)  # noqa: TRY400  # the trace says no more
            failures.append(failure)
    return PluginHost(manager, loaded, failures, strict=strict)


def _load(manager: pluggy.PluginManager, candidate: _Candidate, taken: Collection[str]) -> LoadedPlugin:
    entry = candidate.entry
    _check_compatibility(entry)
    candidate.stage = "import"
    module: ModuleType = entry.load()
    candidate.stage = "manifest"
    manifest = _read_manifest(module, entry.name, taken)
    candidate.path = manifest.path
    candidate.stage = "hooks"
    check_hookimpls(manager, module)
    candidate.stage = "register"
    manager.register(module, name=entry.name)
    candidate.stage = "routes"
    plugin = LoadedPlugin(manifest, module, _folder(module), candidate.distribution, candidate.version)
    return _with_routes(plugin, module)


def _check_compatibility(entry: metadata.EntryPoint) -> None:
    installed = metadata.version(_CORE)
    for text in (entry.dist.requires or []) if entry.dist else []:
        requirement = Requirement(text)
        if requirement.name == _CORE and not requirement.specifier.contains(installed, prereleases=True):
            raise PluginFault(f"it needs {requirement}, and this is {_CORE} {installed}: install a version that fits")


def _read_manifest(module: ModuleType, name: str, taken: Collection[str]) -> PluginManifest:
    manifest = getattr(module, "manifest", None)
    if not isinstance(manifest, PluginManifest):
        raise PluginFault(f"{module.__name__} has no “manifest = PluginManifest(…)”")
    manifest.check(name)
    if manifest.path in taken:
        raise PluginFault(f"the path “{manifest.path}” is taken by core or another plugin: choose another one")
    return manifest


def _folder(module: ModuleType) -> Path:
    return Path(inspect.getfile(module)).parent


def _with_routes(plugin: LoadedPlugin, module: ModuleType) -> LoadedPlugin:
    """Ask for routes and periodic tasks once, and check each."""
    permissions = frozenset(permission.name for permission in plugin.manifest.permissions)
    answers = {
        name: _ask(module, name, kind)
        for name, kind in (("site_routes", Route), ("association_routes", Route), ("periodic_tasks", PeriodicTask))
    }
    site, association = (cast("tuple[Route, ...]", answers[name]) for name in ("site_routes", "association_routes"))
    for route in (*site, *association):
        route.check(permissions)
    names = [route.name for route in (*site, *association)]
    if len(set(names)) < len(names):
        raise PluginFault("two of its routes have the same name")
    return replace(
        plugin, site_routes=site, association_routes=association,
        periodic_tasks=cast("tuple[PeriodicTask, ...]", answers["periodic_tasks"]),
    )  # fmt: skip


def _ask(module: ModuleType, hook: str, kind: type) -> Sequence[object]:
    function = getattr(module, hook, None)
    answer = tuple(function()) if function is not None and hasattr(function, f"{hookspecs.PROJECT}_impl") else ()
    for item in answer:
        if not isinstance(item, kind):
            raise PluginFault(f"{hook} must return a list of {kind.__name__}, not {type(item).__name__}")
    return answer

"""Finding and loading plugins, stage by stage. One that fails is put in quarantine; the rest of the site runs.

Compatibility → import → manifest → models → hooks → register → routes → templates → requires. Nothing is registered
before it is checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import TYPE_CHECKING

import pluggy
import structlog

from brobygger.plugins import hookspecs
from brobygger.plugins.dispatch import Dispatcher
from brobygger.plugins.errors import PluginError, PluginFailure, PluginFault
from brobygger.plugins.host import LoadedPlugin, PluginHost
from brobygger.plugins.stages import Candidate
from brobygger.plugins.validation import check_hookspecs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

GROUP = "brobygger.plugins"
#: Modules of hookspecs that a distribution adds, each entry called like its plugin.
HOOKSPECS_GROUP = "brobygger.hookspecs"
log = structlog.get_logger("brobygger.plugins")


def load_plugins(
    entries: Iterable[metadata.EntryPoint] | None = None,
    *,
    hookspec_entries: Iterable[metadata.EntryPoint] | None = None,
    reserved_paths: Collection[str] = (),
    strict: bool = False,
    dispatcher: Dispatcher | None = None,
) -> PluginHost:
    """Load every installed plugin, or *entries*; those that fail are listed in the host's ``failures``.

    *hookspec_entries* name the hooks that plugins add. *reserved_paths* are core's own first segments. With *strict*
    the first failure is raised as PluginError, and so is every failure of a hook later on.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    specs = metadata.entry_points(group=HOOKSPECS_GROUP) if hookspec_entries is None else hookspec_entries
    for entry in sorted(specs, key=lambda entry: (entry.name, entry.value)):
        _add_hookspecs(manager, entry, strict=strict)
    loading = _Loading(manager, frozenset(reserved_paths), strict)
    found = metadata.entry_points(group=GROUP) if entries is None else entries
    for entry in sorted(found, key=lambda entry: (entry.name, entry.value)):
        loading.load(Candidate(entry))
    loading.drop_those_in_need()
    plugins = [plugin for _, plugin in loading.loaded]
    return PluginHost(manager, plugins, loading.failures(), dispatcher=dispatcher or Dispatcher(strict=strict))


def _add_hookspecs(manager: pluggy.PluginManager, entry: metadata.EntryPoint, *, strict: bool) -> None:
    """Add the hooks that a plugin asks others; before any plugin, so that the order of names does not matter."""
    try:
        module = entry.load()
        check_hookspecs(module, entry.name)
        manager.add_hookspecs(module)
    except (Exception, SystemExit) as error:
        if strict:
            raise PluginError(f"{entry.name}: {error}") from error
        log.exception("hookspecs left out", plugin=entry.name)


@dataclass(slots=True)
class _Loading:
    """What is loaded so far, and what is not."""

    manager: pluggy.PluginManager
    reserved_paths: frozenset[str]
    strict: bool
    loaded: list[tuple[Candidate, LoadedPlugin]] = field(default_factory=list)
    failed: list[PluginFailure] = field(default_factory=list)

    def load(self, candidate: Candidate) -> None:
        try:
            self.loaded.append((candidate, candidate.load(self.manager, self._paths())))
        except (Exception, SystemExit) as error:  # noqa: BLE001  # the loader's isolation point: plugins fail in any way
            self._quarantine(candidate, error)

    def drop_those_in_need(self) -> None:
        """Put plugins in quarantine that need one that is not there, and those that need them, until none is left."""
        dropped = True
        while dropped:
            dropped = False
            names = {plugin.manifest.name for _, plugin in self.loaded}
            for candidate, plugin in list(self.loaded):
                if missing := sorted(set(plugin.manifest.requires) - names):
                    candidate.stage = "requires"
                    self.loaded.remove((candidate, plugin))
                    self._quarantine(candidate, PluginFault(f"it needs {missing[0]}, which is not loaded: install it"))
                    dropped = True

    def failures(self) -> list[PluginFailure]:
        """Return what failed; addresses that belong to somebody else are not theirs to close."""
        taken = self._paths()
        return [replace(failure, path="") if failure.path in taken else failure for failure in self.failed]

    def _paths(self) -> frozenset[str]:
        return self.reserved_paths | {plugin.manifest.path for _, plugin in self.loaded}

    def _quarantine(self, candidate: Candidate, error: BaseException) -> None:
        candidate.unregister(self.manager)
        failure = candidate.failure(error)
        if self.strict:
            raise PluginError(str(failure)) from error
        trace = None if isinstance(error, PluginFault) else error
        log.error("plugin in quarantine", plugin=failure.name, stage=failure.stage, error=failure.error, exc_info=trace)
        self.failed.append(failure)

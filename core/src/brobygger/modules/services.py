"""Switching a module on and off for an association. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from brobygger import clock, runtime
from brobygger.db import crossing_associations, transaction
from brobygger.modules.errors import MissingModulesError, NeededByError, RefusedError, UnknownModuleError
from brobygger.modules.models import ModuleState
from brobygger.plugins import HookError
from brobygger.services import audit

if TYPE_CHECKING:
    from collections.abc import Collection

    from brobygger.associations.models import Association
    from brobygger.plugins import LoadedPlugin

T = TypeVar("T")
log = structlog.get_logger("brobygger.modules")
#: The owner of core's own due work.
CORE = "core"


async def enabled_modules(association_id: int) -> frozenset[str]:
    """Return the names of the modules that are on; a plugin that is not loaded counts as off."""
    loaded = runtime.current().plugins.names
    with crossing_associations("which modules are on is read before the scope is set"):
        rows = await ModuleState.filter(association_id=association_id, enabled=True).values_list("plugin", flat=True)
    return frozenset(str(name) for name in rows) & loaded


async def ask_modules(hook: str, association: Association, kind: type[T], **arguments: Any) -> list[tuple[str, T]]:
    """Ask the modules that *association* has on a hook that a plugin added; return items of *kind*, each with its
    plugin's name. One that fails is skipped and logged. The hook is given *association* beside *arguments*.
    """
    enabled = await enabled_modules(association.id)
    answers = await runtime.current().plugins.ask_others(hook, enabled, kind, association=association, **arguments)
    return [(answer.plugin, item) for answer in answers for item in answer.value]


async def known_modules(association_id: int) -> frozenset[str]:
    """Return the names of the loaded modules that are on or ever were: what they stored is kept for its time."""
    with crossing_associations("which modules keep something is read for a page that everybody sees"):
        rows = await ModuleState.filter(association_id=association_id).values_list("plugin", flat=True)
    return frozenset(str(name) for name in rows) & runtime.current().plugins.names


async def may_work(owner: str, association_id: int | None) -> bool:
    """Tell whether due work of *owner* may run now: core's always, a plugin's unless its module was switched off.

    Where the module never was on there is nothing to wait for. Work of no association in particular runs while the
    module is on anywhere.
    """
    if owner == CORE:
        return True
    if owner not in runtime.current().plugins.names:
        return False
    with crossing_associations("due work asks before its scope matters"):
        if association_id is None:
            return await ModuleState.exists(plugin=owner, enabled=True)
        return not await ModuleState.exists(association_id=association_id, plugin=owner, enabled=False)


def find_plugin(name: str) -> LoadedPlugin:
    """Return the loaded plugin called *name*. Raises UnknownModuleError."""
    plugin = runtime.current().plugins.get(name)
    if plugin is None:
        raise UnknownModuleError(name)
    return plugin


def missing_for(plugin: LoadedPlugin, enabled: Collection[str]) -> list[str]:
    """Return the modules that *plugin* needs and that are off."""
    return [name for name in plugin.manifest.requires if name not in enabled]


def needing(plugin: LoadedPlugin, enabled: Collection[str]) -> list[str]:
    """Return the modules that are on and need *plugin*."""
    others = runtime.current().plugins.plugins
    return [other.manifest.name for other in others
            if other.manifest.name in enabled and plugin.manifest.name in other.manifest.requires]  # fmt: skip


async def enable_module(association: Association, name: str, *, account_id: int | None) -> None:
    """Switch a module on. On already: nothing happens.

    Raises UnknownModuleError, MissingModulesError, and RefusedError with everything as it was.
    """
    plugin = find_plugin(name)
    enabled = await enabled_modules(association.id)
    if missing := missing_for(plugin, enabled):
        raise MissingModulesError(missing)
    async with transaction():
        if not await _switch(association, name, on=True):
            return
        try:
            await runtime.current().plugins.module_enabled(name, association, account_id)
        except HookError as error:
            raise RefusedError(name) from error
        await audit.record("module.enabled", association_id=association.id, object=f"module:{name}")


async def disable_module(association: Association, name: str, *, account_id: int | None) -> None:
    """Switch a module off. Its rows stay. A plugin that fails to say goodbye does not keep it on.

    Raises UnknownModuleError and NeededByError.
    """
    plugin = find_plugin(name)
    if dependants := needing(plugin, await enabled_modules(association.id)):
        raise NeededByError(dependants)
    async with transaction():
        if not await _switch(association, name, on=False):
            return
        await audit.record("module.disabled", association_id=association.id, object=f"module:{name}")
    try:
        async with transaction():
            await runtime.current().plugins.module_disabled(name, association, account_id)
    except HookError:
        log.exception("module_disabled failed", plugin=name)


async def _switch(association: Association, name: str, *, on: bool) -> bool:
    """Set the switch, and tell whether that changed it; the row's unique key settles a race."""
    state, created = await ModuleState.get_or_create(
        {"enabled": on, "changed_at": clock.now()}, association_id=association.id, plugin=name
    )
    if created:
        return on
    changed = await ModuleState.filter(id=state.id, enabled=not on).update(enabled=on, changed_at=clock.now())
    return bool(changed)

"""How an association wants a module to work. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tortoise.expressions import F

from brobygger import runtime
from brobygger.db import association_scope, transaction
from brobygger.modules.errors import EditedMeanwhileError
from brobygger.modules.models import ModuleState
from brobygger.plugins import settings_of
from brobygger.services import audit
from brobygger.settings import read_section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.associations.models import Association

S = TypeVar("S")


def plugin_settings(settings_class: type[S], plugin: str) -> S:
    """Return what the operator says to *plugin* in ``[plugins.<name>]``: *settings_class* is a frozen dataclass whose
    fields have defaults. Raises SettingsError.
    """
    return read_section(settings_class, runtime.current().settings.plugins.get(plugin, {}), f"plugins.{plugin}")


async def module_settings(settings_class: type[S], association_id: int) -> S:
    """Return what the association decided; the default where it decided nothing, or a release took an answer away."""
    plugin = next(plugin for plugin in runtime.current().plugins.plugins if plugin.manifest.settings is settings_class)
    with association_scope(association_id):
        state = await ModuleState.get_or_none(plugin=plugin.manifest.name)
    return settings_class(**decided(settings_class, state))


def decided(settings_class: type[Any], state: ModuleState | None) -> dict[str, bool | int | str]:
    """Return those stored answers that can still be given."""
    stored = state.settings if state else {}
    return {
        shown.name: stored[shown.name]
        for shown in settings_of(settings_class)
        if shown.name in stored and shown.accepts(stored[shown.name])
    }


async def save_settings(association: Association, name: str, values: Mapping[str, object], *, version: int) -> None:
    """Save how *association* wants the module *name* to work, as it was edited from *version*.

    Raises EditedMeanwhileError.
    """
    async with transaction():
        state = ModuleState.filter(plugin=name, version=version)
        if not await state.update(settings=dict(values), version=F("version") + 1):
            raise EditedMeanwhileError
        await audit.record("module.settings_saved", association_id=association.id, object=f"module:{name}")

"""The loaded plugins, and one method per hook: grep a method to find where its hook fires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brobygger.plugins.dispatch import Answer, Dispatcher
from brobygger.plugins.errors import HookError, PluginFailure
from brobygger.plugins.payloads import (
    ErasureReport,
    Fragment,
    MyItem,
    NavigationItem,
    Need,
    PeriodicTask,
    PersonalExport,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from types import ModuleType

    import pluggy
    from starlette.requests import Request

    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact, Membership
    from brobygger.plugins.hookspecs import Subject
    from brobygger.plugins.manifest import PluginManifest
    from brobygger.plugins.routes import Route


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin that is ready."""

    manifest: PluginManifest
    module: ModuleType
    #: Its package: ``templates/``, ``static/``, ``locale/`` and ``migrations/`` are there.
    folder: Path
    distribution: str
    version: str
    site_routes: tuple[Route, ...] = ()
    association_routes: tuple[Route, ...] = ()
    periodic_tasks: tuple[PeriodicTask, ...] = ()


class PluginHost:
    """The plugins of one site."""

    def __init__(
        self, manager: pluggy.PluginManager, plugins: Sequence[LoadedPlugin], failures: Sequence[PluginFailure],
        *, strict: bool = False,
    ) -> None:  # fmt: skip
        self.plugins = tuple(plugins)
        self.failures = tuple(failures)
        self.names = frozenset(plugin.manifest.name for plugin in plugins)
        self._by_name = {plugin.manifest.name: plugin for plugin in plugins}
        self._hooks = manager.hook
        self._dispatcher = Dispatcher(strict=strict)

    def get(self, name: str) -> LoadedPlugin | None:
        return self._by_name.get(name)

    def implementers(self, hook: str) -> list[str]:
        """Return the names of the plugins that implement *hook*."""
        return sorted(implementation.plugin_name for implementation in getattr(self._hooks, hook).get_hookimpls())

    async def module_enabled(self, plugin: str, association: Association, account_id: int | None) -> None:
        """Raises HookError."""
        await self._demand("module_enabled", {plugin}, None, association=association, account_id=account_id)

    async def module_disabled(self, plugin: str, association: Association, account_id: int | None) -> None:
        """Raises HookError."""
        await self._demand("module_disabled", {plugin}, None, association=association, account_id=account_id)

    async def navigation_items(
        self, enabled: Collection[str], *, request: Request, association: Association, membership: Membership | None
    ) -> list[NavigationItem]:
        answers = await self._ask(
            "navigation_items", enabled, NavigationItem,
            request=request, association=association, membership=membership,
        )  # fmt: skip
        return _in_order(answers)

    async def slot_fragments(
        self, enabled: Collection[str], *, slot: str, request: Request, association: Association,
        membership: Membership | None, subject: Any,
    ) -> list[Fragment]:  # fmt: skip
        answers = await self._ask(
            "slot_fragments", enabled, Fragment,
            slot=slot, request=request, association=association, membership=membership, subject=subject,
        )  # fmt: skip
        return _in_order(answers)

    async def front_page_needs(self, enabled: Collection[str], *, request: Request) -> list[Need]:
        return _in_order(await self._ask("front_page_needs", enabled, Need, request=request))

    async def my_items(self, *, subject: Subject) -> list[MyItem]:
        return _flat(await self._ask("my_items", self.names, MyItem, subject=subject))

    async def departure_obstacles(self, enabled: Collection[str], *, membership: Membership) -> list[str]:
        """Return what has to be settled. A plugin that fails counts as an obstacle."""
        try:
            return _flat(
                await self._dispatcher.demand(self._hooks.departure_obstacles, enabled, str, membership=membership)
            )
        except HookError as error:
            plugin = self._by_name[error.plugin]
            return [str(plugin.manifest.title)]

    async def contact_confirmed(
        self, plugin: str, *, association: Association, contact: Contact, purpose: str, reference: str
    ) -> None:
        """Raises HookError."""
        await self._demand(
            "contact_confirmed", {plugin}, None,
            association=association, contact=contact, purpose=purpose, reference=reference,
        )  # fmt: skip

    async def place_changed(
        self, plugin: str, *, association: Association, pool_reference: str, place_reference: str, change: str
    ) -> None:
        """Raises HookError."""
        await self._demand(
            "place_changed", {plugin}, None, association=association,
            pool_reference=pool_reference, place_reference=place_reference, change=change,
        )  # fmt: skip

    async def member_event(self, hook: str, plugin: str, *, association: Association, membership: Membership) -> None:
        """Tell one plugin ``member_joined``, ``membership_changed`` or ``member_left``. Raises HookError."""
        await self._demand(hook, {plugin}, None, association=association, membership=membership)

    async def export_personal_data(self, *, subject: Subject) -> dict[str, tuple[PersonalExport, ...]]:
        """Return what each plugin keeps. Raises HookError."""
        answers = await self._demand("export_personal_data", self.names, PersonalExport, subject=subject)
        return {answer.plugin: answer.value for answer in answers}

    async def erase_personal_data(self, *, subject: Subject) -> dict[str, ErasureReport]:
        """Return what each plugin did. Raises HookError."""
        answers = await self._demand("erase_personal_data", self.names, None, subject=subject)
        return {answer.plugin: answer.value for answer in answers}

    async def load_demo(self, *, associations: Mapping[str, Association]) -> None:
        """Raises HookError."""
        await self._demand("load_demo", self.names, None, associations=associations)

    async def _ask(self, hook: str, plugins: Collection[str], kind: type | None, **arguments: Any) -> list[Answer]:
        return await self._dispatcher.ask(getattr(self._hooks, hook), plugins, kind, **arguments)

    async def _demand(self, hook: str, plugins: Collection[str], kind: type | None, **arguments: Any) -> list[Answer]:
        return await self._dispatcher.demand(getattr(self._hooks, hook), plugins, kind, **arguments)


def _flat(answers: Sequence[Answer]) -> list[Any]:
    return [item for answer in answers for item in answer.value]


def _in_order(answers: Sequence[Answer]) -> list[Any]:
    """Return all items by their order, then by plugin; a sort that keeps equal ones as they came."""
    return sorted(_flat(answers), key=lambda item: item.order)

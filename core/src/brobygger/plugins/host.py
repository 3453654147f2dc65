"""The loaded plugins, and one method per hook: grep a method to find where its hook fires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from brobygger.i18n import LazyText
from brobygger.i18n import gettext as _
from brobygger.plugins.answers import many, nothing, one
from brobygger.plugins.errors import HookError, PluginFailure
from brobygger.plugins.payloads import (
    AssistedAction,
    DueDeletion,
    ErasureReport,
    Figure,
    Fragment,
    MyItem,
    NavigationItem,
    Need,
    PeriodicTask,
    PersonalExport,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from types import ModuleType

    import pluggy
    from starlette.requests import Request

    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact, Membership
    from brobygger.plugins.answers import Check
    from brobygger.plugins.dispatch import Answer, Dispatcher
    from brobygger.plugins.hookspecs import Subject
    from brobygger.plugins.manifest import PluginManifest
    from brobygger.plugins.payloads import MailQueue
    from brobygger.plugins.routes import Route

log = structlog.get_logger("brobygger.plugins")


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
    mail_queues: tuple[MailQueue[Any], ...] = ()


class PluginHost:
    """The plugins of one site."""

    def __init__(
        self, manager: pluggy.PluginManager, plugins: Sequence[LoadedPlugin], failures: Sequence[PluginFailure],
        *, dispatcher: Dispatcher,
    ) -> None:  # fmt: skip
        self.plugins = tuple(plugins)
        self.failures = tuple(failures)
        self.names = frozenset(plugin.manifest.name for plugin in plugins)
        self._by_name = {plugin.manifest.name: plugin for plugin in plugins}
        self._menu_routes = frozenset(_menu_routes(plugins))
        self._hooks = manager.hook
        self._dispatcher = dispatcher

    def get(self, name: str) -> LoadedPlugin | None:
        return self._by_name.get(name)

    def implementers(self, hook: str) -> list[str]:
        """Return the names of the plugins that implement *hook*."""
        return sorted(implementation.plugin_name for implementation in getattr(self._hooks, hook).get_hookimpls())

    async def module_enabled(self, plugin: str, association: Association, account_id: int | None) -> None:
        """Raises HookError."""
        await self._tell("module_enabled", plugin, association=association, account_id=account_id)

    async def module_disabled(self, plugin: str, association: Association, account_id: int | None) -> None:
        """Raises HookError."""
        await self._tell("module_disabled", plugin, association=association, account_id=account_id)

    async def navigation_items(
        self, enabled: Collection[str], *, request: Request, association: Association, membership: Membership | None
    ) -> list[NavigationItem]:
        answers = await self._ask(
            "navigation_items", enabled, self._check_navigation,
            request=request, association=association, membership=membership,
        )  # fmt: skip
        return _in_order(answers)

    async def slot_fragments(
        self, enabled: Collection[str], *, slot: str, request: Request, association: Association,
        membership: Membership | None, subject: Any,
    ) -> list[Fragment]:  # fmt: skip
        answers = await self._ask(
            "slot_fragments", enabled, many(Fragment),
            slot=slot, request=request, association=association, membership=membership, subject=subject,
        )  # fmt: skip
        return _in_order(answers)

    async def front_page_needs(self, enabled: Collection[str], *, request: Request) -> list[Need]:
        return _in_order(await self._ask("front_page_needs", enabled, many(Need), request=request))

    async def my_items(self, *, subject: Subject) -> list[MyItem]:
        return _flat(await self._ask("my_items", self.names, many(MyItem), subject=subject))

    async def assisted_actions(
        self, enabled: Collection[str], *, association: Association, contact: Contact
    ) -> list[AssistedAction]:
        answers = await self._ask(
            "assisted_actions", enabled, many(AssistedAction), association=association, contact=contact
        )
        return _in_order(answers)

    async def departure_obstacles(self, enabled: Collection[str], *, membership: Membership) -> list[str]:
        """Return what has to be settled. A plugin that fails counts as an obstacle, for it may have had one."""
        obstacles = []
        for plugin in sorted(self.names & set(enabled)):
            try:
                obstacles += _flat(
                    await self._demand("departure_obstacles", {plugin}, many(str, LazyText), membership=membership)
                )
            except HookError:
                if self._dispatcher.strict:
                    raise
                log.exception("hook failed, counts as an obstacle", plugin=plugin, hook="departure_obstacles")
                title = self._by_name[plugin].manifest.title
                obstacles.append(
                    _("“%(module)s” could not say whether something has to be settled first.") % {"module": title}
                )
        return [str(obstacle) for obstacle in obstacles]

    async def contact_confirmed(
        self, plugin: str, *, association: Association, contact: Contact, purpose: str, reference: str
    ) -> None:
        """Raises HookError."""
        await self._tell(
            "contact_confirmed", plugin,
            association=association, contact=contact, purpose=purpose, reference=reference,
        )  # fmt: skip

    async def place_changed(
        self, plugin: str, *, association: Association, pool_reference: str, place_reference: str, change: str
    ) -> None:
        """Raises HookError."""
        await self._tell(
            "place_changed", plugin, association=association,
            pool_reference=pool_reference, place_reference=place_reference, change=change,
        )  # fmt: skip

    async def member_event(self, hook: str, plugin: str, *, association: Association, membership: Membership) -> None:
        """Tell one plugin ``member_joined``, ``membership_changed`` or ``member_left``. Raises HookError."""
        await self._work(hook, {plugin}, nothing, association=association, membership=membership)

    async def figures(self, enabled: Collection[str], *, association: Association, year: int) -> list[Figure]:
        return _in_order(await self._ask("figures", enabled, many(Figure), association=association, year=year))

    async def due_deletions(
        self, known: Collection[str], *, association: Association, until: date
    ) -> list[DueDeletion]:
        return _flat(await self._ask("due_deletions", known, many(DueDeletion), association=association, until=until))

    async def export_personal_data(self, *, subject: Subject) -> dict[str, tuple[PersonalExport, ...]]:
        """Return what each plugin keeps. Raises HookError."""
        answers = await self._work("export_personal_data", self.names, many(PersonalExport), subject=subject)
        return {answer.plugin: answer.value for answer in answers}

    async def erase_personal_data(self, *, subject: Subject) -> dict[str, ErasureReport]:
        """Return what each plugin did. Raises HookError."""
        answers = await self._work("erase_personal_data", self.names, one(ErasureReport), subject=subject)
        return {answer.plugin: answer.value for answer in answers}

    async def task_due(
        self, plugin: str, *, association: Association | None, name: str, payload: Mapping[str, Any]
    ) -> None:
        """Raises HookError."""
        await self._work("task_due", {plugin}, nothing, association=association, name=name, payload=payload)

    async def ask_others(self, hook: str, enabled: Collection[str], kind: type, **arguments: Any) -> list[Answer]:
        """Ask a hook that a plugin added. Nobody answers one that is not there."""
        if not hasattr(self._hooks, hook):
            return []
        return await self._ask(hook, enabled, many(kind), **arguments)

    async def load_demo(self, *, associations: Mapping[str, Association]) -> None:
        """Raises HookError."""
        await self._work("load_demo", self.names, nothing, associations=associations)

    async def _ask(self, hook: str, plugins: Collection[str], check: Check, **arguments: Any) -> list[Answer]:
        return await self._dispatcher.ask(getattr(self._hooks, hook), plugins, check, **arguments)

    async def _demand(self, hook: str, plugins: Collection[str], check: Check, **arguments: Any) -> list[Answer]:
        """Where somebody waits for the answer, or a transaction does."""
        seconds = self._dispatcher.page_seconds
        return await self._dispatcher.demand(getattr(self._hooks, hook), plugins, check, seconds=seconds, **arguments)

    async def _work(self, hook: str, plugins: Collection[str], check: Check, **arguments: Any) -> list[Answer]:
        seconds = self._dispatcher.work_seconds
        return await self._dispatcher.demand(getattr(self._hooks, hook), plugins, check, seconds=seconds, **arguments)

    async def _tell(self, hook: str, plugin: str, **arguments: Any) -> None:
        """Tell one plugin what it has to hear; one in quarantine cannot, and then it must not have happened."""
        if plugin not in self.names:
            raise HookError(plugin, hook, LookupError("it is not loaded"))
        await self._demand(hook, {plugin}, nothing, **arguments)

    def _check_navigation(self, value: Any) -> tuple[NavigationItem, ...]:
        """Refuse a link that cannot be made: it would cost every page of the association."""
        items: tuple[NavigationItem, ...] = many(NavigationItem)(value)
        for item in items:
            if item.route not in self._menu_routes:
                raise LookupError(f"“{item.route}” is no route of a plugin that answers GET and has no parameters")
        return items


def _menu_routes(plugins: Sequence[LoadedPlugin]) -> list[str]:
    return [
        f"{plugin.manifest.name}:{route.name}"
        for plugin in plugins
        for route in (*plugin.site_routes, *plugin.association_routes)
        if "GET" in route.methods and "{" not in route.path
    ]


def _flat(answers: Sequence[Answer]) -> list[Any]:
    return [item for answer in answers for item in answer.value]


def _in_order(answers: Sequence[Answer]) -> list[Any]:
    """Return all items by their order, then by plugin; a sort that keeps equal ones as they came."""
    return sorted(_flat(answers), key=lambda item: item.order)

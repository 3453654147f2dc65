"""The static facts of a plugin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brobygger.plugins.errors import PluginFault
from brobygger.plugins.module_settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
_PATH = re.compile(r"[a-z][a-z0-9-]{1,39}")
_PERMISSION = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
#: What the tables, templates and static files of core, and of what it is built on, go by.
_RESERVED_NAMES = frozenset({"assets", "core", "site", "sqlite", "tortoise"})
_TEXTS = ("gives", "asks", "stores", "stops", "keeps", "permissions", "models", "requires")


@dataclass(frozen=True, slots=True)
class Permission:
    """Something a role may allow. Named verb and object, after its owner: ``volunteering.manage_tasks``."""

    name: str
    title: str
    #: In no administrator's role; granted only by its holders, or by two persons.
    sealed: bool = False
    #: The core roles, besides the one in charge, that hold it from the start.
    roles: tuple[str, ...] = ("coordinator",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginManifest:
    """What a plugin is. Version, licence and core compatibility stand in the distribution's metadata."""

    #: Entry point = end of the package's name = template folder = table prefix = ORM app = settings section.
    name: str
    #: The first segment of its addresses; may be more discreet than the name.
    path: str
    title: str
    #: One sentence for the page where it is switched on.
    summary: str
    #: What citizens and members get, in plain words, one sentence each.
    gives: tuple[str, ...] = ()
    #: What the association has to do.
    asks: tuple[str, ...] = ()
    #: Which personal data it keeps, who sees them, and until when.
    stores: tuple[str, ...] = ()
    #: What stops when it is switched off.
    stops: tuple[str, ...] = ()
    #: What stays then, and until when.
    keeps: tuple[str, ...] = ()
    #: What its entries in the audit log say, by action: ``volunteering.left``.
    audit_texts: Mapping[str, str] = field(default_factory=dict)
    permissions: tuple[Permission, ...] = ()
    #: Modules of model classes, and the package of their migrations.
    models: tuple[str, ...] = ()
    migrations: str = ""
    #: Names of plugins that have to be enabled first.
    requires: tuple[str, ...] = ()
    #: What each association may decide about it: a frozen dataclass whose fields are made by ``setting``.
    settings: type | None = None

    def check(self, entry_point: str, package: str) -> None:
        """Raise PluginFault where a fact is impossible. *package* is the top-level package the plugin is in."""
        self._check_names(entry_point, package)
        for name in _TEXTS:
            if not isinstance(getattr(self, name), tuple):
                raise PluginFault(f"the manifest's “{name}” must be a tuple: is a comma missing?")
        if bool(self.models) != bool(self.migrations):
            raise PluginFault("models and migrations belong together: name both or neither")
        for module in (*self.models, *filter(None, [self.migrations])):
            if not module.startswith(f"{package}."):
                raise PluginFault(f"“{module}” is not in the plugin's own package, {package}")
        self._check_permissions()
        if self.settings is not None:
            list(settings_of(self.settings))

    def _check_names(self, entry_point: str, package: str) -> None:
        if self.name != entry_point:
            raise PluginFault(f"the manifest's name “{self.name}” must be the entry point's, “{entry_point}”")
        if not _NAME.fullmatch(self.name) or self.name in _RESERVED_NAMES:
            raise PluginFault(
                f"the name “{self.name}” must be 2 to 30 small letters, digits and underscores, and none of "
                f"{', '.join(sorted(_RESERVED_NAMES))}"
            )
        if package != self.name and not package.endswith(f"_{self.name}"):
            raise PluginFault(f"the package {package} must end with the plugin's name, as in “brobygger_{self.name}”")
        if not _PATH.fullmatch(self.path):
            raise PluginFault(f"the path “{self.path}” must be 2 to 40 small letters, digits and hyphens")

    def _check_permissions(self) -> None:
        names = [permission.name for permission in self.permissions]
        for name in names:
            if not _PERMISSION.fullmatch(name) or not name.startswith(f"{self.name}."):
                raise PluginFault(f"the permission “{name}” must be “{self.name}.” and small letters")
        if len(set(names)) < len(names):
            raise PluginFault("two of its permissions have the same name")

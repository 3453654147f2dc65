"""The static facts of a plugin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.plugins.errors import PluginFault

if TYPE_CHECKING:
    from collections.abc import Sequence


_NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
_PATH = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Permission:
    """Something a role may allow. Named verb and object, after its owner: ``volunteering.manage_tasks``."""

    name: str
    title: str
    #: In no administrator's role; granted only by its holders, or by two persons.
    sealed: bool = False
    #: The core roles, besides the one in charge, that hold it from the start.
    roles: Sequence[str] = ("coordinator",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginManifest:
    """What a plugin is. Version, licence and core compatibility stand in the distribution's metadata."""

    #: Entry point = package suffix = template folder = table prefix = ORM app = settings section.
    name: str
    #: The first segment of its addresses; may be more discreet than the name.
    path: str
    title: str
    #: One sentence for the page where it is switched on.
    summary: str
    #: What citizens and members get, in plain words, one sentence each.
    gives: Sequence[str] = ()
    #: What the association has to do.
    asks: Sequence[str] = ()
    #: Which personal data it keeps, who sees them, and until when.
    stores: Sequence[str] = ()
    #: What stops when it is switched off, and what is kept.
    when_disabled: Sequence[str] = ()
    permissions: Sequence[Permission] = ()
    #: Modules of model classes, and the package of their migrations.
    models: Sequence[str] = ()
    migrations: str = ""
    #: Names of plugins that have to be enabled first.
    requires: Sequence[str] = ()

    def check(self, entry_point: str) -> None:
        """Raise PluginFault where a fact is impossible."""
        if self.name != entry_point:
            raise PluginFault(f"the manifest's name “{self.name}” must be the entry point's, “{entry_point}”")
        if not _NAME.fullmatch(self.name):
            raise PluginFault(f"the name “{self.name}” must be 2 to 30 small letters, digits and underscores")
        if not _PATH.fullmatch(self.path):
            raise PluginFault(f"the path “{self.path}” must be 2 to 40 small letters, digits and hyphens")
        if bool(self.models) != bool(self.migrations):
            raise PluginFault("models and migrations belong together: name both or neither")
        for permission in self.permissions:
            if not permission.name.startswith(f"{self.name}."):
                raise PluginFault(f"the permission “{permission.name}” must begin with “{self.name}.”")

"""What can go wrong when a module is switched.

ModuleError
├── UnknownModuleError    no such plugin is loaded
├── MissingModulesError   other modules have to be on first; holds their names
├── NeededByError         other modules that are on need this one; holds their names
├── RefusedError          the plugin itself could not start; says why
└── EditedMeanwhileError  somebody saved other settings since they were read
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ModuleError(Exception):
    """The base of this module's errors."""


class UnknownModuleError(ModuleError):
    """No plugin of that name is loaded."""


class MissingModulesError(ModuleError):
    """Other modules have to be switched on first."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class NeededByError(MissingModulesError):
    """Other modules that are on need this one."""


class EditedMeanwhileError(ModuleError):
    """Somebody saved other settings since they were read."""


class RefusedError(ModuleError):
    """The plugin's own ``module_enabled`` failed; nothing was changed."""

"""What can go wrong with plugins.

PluginError
├── PluginFault    a plugin breaks a rule of the host; becomes a PluginFailure
└── HookError      a plugin's hook failed where the failure must be heard; names the plugin
"""

from __future__ import annotations

from dataclasses import dataclass


class PluginError(Exception):
    """The base of this package's errors."""


class PluginFault(PluginError):  # noqa: N818  # a fault of theirs, not an error of ours
    """A plugin breaks a rule of the host. The message names the place and the remedy."""


class HookError(PluginError):
    """A hook failed where the failure must be heard."""

    def __init__(self, plugin: str, hook: str, error: BaseException) -> None:
        super().__init__(f"the plugin “{plugin}” failed in {hook}: {type(error).__name__}: {error}")
        self.plugin = plugin
        self.hook = hook


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A plugin in quarantine: installed, but out of order while the rest of the site runs."""

    name: str
    distribution: str
    version: str
    #: compatibility, import, manifest, models, hooks, register, routes, templates or requires
    stage: str
    error: str
    #: Its URL segment, as far as it is known and nobody else's; its addresses answer 503.
    path: str = ""

    def __str__(self) -> str:
        return f"the plugin “{self.name}” ({self.distribution} {self.version}) failed at {self.stage}: {self.error}"

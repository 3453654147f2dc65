"""The host's side of plugins; what plugins may use of it is in ``brobygger.plugin_api``."""

from __future__ import annotations

from brobygger.plugins.errors import HookError, PluginError, PluginFailure, PluginFault
from brobygger.plugins.hookspecs import hookimpl, hookspec
from brobygger.plugins.host import LoadedPlugin, PluginHost
from brobygger.plugins.loader import load_plugins
from brobygger.plugins.manifest import Permission, PluginManifest
from brobygger.plugins.module_settings import Setting, setting, settings_of
from brobygger.plugins.payloads import (
    AssistedAction,
    DueDeletion,
    Envelope,
    ErasureReport,
    Figure,
    Fragment,
    MailQueue,
    MyItem,
    NavigationItem,
    Need,
    PeriodicTask,
    PersonalExport,
)
from brobygger.plugins.routes import MEMBER, PUBLIC, SIGNED_IN, Audience, Route, permission

__all__ = [
    "MEMBER",
    "PUBLIC",
    "SIGNED_IN",
    "AssistedAction",
    "Audience",
    "DueDeletion",
    "Envelope",
    "ErasureReport",
    "Figure",
    "Fragment",
    "HookError",
    "LoadedPlugin",
    "MailQueue",
    "MyItem",
    "NavigationItem",
    "Need",
    "PeriodicTask",
    "Permission",
    "PersonalExport",
    "PluginError",
    "PluginFailure",
    "PluginFault",
    "PluginHost",
    "PluginManifest",
    "Route",
    "Setting",
    "hookimpl",
    "hookspec",
    "load_plugins",
    "permission",
    "setting",
    "settings_of",
]

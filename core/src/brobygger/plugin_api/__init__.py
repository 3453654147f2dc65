"""What plugins may use of Brobygger, and nothing else is: everything here stays, or leaves with a release's notice.

=====================  =============================================================================================
``plugin_api``         what a plugin is made of: manifest, hooks, routes and their audiences, what hooks return
``plugin_api.db``      tables: base models, fields, scope, transactions, what personal data a column holds
``plugin_api.services``  what core does for plugins: people and how they are reached, places and queues, due work
``plugin_api.forms``   forms and their fields
``plugin_api.web``     answering with pages, paths and tables
``plugin_api.i18n``    texts, dates and numbers in the reader's language
=====================  =============================================================================================
"""

from __future__ import annotations

from brobygger.plugins import (
    MEMBER,
    PUBLIC,
    SIGNED_IN,
    AssistedAction,
    Audience,
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
    Permission,
    PersonalExport,
    PluginManifest,
    Route,
    hookimpl,
    hookspec,
    permission,
    setting,
)

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
    "MailQueue",
    "MyItem",
    "NavigationItem",
    "Need",
    "PeriodicTask",
    "Permission",
    "PersonalExport",
    "PluginManifest",
    "Route",
    "hookimpl",
    "hookspec",
    "permission",
    "setting",
]

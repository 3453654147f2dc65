"""Which models the site's database holds: core's and those of every loaded plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.db import AppConfig

if TYPE_CHECKING:
    from brobygger.plugins import PluginHost

CORE_APP = AppConfig(
    label="core",
    models=(
        "brobygger.assisted.models",
        "brobygger.associations.models",
        "brobygger.associations.branding.models",
        "brobygger.associations.directory.models",
        "brobygger.due.models",
        "brobygger.identity.models",
        "brobygger.identity.factor_models",
        "brobygger.mail.models",
        "brobygger.membership.models",
        "brobygger.membership.kinds.models",
        "brobygger.membership.applications.models",
        "brobygger.membership.roles.models",
        "brobygger.modules.models",
        "brobygger.proposals.models",
        "brobygger.services.audit.models",
        "brobygger.services.capacity.models",
        "brobygger.services.confirmation.models",
        "brobygger.services.consent.models",
        "brobygger.services.figures.models",
        "brobygger.services.limits.models",
        "brobygger.services.once.models",
        "brobygger.services.pictures.models",
    ),
    migrations="brobygger.migrations",
)

#: Core's rows that are a plugin's, and go when it is purged: tables, and the column with its name.
OWNED_BY_PLUGINS = {
    "core_call_task": "owner",
    "core_confirmation": "owner",
    "core_counter": "owner",
    "core_due_task": "owner",
    "core_module_state": "plugin",
    "core_periodic_run": "owner",
    "core_picture": "owner",
    "core_pool": "owner",
}


def database_apps(host: PluginHost) -> list[AppConfig]:
    """Return core's tables and those of the loaded plugins, in the order in which they depend on each other."""
    plugins = [
        AppConfig(
            label=plugin.manifest.name, models=tuple(plugin.manifest.models), migrations=plugin.manifest.migrations
        )
        for plugin in host.plugins
        if plugin.manifest.models and plugin.manifest.migrations
    ]
    return [CORE_APP, *plugins]

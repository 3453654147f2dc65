"""The pytest plugin: ``site``, ``client``, ``association``, ``outbox`` and the rest, for core and for every plugin."""

from __future__ import annotations

from brobygger.testing.databases import (
    database_url,
    databases,
    empty_database_url,
    migrated_template,
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
)
from brobygger.testing.installer import installer
from brobygger.testing.site import (
    administrator,
    association,
    client,
    clock,
    coordinator,
    host,
    member,
    other_association,
    outbox,
    outsider,
    settings,
    sign_in_as,
    site,
)

__all__ = [
    "administrator",
    "association",
    "client",
    "clock",
    "coordinator",
    "database_url",
    "databases",
    "empty_database_url",
    "host",
    "installer",
    "member",
    "migrated_template",
    "other_association",
    "outbox",
    "outsider",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "settings",
    "sign_in_as",
    "site",
]

"""What this plugin lets somebody be permitted to do."""

from __future__ import annotations

from brobygger.plugin_api import Permission
from brobygger.plugin_api.i18n import lazy

MANAGE_TASKS = "volunteering.manage_tasks"
MANAGE_SIGNUPS = "volunteering.manage_signups"

PERMISSIONS = (
    Permission(MANAGE_TASKS, lazy("Write tasks, publish them and end them")),
    Permission(MANAGE_SIGNUPS, lazy("See who signed up, and answer them")),
)

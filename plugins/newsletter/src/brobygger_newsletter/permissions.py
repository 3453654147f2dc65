"""What this plugin lets somebody be permitted to do."""

from __future__ import annotations

from brobygger.plugin_api import Permission
from brobygger.plugin_api.i18n import lazy

WRITE = "newsletter.write"
SEND = "newsletter.send"
MANAGE_SUBSCRIBERS = "newsletter.manage_subscribers"

PERMISSIONS = (
    Permission(WRITE, lazy("Write newsletters, and send a test to oneself")),
    Permission(SEND, lazy("Send newsletters to everybody who gets them")),
    Permission(MANAGE_SUBSCRIBERS, lazy("See who gets the newsletters, add people and take them off")),
)

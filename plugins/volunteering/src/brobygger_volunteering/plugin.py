"""The plugin's manifest and hooks."""

from __future__ import annotations

from brobygger.i18n import lazy
from brobygger.plugins import PluginManifest

manifest = PluginManifest(
    name="volunteering", path="volunteering", title=lazy("Volunteering"), summary=lazy("Volunteer tasks")
)

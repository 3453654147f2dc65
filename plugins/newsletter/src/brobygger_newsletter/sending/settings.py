"""What the operator says about sending."""

from __future__ import annotations

from dataclasses import dataclass, field

from brobygger.plugin_api.services import plugin_settings


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """``[plugins.newsletter]`` in the settings file."""

    #: Mails of newsletters that the whole site sends in an hour at the most; 0 is as many as the mail server takes.
    per_hour: int = 0
    #: With which a mail server signs what it tells of mails that came back; empty takes nothing.
    webhook_key: str = field(default="", repr=False)


def read_settings() -> SiteSettings:
    return plugin_settings(SiteSettings, "newsletter")

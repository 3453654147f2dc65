"""What the operator says about sending."""

from __future__ import annotations

from dataclasses import dataclass

from brobygger.plugin_api.services import plugin_settings


@dataclass(frozen=True, slots=True)
class Limits:
    """``[plugins.newsletter]`` in the settings file."""

    #: Mails of newsletters that the whole site sends in an hour at the most; 0 is as many as the mail server takes.
    per_hour: int = 0


def read_limits() -> Limits:
    return plugin_settings(Limits, "newsletter")

"""What each association decides about its volunteering."""

from __future__ import annotations

from dataclasses import dataclass

from brobygger.plugin_api import setting
from brobygger.plugin_api.i18n import lazy

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Settings:
    """Read with ``module_settings(Settings, association_id)``."""

    offer_days: int = setting(
        2, lazy("How many days has somebody in line to answer?"),
        hint=lazy("When a place becomes free it is kept so long, and then offered to the next. Holds for new tasks."),
        minimum=1, maximum=14,
    )  # fmt: skip
    tell_coordinators: bool = setting(
        default=True, title=lazy("Send the coordinators a mail when somebody waits for an answer"),
        hint=lazy("One mail a task, until somebody has looked after it."),
    )  # fmt: skip

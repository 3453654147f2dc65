"""Which modules an association has switched on."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from brobygger import clock
from brobygger.db import JSONField, ScopedModel, UTCDateTimeField


class ModuleState(ScopedModel):
    """One plugin in one association. No row means never enabled."""

    no_personal_data = frozenset({"plugin", "settings"})

    plugin = fields.CharField(max_length=40)
    enabled = fields.BooleanField(default=False)
    settings: fields.JSONField[dict[str, Any]] = JSONField(default=dict)
    #: Of the settings.
    version = fields.IntField(default=1)
    changed_at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_module_state"
        unique_together = (("association", "plugin"),)

"""Which modules an association has switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from brobygger import clock
from brobygger.db import JSONField, ScopedModel, UTCDateTimeField

if TYPE_CHECKING:
    from brobygger.associations.models import Association


class ModuleState(ScopedModel):
    """One plugin in one association. No row means never enabled."""

    no_personal_data = frozenset({"plugin", "settings"})

    association: fields.ForeignKeyRelation[Association] = fields.ForeignKeyField(
        "core.Association", related_name=False, on_delete=fields.CASCADE
    )
    association_id: int
    plugin = fields.CharField(max_length=40)
    enabled = fields.BooleanField(default=False)
    settings: fields.JSONField[dict[str, Any]] = JSONField(default=dict)
    changed_at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_module_state"
        unique_together = (("association", "plugin"),)

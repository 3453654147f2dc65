"""The audit log: append-only, without content."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import SiteModel, UTCDateTimeField


class AuditEntry(SiteModel):
    """Something was done. Holds ids only, and no foreign keys, so that it outlives what it tells of.

    Triggers in the database refuse to change an entry, and to delete it before its time.
    """

    why_not_scoped = "Some acts concern the site; services.audit reads one association's entries at a time"
    no_personal_data = frozenset({"action", "object", "reason", "request_id"})

    at = UTCDateTimeField(default=clock.now)
    association_id = fields.IntField(null=True)
    account_id = fields.IntField(null=True)
    action = fields.CharField(max_length=80)
    object = fields.CharField(max_length=80, default="")
    #: A code, never free text.
    reason = fields.CharField(max_length=80, default="")
    request_id = fields.CharField(max_length=32, default="")

    class Meta:
        app = "core"
        table = "core_audit_entry"
        indexes = [Index(fields=("association_id", "id"), name="core_audit_entry_of")]

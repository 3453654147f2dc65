"""Evidence of consent: append-only."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import ScopedModel, UTCDateTimeField

if TYPE_CHECKING:
    from brobygger.membership.models import Contact


class Channel(StrEnum):
    """How somebody said yes or no."""

    WEB = "web"
    PHONE = "phone"
    DESK = "desk"
    PAPER = "paper"


class ConsentRecord(ScopedModel):
    """A contact said yes or no to one text. A withdrawal is a new row.

    Triggers in the database refuse to change a row, and to delete one whose contact is still there.
    """

    no_personal_data = frozenset({"purpose", "text_hash", "language"})

    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.CASCADE
    )
    contact_id: int
    purpose = fields.CharField(max_length=80)
    text_version = fields.IntField()
    text_hash = fields.CharField(max_length=64)
    language = fields.CharField(max_length=10)
    given = fields.BooleanField()
    channel = fields.CharEnumField(Channel, max_length=10, default=Channel.WEB)
    helper_account_id = fields.IntField(null=True)
    at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_consent_record"
        indexes = [
            Index(fields=("contact_id", "purpose", "id"), name="core_consent_record_of_contact"),
            Index(fields=("association_id",), name="core_consent_record_of"),
        ]

"""Evidence of consent: append-only."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import LegalBasis, PersonalData, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy

if TYPE_CHECKING:
    from brobygger.membership.models import Contact


_CONSENT = PersonalData(
    what=lazy("What you said yes or no to, when, and how"),
    purpose=lazy("Showing that you said yes, and that you can say no again"),
    basis=LegalBasis.LEGAL_OBLIGATION,
    seen_by=lazy("You and those in charge of the association"),
    retention=lazy("Until nothing ties the person to the association any more"),
)


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

    personal_data = {
        "purpose": _CONSENT, "text_version": _CONSENT, "text_hash": _CONSENT, "given": _CONSENT, "channel": _CONSENT,
        "at": _CONSENT,
    }  # fmt: skip
    no_personal_data = frozenset({"language"})

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

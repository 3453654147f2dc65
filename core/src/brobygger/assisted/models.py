"""Somebody was helped at the desk or on the phone: by whom, when, and what was written down then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from brobygger import clock
from brobygger.db import LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy
from brobygger.services.consent import Channel

if TYPE_CHECKING:
    from brobygger.membership.models import Contact

_VISIT = PersonalData(
    what=lazy("What was written down when somebody helped you at the desk or on the phone"),
    purpose=lazy("Helping you there and then, and giving you a slip of what was agreed"),
    basis=LegalBasis.CONSENT,
    seen_by=lazy("The one who helps you, for half an hour; after that you"),
    retention=lazy("30 days"),
)


class AssistedVisit(ScopedModel):
    """A helper registers one contact. While it is open, it is all that the helper sees of them.

    Name and numbers are as they were typed in this visit; what the contact had before is not copied into it.
    """

    personal_data = {
        "name": _VISIT, "phone": _VISIT, "email": _VISIT, "channel": _VISIT, "proxy_name": _VISIT,
        "proxy_relation": _VISIT,
    }  # fmt: skip
    no_personal_data = frozenset({"public_id", "language"})

    public_id = PublicIdField()
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.CASCADE
    )
    contact_id: int
    helper_account_id = fields.IntField()
    channel = fields.CharEnumField(Channel, max_length=10)
    name = fields.CharField(max_length=200)
    phone = fields.CharField(max_length=20, default="")
    email = fields.CharField(max_length=254, default="")
    #: Who asked for them, and what they are to them; empty where they asked themselves.
    proxy_name = fields.CharField(max_length=200, default="")
    proxy_relation = fields.CharField(max_length=100, default="")
    language = fields.CharField(max_length=10)
    #: The contact was written down in this visit, so that it has no past that a link could show.
    made_contact = fields.BooleanField()
    opened_at = UTCDateTimeField(default=clock.now)
    closed_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_assisted_visit"
        indexes = [
            Index(fields=("association_id",), name="core_assisted_visit_of"),
            Index(fields=("contact_id", "helper_account_id", "id"), name="core_assisted_visit_contact"),
            Index(fields=("opened_at",), name="core_assisted_visit_old"),
        ]
        constraints = [
            CheckConstraint(check="channel IN ('desk', 'phone')", name="core_assisted_visit_channel"),
            CheckConstraint(check="closed_at IS NULL OR closed_at >= opened_at", name="core_assisted_visit_in_order"),
        ]


class AssistedEntry(ScopedModel):
    """Something that was agreed in a visit, in a line for the slip."""

    personal_data = {"text": _VISIT}

    visit: fields.ForeignKeyRelation[AssistedVisit] = fields.ForeignKeyField(
        "core.AssistedVisit", related_name=False, on_delete=fields.CASCADE
    )
    visit_id: int
    text = fields.CharField(max_length=300)
    at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_assisted_entry"
        indexes = [
            Index(fields=("association_id",), name="core_assisted_entry_in"),
            Index(fields=("visit_id", "id"), name="core_assisted_entry_of"),
        ]

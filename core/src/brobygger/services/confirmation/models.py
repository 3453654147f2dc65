"""People without an account: proving that it was them, and reaching those who have only a phone."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy

if TYPE_CHECKING:
    from brobygger.membership.models import Contact


class Confirmation(ScopedModel):
    """A contact is asked to confirm one thing: by a link in a mail, or by a call."""

    no_personal_data = frozenset({"owner", "purpose", "reference", "token_hash"})

    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.CASCADE
    )
    contact_id: int
    #: The plugin that hears of the answer, and the name of what is confirmed there.
    owner = fields.CharField(max_length=40)
    purpose = fields.CharField(max_length=40)
    reference = fields.CharField(max_length=40)
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = UTCDateTimeField(default=clock.now)
    expires_at = UTCDateTimeField(db_index=True)
    confirmed_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_confirmation"
        indexes = [
            Index(fields=("association_id", "owner", "reference"), name="core_confirmation_of"),
            Index(fields=("contact_id",), name="core_confirmation_of_contact"),
        ]


class CallState(StrEnum):
    """What became of a call."""

    OPEN = "open"
    DONE = "done"


class CallTask(ScopedModel):
    """Somebody who has only a phone is to be told or asked something."""

    personal_data = {
        "message": PersonalData(
            what=lazy("The message in a call"),
            purpose=lazy("What to say on the phone"),
            basis=LegalBasis.CONTRACT,
            seen_by=lazy("Coordinators of the association"),
            retention=lazy("Two weeks after the call"),
        )
    }
    no_personal_data = frozenset({"public_id", "owner", "reference", "subject"})

    public_id = PublicIdField()
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.CASCADE
    )
    contact_id: int
    #: Set where the call is to confirm something; empty where it only tells.
    confirmation: fields.ForeignKeyNullableRelation[Confirmation] = fields.ForeignKeyField(
        "core.Confirmation", related_name=False, null=True, on_delete=fields.CASCADE
    )
    confirmation_id: int | None
    owner = fields.CharField(max_length=40)
    reference = fields.CharField(max_length=40)
    subject = fields.CharField(max_length=200)
    message = fields.TextField()
    state = fields.CharEnumField(CallState, max_length=10, default=CallState.OPEN)
    attempts = fields.IntField(default=0)
    last_attempt_at = UTCDateTimeField(null=True)
    created_at = UTCDateTimeField(default=clock.now)
    done_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_call_task"
        indexes = [
            Index(fields=("association_id", "state", "id"), name="core_call_task_open"),
            Index(fields=("contact_id",), name="core_call_task_of_contact"),
            Index(fields=("confirmation_id",), name="core_call_task_of_confirmation"),
        ]

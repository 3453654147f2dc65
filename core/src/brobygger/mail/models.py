"""The outbox: one row for each mail to one person."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import Erasure, LegalBasis, PersonalData, SiteModel, UTCDateTimeField
from brobygger.due import DueRow
from brobygger.i18n import lazy

_MAIL = PersonalData(
    what=lazy("Mails to you: address, text and whom to answer"),
    purpose=lazy("Writing to somebody about what they joined"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("Nobody; who runs the server can"),
    retention=lazy("Two weeks after it was sent"),
    export=False,
    erase=Erasure.DELETE_ROW,
)


class MailState(StrEnum):
    """Where a mail is. SENDING is committed before the mail is handed over, SENT after the server took it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    #: The connection broke twice at the moment of handing over: it may have arrived, and nobody can ask.
    UNKNOWN = "unknown"


class MailRow(DueRow):
    """What every row that becomes a mail has: who gets it, and what became of it."""

    recipient = fields.CharField(max_length=254)
    state = fields.CharEnumField(MailState, max_length=10, default=MailState.QUEUED)
    #: How often it stayed open whether the mail arrived. Once is tried again, twice is for a person.
    ambiguities = fields.IntField(default=0)
    association_id = fields.IntField(null=True)
    finished_at = UTCDateTimeField(null=True)

    class Meta:
        abstract = True


class OutboxMail(MailRow, SiteModel):
    """A mail, complete as it will be sent."""

    why_not_scoped = "The worker sends the mails of all associations, and sign-in mails belong to none"
    personal_data = {"recipient": _MAIL, "text": _MAIL, "html": _MAIL, "reply_to": _MAIL}
    no_personal_data = frozenset({"subject", "sender_name", "message_id", "language", "error"})

    sender_name = fields.CharField(max_length=120)
    reply_to = fields.CharField(max_length=254, default="")
    subject = fields.CharField(max_length=200)
    text = fields.TextField()
    html = fields.TextField()
    language = fields.CharField(max_length=10)
    #: The same at every try, so that a mail that arrives twice is shown once.
    message_id = fields.CharField(max_length=200)
    created_at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_outbox_mail"
        indexes = [
            Index(fields=("state", "due_at", "id"), name="core_outbox_mail_due"),
            Index(fields=("finished_at", "id"), name="core_outbox_mail_finished"),
            Index(fields=("association_id", "id"), name="core_outbox_mail_of"),
        ]


class MailCount(SiteModel):
    """How many mails ended in which way, by day; stays when the mails are gone."""

    why_not_scoped = "Counts hold no person; association_id is a number to group by"
    no_personal_data = frozenset({"day"})

    day = fields.DateField()
    association_id = fields.IntField(default=0)
    state = fields.CharEnumField(MailState, max_length=10)
    count = fields.IntField(default=0)

    class Meta:
        app = "core"
        table = "core_mail_count"
        unique_together = (("day", "association_id", "state"),)

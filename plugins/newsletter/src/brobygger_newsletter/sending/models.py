"""One row for each mail of an issue."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger.plugin_api.db import Erasure, LegalBasis, MailRow, PersonalData, SiteModel, UTCDateTimeField
from brobygger.plugin_api.i18n import lazy

if TYPE_CHECKING:
    from brobygger_newsletter.subscribing.models import Subscriber
    from brobygger_newsletter.writing.models import Edition, Issue

_DELIVERY = PersonalData(
    what=lazy("Which newsletters were sent to your address, and whether they arrived"),
    purpose=lazy("Sending each newsletter once, and seeing which addresses no longer work"),
    basis=LegalBasis.CONSENT,
    seen_by=lazy("Nobody; who runs the server can"),
    retention=lazy("Three months after it was sent"),
    erase=Erasure.DELETE_ROW,
)


class Bounce(StrEnum):
    """How a mail came back."""

    #: The address does not exist.
    UNKNOWN = "unknown"
    HARD = "hard"
    #: For now, such as a full mailbox.
    SOFT = "soft"
    #: Its reader called it unwanted.
    COMPLAINT = "complaint"


class Delivery(MailRow, SiteModel):
    """An issue on its way to one subscriber."""

    why_not_scoped = "The worker sends the newsletters of all associations; pages reach them through an issue of theirs"
    personal_data = {"recipient": _DELIVERY, "name": _DELIVERY, "bounce": _DELIVERY}
    no_personal_data = frozenset({"error", "key"})

    issue: fields.ForeignKeyRelation[Issue] = fields.ForeignKeyField(
        "newsletter.Issue", related_name=False, on_delete=fields.CASCADE
    )
    issue_id: int
    edition: fields.ForeignKeyRelation[Edition] = fields.ForeignKeyField(
        "newsletter.Edition", related_name=False, on_delete=fields.CASCADE
    )
    edition_id: int
    subscriber: fields.ForeignKeyRelation[Subscriber] = fields.ForeignKeyField(
        "newsletter.Subscriber", related_name=False, on_delete=fields.CASCADE
    )
    subscriber_id: int
    #: The subscriber's public id, from which the links in the mail are made.
    key = fields.CharField(max_length=20)
    name = fields.CharField(max_length=80, default="")
    bounce = fields.CharEnumField(Bounce, max_length=10, null=True)
    bounced_at = UTCDateTimeField(null=True)

    class Meta:
        app = "newsletter"
        table = "newsletter_delivery"
        unique_together = (("issue", "subscriber"),)
        indexes = [
            Index(fields=("issue_id", "state", "due_at", "id"), name="newsletter_delivery_due"),
            Index(fields=("subscriber_id",), name="newsletter_delivery_of"),
            Index(fields=("edition_id",), name="newsletter_delivery_of_edition"),
            Index(fields=("finished_at", "id"), name="newsletter_delivery_finished"),
        ]

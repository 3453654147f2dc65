"""Who gets what, how they said yes, and who never wants to hear again."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from brobygger.plugin_api.db import (
    LegalBasis,
    PersonalData,
    PublicIdField,
    ScopedModel,
    UTCDateTimeField,
)
from brobygger.plugin_api.i18n import lazy
from brobygger.plugin_api.services import now

if TYPE_CHECKING:
    from brobygger_newsletter.newsletters.models import Newsletter

_ADDRESS = PersonalData(
    what=lazy("The e-mail address, first name and language for newsletters"),
    purpose=lazy("Sending the newsletters that you asked for"),
    basis=LegalBasis.CONSENT,
    seen_by=lazy("Those who look after the association's newsletters"),
    retention=lazy("Three months after the last newsletter; two days when you do not press the link"),
)
_CONSENT = PersonalData(
    what=lazy("Which newsletters you said yes or no to, when, how, and to which words"),
    purpose=lazy("Showing that you said yes, and never writing to you against your will"),
    basis=LegalBasis.LEGAL_OBLIGATION,
    seen_by=lazy("Those who look after the association's newsletters"),
    retention=lazy("Three months after the last newsletter"),
)
_SUPPRESSION = PersonalData(
    what=lazy("A fingerprint of an e-mail address that must not be written to"),
    purpose=lazy("Never writing again to somebody who said no, or whose address does not work"),
    basis=LegalBasis.LEGITIMATE_INTEREST,
    seen_by=lazy("Nobody: the address cannot be read from it"),
    retention=lazy("As long as the association has newsletters"),
    export=False,
)


class Subscriber(ScopedModel):
    """An e-mail address that an association writes newsletters to."""

    personal_data = {"email": _ADDRESS, "email_folded": _ADDRESS, "name": _ADDRESS, "language": _ADDRESS}
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    email = fields.CharField(max_length=254)
    email_folded = fields.CharField(max_length=254)
    #: The first name, for “Dear …”; empty when it was not told.
    name = fields.CharField(max_length=80, default="")
    language = fields.CharField(max_length=10)
    created_at = UTCDateTimeField(default=now)
    #: When the last newsletter went there: links in it work for long after that.
    last_sent_at = UTCDateTimeField(null=True)

    class Meta:
        app = "newsletter"
        table = "newsletter_subscriber"
        unique_together = (("association", "email_folded"),)
        indexes = [
            Index(fields=("email_folded",), name="newsletter_subscriber_by_email"),
            Index(fields=("association_id", "id"), name="newsletter_subscriber_of"),
        ]


class SubscriptionState(StrEnum):
    """Where a subscription is in its life."""

    #: The link in the mail was not pressed yet. Nothing is sent.
    PENDING = "pending"
    ACTIVE = "active"
    LEFT = "left"
    #: The address does not work any more.
    BOUNCED = "bounced"


class SubscribedBy(StrEnum):
    """How somebody said yes."""

    WEB = "web"
    PHONE = "phone"
    DESK = "desk"
    #: A list with proof, such as names on paper.
    LIST = "list"


class LeaveReason(StrEnum):
    """Why somebody left, if they like to say."""

    TOO_MANY = "too_many"
    NOT_FOR_ME = "not_for_me"
    NEVER_ASKED = "never_asked"
    OTHER = "other"


class Subscription(ScopedModel):
    """A subscriber said yes to one newsletter, and perhaps no again."""

    personal_data = {
        "state": _CONSENT, "subscribed_by": _CONSENT, "text_version": _CONSENT, "text_hash": _CONSENT,
        "evidence": _CONSENT, "asked_at": _CONSENT, "confirmed_at": _CONSENT, "left_at": _CONSENT, "reason": _CONSENT,
    }  # fmt: skip

    newsletter: fields.ForeignKeyRelation[Newsletter] = fields.ForeignKeyField(
        "newsletter.Newsletter", related_name=False, on_delete=fields.CASCADE
    )
    newsletter_id: int
    subscriber: fields.ForeignKeyRelation[Subscriber] = fields.ForeignKeyField(
        "newsletter.Subscriber", related_name=False, on_delete=fields.CASCADE
    )
    subscriber_id: int
    state = fields.CharEnumField(SubscriptionState, max_length=10, default=SubscriptionState.PENDING)
    subscribed_by = fields.CharEnumField(SubscribedBy, max_length=10, default=SubscribedBy.WEB)
    #: Who wrote it down, where somebody did it for them.
    helper_account_id = fields.IntField(null=True)
    #: The words that were said yes to.
    text_version = fields.IntField()
    text_hash = fields.CharField(max_length=64)
    #: Where the proof is, for a list: “Sign-up sheet at the summer party, in the folder in the office”.
    evidence = fields.CharField(max_length=300, default="")
    asked_at = UTCDateTimeField(default=now)
    confirmed_at = UTCDateTimeField(null=True)
    left_at = UTCDateTimeField(null=True)
    reason = fields.CharEnumField(LeaveReason, max_length=20, null=True)

    class Meta:
        app = "newsletter"
        table = "newsletter_subscription"
        unique_together = (("newsletter", "subscriber"),)
        indexes = [
            Index(fields=("newsletter_id", "state", "subscriber_id"), name="newsletter_subscription_state"),
            Index(fields=("subscriber_id",), name="newsletter_subscription_of"),
            Index(fields=("association_id", "state", "asked_at"), name="newsletter_subscription_age"),
        ]


class SuppressionReason(StrEnum):
    """Why an address is not written to."""

    LEFT = "left"
    REFUSED = "refused"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Suppression(ScopedModel):
    """An address that is not written to: by one newsletter, or by none of the association's.

    Only a keyed hash of it is kept, so no list that is read in later brings it back, and erasing the person does not.
    """

    personal_data = {"address_hash": _SUPPRESSION, "reason": _SUPPRESSION}

    #: None where it holds for all newsletters of the association.
    newsletter: fields.ForeignKeyNullableRelation[Newsletter] = fields.ForeignKeyField(
        "newsletter.Newsletter", related_name=False, null=True, on_delete=fields.CASCADE
    )
    newsletter_id: int | None
    address_hash = fields.CharField(max_length=64)
    reason = fields.CharEnumField(SuppressionReason, max_length=12)
    at = UTCDateTimeField(default=now)

    class Meta:
        app = "newsletter"
        table = "newsletter_suppression"
        indexes = [
            Index(fields=("association_id", "address_hash"), name="newsletter_suppression_of"),
            Index(fields=("newsletter_id",), name="newsletter_suppression_of_newsletter"),
        ]
        constraints = [
            UniqueConstraint(
                fields=("newsletter_id", "address_hash"), name="newsletter_suppression_once",
                condition="newsletter_id IS NOT NULL",
            ),
            UniqueConstraint(
                fields=("association_id", "address_hash"), name="newsletter_suppression_all",
                condition="newsletter_id IS NULL",
            ),
        ]  # fmt: skip

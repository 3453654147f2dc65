from tortoise import migrations
from tortoise.migrations import operations as ops
from brobygger.clock import now
from brobygger.db.fields import KeyField, UTCDateTimeField, decode_json, encode_json
from brobygger.ids import public_id
from brobygger.mail.models import MailState
from brobygger_newsletter.sending.models import Bounce
from brobygger_newsletter.subscribing.models import LeaveReason, SubscribedBy, SubscriptionState, SuppressionReason
from brobygger_newsletter.writing.models import BlockKind, IssueState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Newsletter",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                ("title", fields.CharField(max_length=100)),
                (
                    "about",
                    fields.CharField(
                        description="What one gets, and about how often: what people say yes to.", max_length=300
                    ),
                ),
                (
                    "text_version",
                    fields.IntField(
                        default=1,
                        description="Raised when the words above change, so that it stays provable what somebody said yes to.",
                    ),
                ),
                (
                    "language",
                    fields.CharField(description="The language that its issues are written in first.", max_length=10),
                ),
                (
                    "is_open",
                    fields.BooleanField(
                        default=True, description="Everybody can subscribe; otherwise the association adds people."
                    ),
                ),
                (
                    "to_members",
                    fields.BooleanField(default=False, description="Members get it as well, until they say no."),
                ),
                (
                    "has_archive",
                    fields.BooleanField(default=True, description="Issues can be read on the web when they are sent."),
                ),
                (
                    "closed_at",
                    UTCDateTimeField(
                        null=True,
                        description="Nothing is sent any more, and nobody can subscribe.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "newsletter_newsletter",
                "app": "newsletter",
                "indexes": [Index(fields=["association_id", "closed_at", "id"], name="newsletter_newsletter_of")],
                "pk_attr": "id",
                "table_description": "One subject in one or more languages, such as “News from the centre”.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Issue",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                (
                    "newsletter",
                    fields.ForeignKeyField(
                        "newsletter.Newsletter",
                        source_field="newsletter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=IssueState.DRAFT,
                        description="DRAFT: draft\nSCHEDULED: scheduled\nSTARTING: starting\nSENDING: sending\nPAUSED: paused\nSENT: sent\nCANCELLED: cancelled",
                        enum_type=IssueState,
                        max_length=10,
                    ),
                ),
                (
                    "language",
                    fields.CharField(description="The language of who has no edition of their own.", max_length=10),
                ),
                (
                    "is_commercial",
                    fields.BooleanField(
                        default=False,
                        description="There is something of a sponsor in it: the law asks for consent to that (markedsføringsloven § 10).",
                    ),
                ),
                (
                    "audience",
                    fields.JSONField(
                        default=dict,
                        description="Which of those who could get it do; see ``sending.audience``.",
                        encoder=encode_json,
                        decoder=decode_json,
                    ),
                ),
                ("scheduled_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("started_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("finished_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "recipients",
                    fields.IntField(default=0, description="Counts that stay when the rows of who got it are gone."),
                ),
                ("delivered", fields.IntField(default=0)),
                ("failed", fields.IntField(default=0)),
                ("unknown", fields.IntField(default=0)),
                ("bounced", fields.IntField(default=0)),
                ("complained", fields.IntField(default=0)),
                ("left", fields.IntField(default=0)),
                ("visits", fields.IntField(default=0)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "newsletter_issue",
                "app": "newsletter",
                "indexes": [
                    Index(fields=["association_id", "state", "id"], name="newsletter_issue_of"),
                    Index(fields=["newsletter_id", "state", "finished_at"], name="newsletter_issue_of_newsletter"),
                    Index(fields=["state", "id"], name="newsletter_issue_by_state"),
                ],
                "pk_attr": "id",
                "table_description": "What is sent once to everybody who gets the newsletter at that moment.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Edition",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                (
                    "issue",
                    fields.ForeignKeyField(
                        "newsletter.Issue",
                        source_field="issue_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("language", fields.CharField(max_length=10)),
                ("subject", fields.CharField(default="", max_length=150)),
                (
                    "preview",
                    fields.CharField(
                        default="", description="What mail programs show after the subject.", max_length=150
                    ),
                ),
                (
                    "html",
                    fields.TextField(
                        default="",
                        description="As it was sent, with marks where each recipient's own words go; empty until then.",
                        unique=False,
                    ),
                ),
                ("text", fields.TextField(default="", unique=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "newsletter_edition",
                "app": "newsletter",
                "unique_together": (("issue", "language"),),
                "indexes": [Index(fields=["association_id"], name="newsletter_edition_of")],
                "pk_attr": "id",
                "table_description": "An issue in one language.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Block",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                (
                    "edition",
                    fields.ForeignKeyField(
                        "newsletter.Edition",
                        source_field="edition_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="HEADING: heading\nTEXT: text\nPICTURE: picture\nBUTTON: button\nCARD: card",
                        enum_type=BlockKind,
                        max_length=10,
                    ),
                ),
                (
                    "content",
                    fields.JSONField(
                        default=dict,
                        description="What it says, by the names of its form's fields.",
                        encoder=encode_json,
                        decoder=decode_json,
                    ),
                ),
                (
                    "picture",
                    fields.ForeignKeyField(
                        "core.Picture",
                        source_field="picture_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "newsletter_block",
                "app": "newsletter",
                "indexes": [
                    Index(fields=["edition_id", "position", "id"], name="newsletter_block_of"),
                    Index(fields=["picture_id"], name="newsletter_block_picture"),
                    Index(fields=["association_id"], name="newsletter_block_of_association"),
                ],
                "pk_attr": "id",
                "table_description": "A piece of an edition.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Subscriber",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                ("email", fields.CharField(max_length=254)),
                ("email_folded", fields.CharField(max_length=254)),
                (
                    "name",
                    fields.CharField(
                        default="",
                        description="The first name, for “Dear …”; empty when it was not told.",
                        max_length=80,
                    ),
                ),
                ("language", fields.CharField(max_length=10)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                (
                    "last_sent_at",
                    UTCDateTimeField(
                        null=True,
                        description="When the last newsletter went there: links in it work for long after that.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
            ],
            options={
                "table": "newsletter_subscriber",
                "app": "newsletter",
                "unique_together": (("association", "email_folded"),),
                "indexes": [
                    Index(fields=["email_folded"], name="newsletter_subscriber_by_email"),
                    Index(fields=["association_id", "id"], name="newsletter_subscriber_of"),
                ],
                "pk_attr": "id",
                "table_description": "An e-mail address that an association writes newsletters to.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("due_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                (
                    "lease_until",
                    UTCDateTimeField(
                        null=True,
                        description="Whoever works on it has it until then; afterwards another may take it.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                (
                    "failed_at",
                    UTCDateTimeField(
                        null=True,
                        description="Parked: it failed too often, and a person has to look.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                (
                    "error",
                    fields.CharField(
                        default="",
                        description="The kind of the last error; never its text, which could hold personal data.",
                        max_length=200,
                    ),
                ),
                ("recipient", fields.CharField(max_length=254)),
                (
                    "state",
                    fields.CharEnumField(
                        default=MailState.QUEUED,
                        description="QUEUED: queued\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNKNOWN: unknown",
                        enum_type=MailState,
                        max_length=10,
                    ),
                ),
                (
                    "ambiguities",
                    fields.IntField(
                        default=0,
                        description="How often it stayed open whether the mail arrived. Once is tried again, twice is for a person.",
                    ),
                ),
                ("association_id", fields.IntField(null=True)),
                ("finished_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "issue",
                    fields.ForeignKeyField(
                        "newsletter.Issue",
                        source_field="issue_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "edition",
                    fields.ForeignKeyField(
                        "newsletter.Edition",
                        source_field="edition_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "subscriber",
                    fields.ForeignKeyField(
                        "newsletter.Subscriber",
                        source_field="subscriber_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "key",
                    fields.CharField(
                        description="The subscriber's public id, from which the links in the mail are made.",
                        max_length=20,
                    ),
                ),
                ("name", fields.CharField(default="", max_length=80)),
                (
                    "bounce",
                    fields.CharEnumField(
                        null=True,
                        description="UNKNOWN: unknown\nHARD: hard\nSOFT: soft\nCOMPLAINT: complaint",
                        enum_type=Bounce,
                        max_length=10,
                    ),
                ),
                ("bounced_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "newsletter_delivery",
                "app": "newsletter",
                "unique_together": (("issue", "subscriber"),),
                "indexes": [
                    Index(fields=["issue_id", "state", "due_at", "id"], name="newsletter_delivery_due"),
                    Index(fields=["subscriber_id"], name="newsletter_delivery_of"),
                    Index(fields=["edition_id"], name="newsletter_delivery_of_edition"),
                    Index(fields=["finished_at", "id"], name="newsletter_delivery_finished"),
                ],
                "pk_attr": "id",
                "table_description": "An issue on its way to one subscriber.",
            },
            bases=["MailRow", "SiteModel"],
        ),
        ops.CreateModel(
            name="Subscription",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "newsletter",
                    fields.ForeignKeyField(
                        "newsletter.Newsletter",
                        source_field="newsletter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "subscriber",
                    fields.ForeignKeyField(
                        "newsletter.Subscriber",
                        source_field="subscriber_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=SubscriptionState.PENDING,
                        description="PENDING: pending\nACTIVE: active\nLEFT: left\nBOUNCED: bounced",
                        enum_type=SubscriptionState,
                        max_length=10,
                    ),
                ),
                (
                    "subscribed_by",
                    fields.CharEnumField(
                        default=SubscribedBy.WEB,
                        description="WEB: web\nPHONE: phone\nDESK: desk\nLIST: list",
                        enum_type=SubscribedBy,
                        max_length=10,
                    ),
                ),
                (
                    "helper_account_id",
                    fields.IntField(null=True, description="Who wrote it down, where somebody did it for them."),
                ),
                ("text_version", fields.IntField(description="The words that were said yes to.")),
                ("text_hash", fields.CharField(max_length=64)),
                (
                    "evidence",
                    fields.CharField(
                        default="",
                        description="Where the proof is, for a list: “Sign-up sheet at the summer party, in the folder in the office”.",
                        max_length=300,
                    ),
                ),
                ("asked_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("confirmed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("left_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "reason",
                    fields.CharEnumField(
                        null=True,
                        description="TOO_MANY: too_many\nNOT_FOR_ME: not_for_me\nNEVER_ASKED: never_asked\nOTHER: other",
                        enum_type=LeaveReason,
                        max_length=20,
                    ),
                ),
            ],
            options={
                "table": "newsletter_subscription",
                "app": "newsletter",
                "unique_together": (("newsletter", "subscriber"),),
                "indexes": [
                    Index(fields=["newsletter_id", "state", "subscriber_id"], name="newsletter_subscription_state"),
                    Index(fields=["subscriber_id"], name="newsletter_subscription_of"),
                    Index(fields=["association_id", "state", "asked_at"], name="newsletter_subscription_age"),
                ],
                "pk_attr": "id",
                "table_description": "A subscriber said yes to one newsletter, and perhaps no again.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Suppression",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "association",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="association_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "newsletter",
                    fields.ForeignKeyField(
                        "newsletter.Newsletter",
                        source_field="newsletter_id",
                        null=True,
                        description="None where it holds for all newsletters of the association.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address_hash", fields.CharField(max_length=64)),
                (
                    "reason",
                    fields.CharEnumField(
                        description="LEFT: left\nREFUSED: refused\nBOUNCED: bounced\nCOMPLAINED: complained",
                        enum_type=SuppressionReason,
                        max_length=12,
                    ),
                ),
                ("at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "newsletter_suppression",
                "app": "newsletter",
                "constraints": [
                    UniqueConstraint(
                        fields=("newsletter_id", "address_hash"),
                        name="newsletter_suppression_once",
                        condition="newsletter_id IS NOT NULL",
                    ),
                    UniqueConstraint(
                        fields=("association_id", "address_hash"),
                        name="newsletter_suppression_all",
                        condition="newsletter_id IS NULL",
                    ),
                ],
                "indexes": [
                    Index(fields=["association_id", "address_hash"], name="newsletter_suppression_of"),
                    Index(fields=["newsletter_id"], name="newsletter_suppression_of_newsletter"),
                ],
                "pk_attr": "id",
                "table_description": "An address that is not written to: by one newsletter, or by none of the association's.",
            },
            bases=["ScopedModel"],
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from brobygger.associations.directory.models import Facet
from brobygger.associations.models import Kind, Status
from brobygger.clock import now
from brobygger.db.fields import KeyField, UTCDateTimeField, decode_json, encode_json
from brobygger.identity.models import Relation
from brobygger.ids import public_id
from brobygger.mail.models import MailState
from brobygger.membership.applications.models import ApplicationState
from brobygger.membership.kinds.models import Entry, Form, Sort, Who
from brobygger.membership.models import MembershipStatus
from brobygger.proposals.models import ProposalState
from brobygger.services.capacity.models import PlaceState
from brobygger.services.confirmation.models import CallState
from brobygger.services.consent.models import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                ("language", fields.CharField(max_length=10)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_account",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A way to sign in: verified e-mail addresses and credentials.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="AddressClaim",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=254)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_address_claim",
                "app": "core",
                "indexes": [Index(fields=["account_id"], name="core_address_claim_of")],
                "pk_attr": "id",
                "table_description": "An address that an account wants to have, until its mailbox answers.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="Association",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("slug", KeyField(unique=True, max_length=60)),
                ("name", fields.CharField(max_length=120)),
                (
                    "kind",
                    fields.CharEnumField(
                        default=Kind.ASSOCIATION,
                        description="HOST: host\nASSOCIATION: association\nINFORMAL_GROUP: informal_group",
                        enum_type=Kind,
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=Status.ACTIVE,
                        description="ACTIVE: active\nARCHIVED: archived",
                        enum_type=Status,
                        max_length=20,
                    ),
                ),
                ("summary", fields.CharField(default="", max_length=200)),
                ("description", fields.TextField(default="", unique=False)),
                (
                    "description_html",
                    fields.TextField(
                        default="",
                        description="What the description looks like, cleaned; rendered once when it is saved.",
                        unique=False,
                    ),
                ),
                (
                    "language",
                    fields.CharField(
                        default="da",
                        description="The language these texts are written in; AssociationText has them in others.",
                        max_length=10,
                    ),
                ),
                ("activities", fields.TextField(default="", description="What one can do there.", unique=False)),
                ("for_whom", fields.CharField(default="", max_length=300)),
                ("groups", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                ("price", fields.CharField(default="", max_length=200)),
                ("street", fields.CharField(default="", max_length=120)),
                ("postal_code", fields.CharField(default="", max_length=10)),
                ("town", fields.CharField(default="", max_length=60)),
                ("contact_name", fields.CharField(default="", max_length=120)),
                ("phone", fields.CharField(default="", max_length=20)),
                ("email", fields.CharField(default="", max_length=254)),
                ("website", fields.CharField(default="", max_length=200)),
                ("opening_hours", fields.CharField(default="", max_length=300)),
                ("cvr", fields.CharField(default="", max_length=8)),
                (
                    "folkeoplysende",
                    fields.BooleanField(
                        default=False,
                        description="The municipality approved it under the act of general education (folkeoplysningsloven).",
                    ),
                ),
                (
                    "paragraph_18",
                    fields.BooleanField(
                        default=False,
                        description="It gets money for voluntary social work under section 18 of the act of social service.",
                    ),
                ),
                ("languages", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                ("access", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                (
                    "confirmed_on",
                    fields.DateField(null=True, description="When somebody last said that the profile is still right."),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_association",
                "app": "core",
                "constraints": [
                    UniqueConstraint(fields=("kind",), name="core_association_one_host", condition="kind = 'host'")
                ],
                "indexes": [
                    Index(fields=["status", "name", "id"], name="core_association_directory"),
                    Index(fields=["status", "confirmed_on", "id"], name="core_association_confirmed"),
                ],
                "pk_attr": "id",
                "table_description": "A community with its own data.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="Assembly",
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
                ("held_on", fields.DateField()),
                ("decided", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "core_assembly",
                "app": "core",
                "constraints": [UniqueConstraint(fields=("association_id", "held_on"), name="core_assembly_one_a_day")],
                "indexes": [Index(fields=["association_id", "held_on"], name="core_assembly_of")],
                "pk_attr": "id",
                "table_description": "A general assembly, and in a sentence what it decided about the board.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="AssociationTag",
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
                    "facet",
                    fields.CharEnumField(
                        description="THEME: theme\nLANGUAGE: language\nACCESS: access\nGROUP: group",
                        enum_type=Facet,
                        max_length=10,
                    ),
                ),
                ("value", fields.CharField(max_length=20)),
            ],
            options={
                "table": "core_association_tag",
                "app": "core",
                "unique_together": (("association", "facet", "value"),),
                "indexes": [Index(fields=["facet", "value", "association_id"], name="core_association_tag_by_value")],
                "pk_attr": "id",
                "table_description": "One thing that an association ticked; a table, so that the directory can filter by it.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="AssociationText",
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
                ("language", KeyField(max_length=10)),
                ("summary", fields.CharField(default="", max_length=200)),
                ("description", fields.TextField(default="", unique=False)),
                ("description_html", fields.TextField(default="", unique=False)),
                ("activities", fields.TextField(default="", unique=False)),
                ("for_whom", fields.CharField(default="", max_length=300)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_association_text",
                "app": "core",
                "unique_together": (("association", "language"),),
                "pk_attr": "id",
                "table_description": "What an association says of itself in one more language; what is empty there is shown in its own.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("association_id", fields.IntField(null=True)),
                ("account_id", fields.IntField(null=True)),
                ("action", fields.CharField(max_length=80)),
                ("object", fields.CharField(default="", max_length=80)),
                ("reason", fields.CharField(default="", description="A code, never free text.", max_length=80)),
                ("request_id", fields.CharField(default="", max_length=32)),
            ],
            options={
                "table": "core_audit_entry",
                "app": "core",
                "indexes": [Index(fields=["association_id", "id"], name="core_audit_entry_of")],
                "pk_attr": "id",
                "table_description": "Something was done. Holds ids only, and no foreign keys, so that it outlives what it tells of.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="Authenticator",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "account",
                    fields.OneToOneField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("sealed_secret", fields.CharField(max_length=200)),
                (
                    "last_step",
                    fields.BigIntField(
                        default=0, description="The last half minute whose code was used; none is taken twice."
                    ),
                ),
                ("confirmed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_authenticator",
                "app": "core",
                "pk_attr": "id",
                "table_description": "An app that shares a secret with an account, and makes codes of it.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="ContinuityNotice",
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
                ("alone_on", fields.DateField()),
            ],
            options={
                "table": "core_continuity_notice",
                "app": "core",
                "constraints": [
                    UniqueConstraint(fields=("association_id", "alone_on"), name="core_continuity_notice_once")
                ],
                "indexes": [Index(fields=["association_id", "alone_on"], name="core_continuity_notice_of")],
                "pk_attr": "id",
                "table_description": "Those in charge were told that from a day on nobody would be; they are told of each day once.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Counter",
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
                ("owner", fields.CharField(description="``core``, or the plugin that counts.", max_length=40)),
                ("name", fields.CharField(max_length=60)),
                ("year", fields.IntField()),
                ("number", fields.IntField(default=0)),
            ],
            options={
                "table": "core_counter",
                "app": "core",
                "unique_together": (("association", "owner", "year", "name"),),
                "pk_attr": "id",
                "table_description": "How often something happened in an association in a year.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="DueTask",
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
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("owner", fields.CharField(max_length=40)),
                ("name", fields.CharField(max_length=60)),
                ("payload", fields.JSONField(default=dict, encoder=encode_json, decoder=decode_json)),
                ("association_id", fields.IntField(null=True)),
                (
                    "key",
                    fields.CharField(
                        null=True,
                        unique=True,
                        description="Two rows with one key cannot be: a thing is scheduled once.",
                        max_length=120,
                    ),
                ),
            ],
            options={
                "table": "core_due_task",
                "app": "core",
                "indexes": [Index(fields=["failed_at", "due_at", "id"], name="core_due_task_due")],
                "pk_attr": "id",
                "table_description": "A task of core or of a plugin. Its payload holds ids only.",
            },
            bases=["DueRow", "SiteModel"],
        ),
        ops.CreateModel(
            name="EmailAddress",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=254)),
                ("address_folded", fields.CharField(unique=True, max_length=254)),
                ("verified_at", UTCDateTimeField(auto_now=False, auto_now_add=False)),
                (
                    "is_first",
                    fields.BooleanField(
                        default=False,
                        description="The one its owner chose to be written to; the oldest, as long as they chose none.",
                    ),
                ),
            ],
            options={
                "table": "core_email_address",
                "app": "core",
                "indexes": [Index(fields=["account_id"], name="core_email_address_of")],
                "pk_attr": "id",
                "table_description": "An address whose owner proved that it is theirs.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="FormUse",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=64)),
                ("location", fields.TextField(unique=False)),
                ("created_at", UTCDateTimeField(default=now, db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_form_use",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A form was sent and acted on; the same form sent again gets the same answer.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="Handover",
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
                ("held_on", fields.DateField()),
                (
                    "starts_on",
                    fields.DateField(description="The new board's first day; the day before is the old one's last."),
                ),
                ("decided", fields.CharField(default="", max_length=300)),
                ("created_at", UTCDateTimeField(default=now, db_index=True, auto_now=False, auto_now_add=False)),
                ("done_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_handover",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="starts_on >= held_on", name="core_handover_after_assembly"),
                    UniqueConstraint(
                        fields=("association_id",), name="core_handover_one_open", condition="done_at IS NULL"
                    ),
                ],
                "indexes": [Index(fields=["association_id", "id"], name="core_handover_of")],
                "pk_attr": "id",
                "table_description": "A new board in preparation, kept step by step until it is handed over in one act.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="MailCount",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("day", fields.DateField()),
                ("association_id", fields.IntField(default=0)),
                (
                    "state",
                    fields.CharEnumField(
                        description="QUEUED: queued\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNKNOWN: unknown",
                        enum_type=MailState,
                        max_length=10,
                    ),
                ),
                ("count", fields.IntField(default=0)),
            ],
            options={
                "table": "core_mail_count",
                "app": "core",
                "unique_together": (("day", "association_id", "state"),),
                "pk_attr": "id",
                "table_description": "How many mails ended in which way, by day; stays when the mails are gone.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="MembershipKind",
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
                    "sort",
                    fields.CharEnumField(
                        default=Sort.ACTIVE,
                        description="ACTIVE: active\nSUPPORTING: supporting\nHONORARY: honorary\nTRIAL: trial",
                        enum_type=Sort,
                        max_length=20,
                    ),
                ),
                (
                    "title",
                    fields.CharField(
                        default="",
                        description="Empty for those that every association begins with: their name is read in the reader's language.",
                        max_length=80,
                    ),
                ),
                ("explanation", fields.CharField(default="", max_length=500)),
                ("who", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                (
                    "entry",
                    fields.CharEnumField(
                        default=Entry.APPROVAL,
                        description="OPEN: open\nAPPROVAL: approval\nGIVEN: given",
                        enum_type=Entry,
                        max_length=10,
                    ),
                ),
                (
                    "trial_days",
                    fields.IntField(null=True, description="A membership of this kind is a trial of so many days."),
                ),
                ("is_public", fields.BooleanField(default=True)),
                ("position", fields.IntField(default=10)),
                (
                    "closed_at",
                    UTCDateTimeField(
                        null=True,
                        description="Nobody becomes a member of a closed kind any more; those who are stay.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_membership_kind",
                "app": "core",
                "indexes": [Index(fields=["association_id", "position", "id"], name="core_membership_kind_of")],
                "pk_attr": "id",
                "table_description": "A way of belonging: “Sanger”, “Støttemedlem”, “Medlemsforening”.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="KindQuestion",
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
                    "kind",
                    fields.ForeignKeyField(
                        "core.MembershipKind",
                        source_field="kind_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                ("help", fields.CharField(default="", max_length=300)),
                (
                    "form",
                    fields.CharEnumField(
                        default=Form.TEXT,
                        description="TEXT: text\nCHOICE: choice\nYES_NO: yes_no",
                        enum_type=Form,
                        max_length=10,
                    ),
                ),
                ("options", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                ("required", fields.BooleanField(default=False)),
                (
                    "sensitive",
                    fields.BooleanField(
                        default=False,
                        description="The answers are deleted soon after the decision; *reason* says to everybody why it is asked.",
                    ),
                ),
                ("reason", fields.CharField(default="", max_length=300)),
                ("position", fields.IntField(default=10)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_kind_question",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id"], name="core_kind_question_in"),
                    Index(fields=["kind_id", "position", "id"], name="core_kind_question_of"),
                ],
                "pk_attr": "id",
                "table_description": "Something the association asks those who want to be members of a kind.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="ModuleState",
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
                ("plugin", fields.CharField(max_length=40)),
                ("enabled", fields.BooleanField(default=False)),
                ("settings", fields.JSONField(default=dict, encoder=encode_json, decoder=decode_json)),
                ("version", fields.IntField(default=1, description="Of the settings.")),
                ("changed_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_module_state",
                "app": "core",
                "unique_together": (("association", "plugin"),),
                "pk_attr": "id",
                "table_description": "One plugin in one association. No row means never enabled.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="OldSlug",
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
                ("slug", KeyField(unique=True, max_length=60)),
            ],
            options={
                "table": "core_old_slug",
                "app": "core",
                "indexes": [Index(fields=["association_id"], name="core_old_slug_of")],
                "pk_attr": "id",
                "table_description": "A slug that an association had before; printed addresses and QR codes live long.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="OutboxMail",
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
                ("sender_name", fields.CharField(max_length=120)),
                ("reply_to", fields.CharField(default="", max_length=254)),
                ("subject", fields.CharField(max_length=200)),
                ("text", fields.TextField(unique=False)),
                ("html", fields.TextField(unique=False)),
                ("language", fields.CharField(max_length=10)),
                (
                    "message_id",
                    fields.CharField(
                        description="The same at every try, so that a mail that arrives twice is shown once.",
                        max_length=200,
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_outbox_mail",
                "app": "core",
                "indexes": [
                    Index(fields=["state", "due_at", "id"], name="core_outbox_mail_due"),
                    Index(fields=["finished_at", "id"], name="core_outbox_mail_finished"),
                    Index(fields=["association_id", "id"], name="core_outbox_mail_of"),
                ],
                "pk_attr": "id",
                "table_description": "A mail, complete as it will be sent.",
            },
            bases=["MailRow", "SiteModel"],
        ),
        ops.CreateModel(
            name="OwnRole",
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
                ("title", fields.CharField(max_length=60)),
                ("title_folded", fields.CharField(max_length=60)),
                ("explanation", fields.CharField(default="", max_length=200)),
                (
                    "permissions",
                    fields.JSONField(
                        default=list,
                        description="Names. Those of a plugin that is gone permit nothing, and count again when it comes back.",
                        encoder=encode_json,
                        decoder=decode_json,
                    ),
                ),
                ("is_office", fields.BooleanField(default=False)),
                ("deleted_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_own_role",
                "app": "core",
                "constraints": [
                    UniqueConstraint(
                        fields=("association_id", "title_folded"),
                        name="core_own_role_one_of_a_name",
                        condition="deleted_at IS NULL",
                    )
                ],
                "indexes": [Index(fields=["association_id", "title_folded", "id"], name="core_own_role_of")],
                "pk_attr": "id",
                "table_description": "A role that one association made, with what it permits. Deleted ones stay for the history of who held them.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Passkey",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=60)),
                (
                    "credential_id",
                    fields.CharField(
                        unique=True, description="At most 1023 bytes (WebAuthn 3, 4), in base64.", max_length=1364
                    ),
                ),
                ("public_key", fields.TextField(unique=False)),
                (
                    "sign_count",
                    fields.BigIntField(
                        default=0,
                        description="Of a key that was copied, one of the two falls behind. Keys that are shared between devices stay at 0.",
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("last_used_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_passkey",
                "app": "core",
                "indexes": [Index(fields=["account_id"], name="core_passkey_of")],
                "pk_attr": "id",
                "table_description": "A key pair on somebody's phone, computer or stick; the public half.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="PasskeyChallenge",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("challenge_hash", fields.CharField(unique=True, max_length=64)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_passkey_challenge",
                "app": "core",
                "pk_attr": "id",
                "table_description": "What a passkey is asked to sign; once, soon, for one purpose and in one browser, which are hashed with it.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="Password",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "account",
                    fields.OneToOneField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("password_hash", fields.CharField(max_length=200)),
            ],
            options={
                "table": "core_password",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A password, if somebody wants one.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="PeriodicRun",
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
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("owner", fields.CharField(max_length=40)),
                ("name", fields.CharField(max_length=60)),
            ],
            options={
                "table": "core_periodic_run",
                "app": "core",
                "unique_together": (("owner", "name"),),
                "pk_attr": "id",
                "table_description": "When a periodic task is due next; a row, so that a tick runs once over any number of processes.",
            },
            bases=["DueRow", "SiteModel"],
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                ("name", fields.CharField(max_length=200)),
                ("phone", fields.CharField(default="", max_length=20)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_person",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A human being who looks after their own profile.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="ActsFor",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "relation",
                    fields.CharEnumField(
                        description="SELF: self\nPARENT: parent\nCHILD: child\nRELATIVE: relative\nHELPER: helper",
                        enum_type=Relation,
                        max_length=20,
                    ),
                ),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
            ],
            options={
                "table": "core_acts_for",
                "app": "core",
                "unique_together": (("account", "person"),),
                "indexes": [Index(fields=["person_id"], name="core_acts_for_person")],
                "pk_attr": "id",
                "table_description": "An account may act for a person from one day to another.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="Contact",
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
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("name_folded", fields.CharField(max_length=200)),
                ("email", fields.CharField(default="", max_length=254)),
                ("email_folded", fields.CharField(default="", max_length=254)),
                ("phone", fields.CharField(default="", max_length=20)),
                (
                    "search_text",
                    fields.TextField(
                        default="",
                        description="Name and address as the search compares them; see ``searching``.",
                        unique=False,
                    ),
                ),
                ("language", fields.CharField(max_length=10)),
                (
                    "confirmed_at",
                    UTCDateTimeField(
                        null=True,
                        description="When the contact first proved that the address or number is theirs.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                (
                    "link_generation",
                    fields.IntField(default=1, description="Raised to make every manage link of this contact void."),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_contact",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id", "name_folded", "id"], name="core_contact_by_name"),
                    Index(fields=["email_folded", "association_id"], name="core_contact_by_email"),
                    Index(fields=["association_id", "phone", "id"], name="core_contact_by_phone"),
                    Index(fields=["person_id"], name="core_contact_of_person"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody, as one association knows them; ``person`` is empty until they claim it.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Application",
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
                    "contact",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.ForeignKeyField(
                        "core.MembershipKind",
                        source_field="kind_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.NO_ACTION,
                    ),
                ),
                (
                    "applicant",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="applicant_id",
                        null=True,
                        description="Who filled in the form, for themselves or for their household.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "guardian",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="guardian_id",
                        null=True,
                        description="Whose yes is needed, since the contact is under 15.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("under_15", fields.BooleanField(default=False)),
                ("guardian_agreed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("household", KeyField(description="Shared by those who stood on one form.", max_length=16)),
                (
                    "who",
                    fields.CharEnumField(
                        default=Who.PERSON,
                        description="PERSON: person\nASSOCIATION: association\nGROUP: group",
                        enum_type=Who,
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=ApplicationState.UNCONFIRMED,
                        description="UNCONFIRMED: unconfirmed\nGUARDIAN: guardian\nWAITING: waiting\nAPPROVED: approved\nDECLINED: declined\nWITHDRAWN: withdrawn",
                        enum_type=ApplicationState,
                        max_length=20,
                    ),
                ),
                (
                    "message",
                    fields.TextField(
                        default="", description="What the association wrote with its answer.", unique=False
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                (
                    "waiting_since",
                    UTCDateTimeField(
                        null=True,
                        description="From when the association is waited for.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("decided_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_application",
                "app": "core",
                "constraints": [
                    UniqueConstraint(
                        fields=("contact_id",),
                        name="core_application_once",
                        condition="state IN ('unconfirmed', 'guardian', 'waiting')",
                    )
                ],
                "indexes": [
                    Index(fields=["association_id", "state", "id"], name="core_application_state"),
                    Index(fields=["association_id", "household"], name="core_application_household"),
                    Index(fields=["contact_id"], name="core_application_of_contact"),
                    Index(fields=["applicant_id"], name="core_application_by"),
                    Index(fields=["guardian_id"], name="core_application_of_guardian"),
                    Index(fields=["kind_id"], name="core_application_of_kind"),
                    Index(fields=["state", "created_at"], name="core_application_old"),
                    Index(fields=["state", "decided_at"], name="core_application_decided"),
                ],
                "pk_attr": "id",
                "table_description": "One contact asks to be a member of one kind.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Answer",
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
                    "application",
                    fields.ForeignKeyField(
                        "core.Application",
                        source_field="application_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "question",
                    fields.ForeignKeyField(
                        "core.KindQuestion",
                        source_field="question_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("question_text", fields.CharField(max_length=200)),
                ("text", fields.TextField(unique=False)),
                ("sensitive", fields.BooleanField(default=False)),
            ],
            options={
                "table": "core_application_answer",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id"], name="core_application_answer_in"),
                    Index(fields=["application_id", "id"], name="core_application_answer_of"),
                    Index(fields=["question_id"], name="core_application_answer_to"),
                    Index(fields=["sensitive", "application_id"], name="core_application_answer_private"),
                ],
                "pk_attr": "id",
                "table_description": "What an applicant answered to one question, in whose words it was asked.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="AssistedVisit",
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
                    "contact",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("helper_account_id", fields.IntField()),
                (
                    "channel",
                    fields.CharEnumField(
                        description="WEB: web\nPHONE: phone\nDESK: desk\nPAPER: paper", enum_type=Channel, max_length=10
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("phone", fields.CharField(default="", max_length=20)),
                ("email", fields.CharField(default="", max_length=254)),
                (
                    "proxy_name",
                    fields.CharField(
                        default="",
                        description="Who asked for them, and what they are to them; empty where they asked themselves.",
                        max_length=200,
                    ),
                ),
                ("proxy_relation", fields.CharField(default="", max_length=100)),
                ("language", fields.CharField(max_length=10)),
                (
                    "made_contact",
                    fields.BooleanField(
                        description="The contact was written down in this visit, so that it has no past that a link could show."
                    ),
                ),
                ("opened_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("closed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_assisted_visit",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="channel IN ('desk', 'phone')", name="core_assisted_visit_channel"),
                    CheckConstraint(
                        check="closed_at IS NULL OR closed_at >= opened_at", name="core_assisted_visit_in_order"
                    ),
                ],
                "indexes": [
                    Index(fields=["association_id"], name="core_assisted_visit_of"),
                    Index(fields=["contact_id", "helper_account_id", "id"], name="core_assisted_visit_contact"),
                    Index(fields=["opened_at"], name="core_assisted_visit_old"),
                ],
                "pk_attr": "id",
                "table_description": "A helper registers one contact. While it is open, it is all that the helper sees of them.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="AssistedEntry",
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
                    "visit",
                    fields.ForeignKeyField(
                        "core.AssistedVisit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=300)),
                ("at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_assisted_entry",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id"], name="core_assisted_entry_in"),
                    Index(fields=["visit_id", "id"], name="core_assisted_entry_of"),
                ],
                "pk_attr": "id",
                "table_description": "Something that was agreed in a visit, in a line for the slip.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Confirmation",
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
                    "contact",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "owner",
                    fields.CharField(
                        description="The plugin that hears of the answer, and the name of what is confirmed there.",
                        max_length=40,
                    ),
                ),
                ("purpose", fields.CharField(max_length=40)),
                ("reference", fields.CharField(max_length=40)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("confirmed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_confirmation",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id", "owner", "reference"], name="core_confirmation_of"),
                    Index(fields=["contact_id"], name="core_confirmation_of_contact"),
                ],
                "pk_attr": "id",
                "table_description": "A contact is asked to confirm one thing: by a link in a mail, or by a call.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="CallTask",
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
                    "contact",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "confirmation",
                    fields.ForeignKeyField(
                        "core.Confirmation",
                        source_field="confirmation_id",
                        null=True,
                        description="Set where the call is to confirm something; empty where it only tells.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("owner", fields.CharField(max_length=40)),
                ("reference", fields.CharField(max_length=40)),
                ("subject", fields.CharField(max_length=200)),
                ("message", fields.TextField(unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=CallState.OPEN, description="OPEN: open\nDONE: done", enum_type=CallState, max_length=10
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("last_attempt_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("done_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_call_task",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id", "state", "id"], name="core_call_task_open"),
                    Index(fields=["contact_id"], name="core_call_task_of_contact"),
                    Index(fields=["confirmation_id"], name="core_call_task_of_confirmation"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody who has only a phone is to be told or asked something.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="ConsentRecord",
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
                    "contact",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("purpose", fields.CharField(max_length=80)),
                ("text_version", fields.IntField()),
                ("text_hash", fields.CharField(max_length=64)),
                ("language", fields.CharField(max_length=10)),
                ("given", fields.BooleanField()),
                (
                    "channel",
                    fields.CharEnumField(
                        default=Channel.WEB,
                        description="WEB: web\nPHONE: phone\nDESK: desk\nPAPER: paper",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("helper_account_id", fields.IntField(null=True)),
                ("at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_consent_record",
                "app": "core",
                "indexes": [
                    Index(fields=["contact_id", "purpose", "id"], name="core_consent_record_of_contact"),
                    Index(fields=["association_id"], name="core_consent_record_of"),
                ],
                "pk_attr": "id",
                "table_description": "A contact said yes or no to one text. A withdrawal is a new row.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Membership",
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
                    "contact",
                    fields.ForeignKeyField(
                        "core.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.ForeignKeyField(
                        "core.MembershipKind",
                        source_field="kind_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.NO_ACTION,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=MembershipStatus.ACTIVE,
                        description="ACTIVE: active\nENDED: ended",
                        enum_type=MembershipStatus,
                        max_length=20,
                    ),
                ),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_membership",
                "app": "core",
                "constraints": [
                    UniqueConstraint(
                        fields=("contact_id",), name="core_membership_one_active", condition="status = 'active'"
                    )
                ],
                "indexes": [
                    Index(fields=["association_id", "status", "id"], name="core_membership_of"),
                    Index(fields=["contact_id"], name="core_membership_of_contact"),
                    Index(fields=["kind_id", "status"], name="core_membership_of_kind"),
                ],
                "pk_attr": "id",
                "table_description": "A contact belongs to the association from one day to another.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="HandoverSeat",
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
                    "handover",
                    fields.ForeignKeyField(
                        "core.Handover",
                        source_field="handover_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(max_length=120)),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "core.Membership",
                        source_field="membership_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(default="", max_length=200)),
                ("email", fields.CharField(default="", max_length=254)),
            ],
            options={
                "table": "core_handover_seat",
                "app": "core",
                "indexes": [
                    Index(fields=["association_id", "handover_id"], name="core_handover_seat_in"),
                    Index(fields=["handover_id"], name="core_handover_seat_of"),
                    Index(fields=["membership_id"], name="core_handover_seat_member"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody who is to hold an office of the new board: a member, or a new person by name and address.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Picture",
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
                ("owner", fields.CharField(description="``core``, or the plugin that shows it.", max_length=40)),
                (
                    "alt",
                    fields.CharField(
                        default="",
                        description="What the picture shows, for those who do not see it; empty for mere decoration.",
                        max_length=250,
                    ),
                ),
                ("width", fields.IntField(description="Of the largest file.")),
                ("height", fields.IntField()),
                (
                    "widths",
                    fields.JSONField(
                        default=list,
                        description="The widths there is a file of, the smallest first.",
                        encoder=encode_json,
                        decoder=decode_json,
                    ),
                ),
                (
                    "digest",
                    fields.CharField(
                        description="A part of every file's address, so that an address never shows anything else.",
                        max_length=16,
                    ),
                ),
                (
                    "bytes",
                    fields.IntField(
                        description="What all files take together, counted against the association's quota."
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_picture",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="width > 0 AND height > 0 AND bytes > 0", name="core_picture_has_a_size")
                ],
                "indexes": [Index(fields=["association_id", "id"], name="core_picture_of")],
                "pk_attr": "id",
                "table_description": "One picture, stored in several widths; its files lie in the data folder under its public id.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Branding",
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
                    "logo",
                    fields.ForeignKeyField(
                        "core.Picture",
                        source_field="logo_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "accent",
                    fields.CharField(default="", description="As ``#17513f``; empty is the theme's own.", max_length=7),
                ),
            ],
            options={
                "table": "core_branding",
                "app": "core",
                "unique_together": (("association",),),
                "indexes": [Index(fields=["logo_id"], name="core_branding_by_logo")],
                "pk_attr": "id",
                "table_description": "The logo and the colour of one association; without a row it looks as the site does.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Photo",
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
                    "picture",
                    fields.ForeignKeyField(
                        "core.Picture",
                        source_field="picture_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
            ],
            options={
                "table": "core_photo",
                "app": "core",
                "constraints": [
                    UniqueConstraint(fields=("association_id", "position"), name="core_photo_one_a_place"),
                    CheckConstraint(check="position >= 1 AND position <= 6", name="core_photo_position"),
                ],
                "indexes": [
                    Index(fields=["association_id", "position"], name="core_photo_in_order"),
                    Index(fields=["picture_id"], name="core_photo_by_picture"),
                ],
                "pk_attr": "id",
                "table_description": "One of the places for photos on an association's page. Photos change places by changing what is in them.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Pool",
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
                ("owner", fields.CharField(description="The plugin that hears of changes.", max_length=40)),
                ("capacity", fields.IntField()),
                ("taken", fields.IntField(default=0, description="Places held or on offer.")),
                ("waiting", fields.IntField(default=0)),
                ("next_number", fields.IntField(default=1, description="What the next asker's turn is called.")),
                (
                    "offer_hours",
                    fields.IntField(
                        default=48, description="How long an offer stands before it goes to the next in line."
                    ),
                ),
                ("closed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_pool",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="taken >= 0 AND taken <= capacity", name="core_pool_never_over"),
                    CheckConstraint(check="waiting >= 0", name="core_pool_waiting_counts"),
                ],
                "indexes": [Index(fields=["association_id"], name="core_pool_of")],
                "pk_attr": "id",
                "table_description": "So many places, for something that a plugin offers.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Place",
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
                    "pool",
                    fields.ForeignKeyField(
                        "core.Pool",
                        source_field="pool_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="HELD: held\nWAITING: waiting\nOFFERED: offered\nLEFT: left",
                        enum_type=PlaceState,
                        max_length=10,
                    ),
                ),
                (
                    "number",
                    fields.IntField(
                        description="Order in the queue; the lowest is offered first. No two in one pool are alike."
                    ),
                ),
                ("offered_until", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                ("missed_offers", fields.IntField(default=0, description="How many offers ran out without an answer.")),
                ("move_reason", fields.CharField(default="", max_length=200)),
                ("changed_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_place",
                "app": "core",
                "indexes": [
                    Index(fields=["pool_id", "state", "number", "id"], name="core_place_queue"),
                    Index(fields=["association_id"], name="core_place_of"),
                ],
                "pk_attr": "id",
                "table_description": "One asker's place in a pool or in its queue.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Proposal",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "made",
                    fields.ForeignKeyField(
                        "core.Association",
                        source_field="made_id",
                        null=True,
                        description="What became of it.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="HOST: host\nASSOCIATION: association\nINFORMAL_GROUP: informal_group",
                        enum_type=Kind,
                        max_length=20,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                ("summary", fields.CharField(max_length=200)),
                ("themes", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                ("applicant_name", fields.CharField(max_length=200)),
                ("phone", fields.CharField(max_length=20)),
                ("cvr", fields.CharField(default="", max_length=8)),
                (
                    "state",
                    fields.CharEnumField(
                        default=ProposalState.WAITING,
                        description="WAITING: waiting\nASKED: asked\nAPPROVED: approved\nDECLINED: declined\nWITHDRAWN: withdrawn",
                        enum_type=ProposalState,
                        max_length=20,
                    ),
                ),
                ("question", fields.TextField(default="", unique=False)),
                ("answer", fields.TextField(default="", unique=False)),
                ("reason", fields.TextField(default="", unique=False)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                (
                    "changed_at",
                    UTCDateTimeField(
                        default=now, description="Since when it has been as it is.", auto_now=False, auto_now_add=False
                    ),
                ),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "core_proposal",
                "app": "core",
                "indexes": [
                    Index(fields=["account_id", "id"], name="core_proposal_of"),
                    Index(fields=["made_id"], name="core_proposal_made"),
                    Index(fields=["state", "changed_at", "id"], name="core_proposal_waiting"),
                ],
                "pk_attr": "id",
                "table_description": "An association or group that somebody wants on the site.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="RateCounter",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key_hash", fields.CharField(unique=True, max_length=64)),
                ("window_ends_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("count", fields.IntField(default=0)),
            ],
            options={
                "table": "core_rate_counter",
                "app": "core",
                "pk_attr": "id",
                "table_description": "How often one key was used in its current window. The key is a keyed hash: no address is kept.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code_hash", fields.CharField(unique=True, max_length=64)),
            ],
            options={
                "table": "core_recovery_code",
                "app": "core",
                "indexes": [Index(fields=["account_id"], name="core_recovery_code_of")],
                "pk_attr": "id",
                "table_description": "Stands in for the authenticator app once, when the phone is gone.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="RoleAssignment",
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
                    "membership",
                    fields.ForeignKeyField(
                        "core.Membership",
                        source_field="membership_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(max_length=120)),
                (
                    "own_role",
                    fields.ForeignKeyField(
                        "core.OwnRole",
                        source_field="own_role_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
                (
                    "assembly",
                    fields.ForeignKeyField(
                        "core.Assembly",
                        source_field="assembly_id",
                        null=True,
                        description="The general assembly that decided it.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={
                "table": "core_role_assignment",
                "app": "core",
                "constraints": [
                    CheckConstraint(
                        check="ends_on IS NULL OR ends_on >= starts_on", name="core_role_assignment_in_order"
                    ),
                    UniqueConstraint(fields=("membership_id", "role", "starts_on"), name="core_role_assignment_once"),
                ],
                "indexes": [
                    Index(fields=["association_id", "membership_id"], name="core_role_assignment_of"),
                    Index(fields=["association_id", "role", "starts_on", "id"], name="core_role_assignment_by_role"),
                    Index(fields=["membership_id"], name="core_role_assignment_of_membership"),
                    Index(fields=["own_role_id"], name="core_role_assignment_of_own"),
                    Index(fields=["assembly_id"], name="core_role_assignment_decided"),
                ],
                "pk_attr": "id",
                "table_description": "A member holds a role from one day to another, both included, by the association's own calendar.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="SealedRequest",
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
                    "membership",
                    fields.ForeignKeyField(
                        "core.Membership",
                        source_field="membership_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("permission", fields.CharField(max_length=120)),
                (
                    "requested_by",
                    fields.ForeignKeyField(
                        "core.Membership",
                        source_field="requested_by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account_id",
                    fields.IntField(
                        description="An account may act for two persons in charge; it is one person all the same."
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_sealed_request",
                "app": "core",
                "constraints": [
                    UniqueConstraint(fields=("membership_id", "permission"), name="core_sealed_request_once")
                ],
                "indexes": [
                    Index(fields=["association_id", "id"], name="core_sealed_request_of"),
                    Index(fields=["membership_id"], name="core_sealed_request_member"),
                    Index(fields=["requested_by_id"], name="core_sealed_request_by"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody in charge wants a member to hold a sealed permission; it waits for a second person in charge.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="SearchWord",
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
                ("word", fields.CharField(max_length=40)),
                ("weight", fields.IntField()),
            ],
            options={
                "table": "core_search_word",
                "app": "core",
                "unique_together": (("association", "word"),),
                "indexes": [Index(fields=["word", "association_id", "weight"], name="core_search_word_by_word")],
                "pk_attr": "id",
                "table_description": "A word that stands in an association's profile, and how much it says about the association.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("public_id", KeyField(default=public_id, unique=True, max_length=16)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("device", fields.CharField(default="", max_length=100)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("last_used_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
                (
                    "is_pending",
                    fields.BooleanField(
                        default=False,
                        description="The mail was answered, the second factor not yet: nobody is signed in.",
                    ),
                ),
                (
                    "proved_at",
                    UTCDateTimeField(
                        default=now,
                        description="Somebody showed here that they are the account's owner,",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                (
                    "factor_at",
                    UTCDateTimeField(
                        null=True,
                        description="and did so with a passkey or the second factor.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
            ],
            options={
                "table": "core_session",
                "app": "core",
                "indexes": [Index(fields=["account_id"], name="core_session_of")],
                "pk_attr": "id",
                "table_description": "A browser with an account signed in. The cookie holds the token, the row its hash.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="ProofCode",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.OneToOneField(
                        "core.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code_hash", fields.CharField(max_length=64)),
                ("attempts", fields.IntField(default=0)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_proof_code",
                "app": "core",
                "pk_attr": "id",
                "table_description": "Six digits mailed to somebody signed in, who types them to show that it is still them.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="SetupToken",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("expires_at", UTCDateTimeField(auto_now=False, auto_now_add=False)),
                ("used_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "core_setup_token",
                "app": "core",
                "pk_attr": "id",
                "table_description": "Makes whoever holds it the first administrator of a new site, once.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="SignInLink",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("address", fields.CharField(max_length=254)),
                (
                    "address_hash",
                    fields.CharField(
                        db_index=True,
                        description="Keyed; a new request for the same address ends the older ones.",
                        max_length=64,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("browser_hash", fields.CharField(db_index=True, max_length=64)),
                ("code_hash", fields.CharField(max_length=64)),
                ("code_attempts", fields.IntField(default=0)),
                ("next_path", fields.CharField(default="", max_length=500)),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("expires_at", UTCDateTimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("used_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "renewed",
                    fields.BooleanField(
                        default=False, description="Its holder had another one mailed; once is enough."
                    ),
                ),
            ],
            options={
                "table": "core_sign_in_link",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A link that was asked for: bound to the asking browser, or confirmed by the code shown there.",
            },
            bases=["SiteModel"],
        ),
        ops.CreateModel(
            name="WordPart",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("word", fields.CharField(max_length=40)),
                ("part", fields.CharField(max_length=3)),
            ],
            options={
                "table": "core_word_part",
                "app": "core",
                "unique_together": (("word", "part"),),
                "indexes": [Index(fields=["part", "word"], name="core_word_part_by_part")],
                "pk_attr": "id",
                "table_description": "Three letters in a row of a word that stands in some profile: misspelt words share most of them.",
            },
            bases=["SiteModel"],
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
import datetime
from brobygger.clock import now
from brobygger.db.fields import ClockTimeField, KeyField, UTCDateTimeField, decode_json, encode_json
from brobygger.ids import public_id
from brobygger_volunteering.signups.models import State
from brobygger_volunteering.tasks.models import Facet, Status
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Task",
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
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=Status.DRAFT,
                        description="DRAFT: draft\nPUBLISHED: published\nCLOSED: closed\nCANCELLED: cancelled",
                        enum_type=Status,
                        max_length=20,
                    ),
                ),
                ("title", fields.CharField(max_length=120)),
                ("what", fields.TextField(unique=False)),
                (
                    "what_html",
                    fields.TextField(
                        default="",
                        description="What the texts look like, cleaned; rendered once when they are saved.",
                        unique=False,
                    ),
                ),
                ("why", fields.TextField(default="", unique=False)),
                ("why_html", fields.TextField(default="", unique=False)),
                ("who_benefits", fields.CharField(default="", max_length=200)),
                (
                    "when_text",
                    fields.CharField(
                        default="",
                        description="In words, such as “every Thursday from 12 to 14”; days and times below are by the clock on the wall.",
                        max_length=200,
                    ),
                ),
                ("starts_on", fields.DateField(null=True)),
                ("ends_on", fields.DateField(null=True)),
                ("starts_at", ClockTimeField(null=True)),
                ("ends_at", ClockTimeField(null=True)),
                (
                    "listed_until",
                    fields.DateField(
                        default=datetime.date.fromisoformat("9999-12-31"),
                        description="The last day on which it is listed; NO_END when it goes on.",
                    ),
                ),
                ("place", fields.CharField(default="", max_length=200)),
                ("online", fields.BooleanField(default=False)),
                ("access", fields.JSONField(default=list, encoder=encode_json, decoder=decode_json)),
                ("minimum_age", fields.IntField(null=True)),
                ("minimum_age_reason", fields.CharField(default="", max_length=200)),
                (
                    "practical",
                    fields.TextField(
                        default="",
                        description="Training, food, clothes, travel: what one gets and what one brings.",
                        unique=False,
                    ),
                ),
                ("together", fields.BooleanField(default=False)),
                (
                    "with_children",
                    fields.BooleanField(
                        default=False,
                        description="One is regularly with children under 15, so the law asks for a children's certificate. It is never stored here.",
                    ),
                ),
                ("contact_name", fields.CharField(default="", max_length=120)),
                ("contact_phone", fields.CharField(default="", max_length=20)),
                (
                    "search_text",
                    fields.TextField(
                        default="",
                        description="The words a reader may search for, without regard to case.",
                        unique=False,
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "volunteering_task",
                "app": "volunteering",
                "indexes": [
                    Index(fields=["status", "listed_until", "id"], name="volunteering_task_listed"),
                    Index(fields=["association_id", "status", "listed_until", "id"], name="volunteering_task_of"),
                    Index(fields=["pool_id"], name="volunteering_task_of_pool"),
                ],
                "pk_attr": "id",
                "table_description": "Something an association looks for volunteers for.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="Signup",
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
                    "task",
                    fields.ForeignKeyField(
                        "volunteering.Task",
                        source_field="task_id",
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
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        null=True,
                        description="Their place or their number in line; none before they confirmed.",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=State.UNCONFIRMED,
                        description="UNCONFIRMED: unconfirmed\nCONFIRMED: confirmed\nACCEPTED: accepted\nDECLINED: declined\nLEFT: left\nCANCELLED: cancelled\nDROPPED: dropped\nUNPLACED: unplaced",
                        enum_type=State,
                        max_length=20,
                    ),
                ),
                (
                    "note",
                    fields.CharField(
                        default="", description="What they wanted the association to know.", max_length=500
                    ),
                ),
                (
                    "answer",
                    fields.TextField(
                        default="", description="What the association wrote with its answer.", unique=False
                    ),
                ),
                ("created_at", UTCDateTimeField(default=now, auto_now=False, auto_now_add=False)),
                ("confirmed_at", UTCDateTimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "changed_at",
                    UTCDateTimeField(
                        default=now,
                        description="When the state last changed; retention counts from here once it is over.",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "volunteering_signup",
                "app": "volunteering",
                "constraints": [
                    UniqueConstraint(
                        fields=("task_id", "contact_id"),
                        name="volunteering_signup_once",
                        condition="state IN ('unconfirmed', 'confirmed', 'accepted')",
                    )
                ],
                "indexes": [
                    Index(fields=["association_id", "state", "id"], name="volunteering_signup_state"),
                    Index(fields=["task_id", "state", "id"], name="volunteering_signup_of_task"),
                    Index(fields=["contact_id"], name="volunteering_signup_of_contact"),
                    Index(fields=["place_id"], name="volunteering_signup_of_place"),
                ],
                "pk_attr": "id",
                "table_description": "Somebody wants to do a task.",
            },
            bases=["ScopedModel"],
        ),
        ops.CreateModel(
            name="TaskTag",
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
                    "task",
                    fields.ForeignKeyField(
                        "volunteering.Task",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "facet",
                    fields.CharEnumField(
                        description="THEME: theme\nTIME: time\nLANGUAGE: language", enum_type=Facet, max_length=10
                    ),
                ),
                ("value", fields.CharField(max_length=20)),
            ],
            options={
                "table": "volunteering_task_tag",
                "app": "volunteering",
                "unique_together": (("facet", "value", "task"),),
                "indexes": [
                    Index(fields=["task_id"], name="volunteering_task_tag_of"),
                    Index(fields=["association_id"], name="volunteering_task_tag_of_association"),
                ],
                "pk_attr": "id",
                "table_description": "One thing a task is found by; a table, so that the lists can filter by it.",
            },
            bases=["ScopedModel"],
        ),
    ]

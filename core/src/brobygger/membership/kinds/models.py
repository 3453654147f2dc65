"""An association's own table of how one can belong to it."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from brobygger.db import JSONField, PublicIdField, ScopedModel, UTCDateTimeField


class Sort(StrEnum):
    """What a kind is, whatever the association calls it."""

    ACTIVE = "active"
    SUPPORTING = "supporting"
    HONORARY = "honorary"
    TRIAL = "trial"


class Who(StrEnum):
    """Who becomes a member."""

    PERSON = "person"
    ASSOCIATION = "association"
    GROUP = "group"


class Entry(StrEnum):
    """How one becomes a member of a kind."""

    OPEN = "open"
    APPROVAL = "approval"
    #: By the association alone, such as honorary members.
    GIVEN = "given"


class MembershipKind(ScopedModel):
    """A way of belonging: “Sanger”, “Støttemedlem”, “Medlemsforening”."""

    no_personal_data = frozenset({"public_id", "title", "explanation", "who"})

    public_id = PublicIdField()
    sort = fields.CharEnumField(Sort, max_length=20, default=Sort.ACTIVE)
    #: Empty for those that every association begins with: their name is read in the reader's language.
    title = fields.CharField(max_length=80, default="")
    explanation = fields.CharField(max_length=500, default="")
    who: fields.JSONField[list[str]] = JSONField(default=list)
    entry = fields.CharEnumField(Entry, max_length=10, default=Entry.APPROVAL)
    #: A membership of this kind is a trial of so many days.
    trial_days = fields.IntField(null=True)
    is_public = fields.BooleanField(default=True)
    position = fields.IntField(default=10)
    #: Nobody becomes a member of a closed kind any more; those who are stay.
    closed_at = UTCDateTimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_membership_kind"
        indexes = [Index(fields=("association_id", "position", "id"), name="core_membership_kind_of")]


class Form(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class KindQuestion(ScopedModel):
    """Something the association asks those who want to be members of a kind."""

    no_personal_data = frozenset({"public_id", "text", "help", "options", "reason"})

    public_id = PublicIdField()
    kind: fields.ForeignKeyRelation[MembershipKind] = fields.ForeignKeyField(
        "core.MembershipKind", related_name=False, on_delete=fields.CASCADE
    )
    kind_id: int
    text = fields.CharField(max_length=200)
    help = fields.CharField(max_length=300, default="")
    form = fields.CharEnumField(Form, max_length=10, default=Form.TEXT)
    options: fields.JSONField[list[str]] = JSONField(default=list)
    required = fields.BooleanField(default=False)
    #: The answers are deleted soon after the decision; *reason* says to everybody why it is asked.
    sensitive = fields.BooleanField(default=False)
    reason = fields.CharField(max_length=300, default="")
    position = fields.IntField(default=10)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_kind_question"
        indexes = [
            Index(fields=("association_id",), name="core_kind_question_in"),
            Index(fields=("kind_id", "position", "id"), name="core_kind_question_of"),
        ]

"""Somebody asks to be a member, and what they answered."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from brobygger import clock
from brobygger.db import Category, KeyField, LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy
from brobygger.membership.kinds.models import Who

if TYPE_CHECKING:
    from brobygger.membership.kinds.models import KindQuestion, MembershipKind
    from brobygger.membership.models import Contact

_SEEN_BY = lazy("You and those who look after the association's members")
_APPLICATION = PersonalData(
    what=lazy("That you asked to be a member, who asked with you, and what was answered"),
    purpose=lazy("Deciding who becomes a member"),
    basis=LegalBasis.CONTRACT,
    seen_by=_SEEN_BY,
    retention=lazy("Two days when it was never confirmed, six months after a no; after a yes as long as you are known"),
)
_ANSWER = PersonalData(
    what=lazy("What you answered to the association's own questions"),
    purpose=lazy("Deciding who becomes a member, and planning for them"),
    basis=LegalBasis.CONTRACT,
    seen_by=_SEEN_BY,
    retention=lazy("As long as the application; what is private 30 days after the decision"),
    category=Category.CONFIDENTIAL,
)


class ApplicationState(StrEnum):
    """How far an application is."""

    #: The link in the mail was not pressed yet, or nobody has called.
    UNCONFIRMED = "unconfirmed"
    #: Whoever has custody of somebody under 15 has not said yes yet.
    GUARDIAN = "guardian"
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: Something can still come of it.
OPEN = (ApplicationState.UNCONFIRMED, ApplicationState.GUARDIAN, ApplicationState.WAITING)


class Application(ScopedModel):
    """One contact asks to be a member of one kind."""

    personal_data = {"message": _APPLICATION, "household": _APPLICATION}
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.CASCADE
    )
    contact_id: int
    kind: fields.ForeignKeyRelation[MembershipKind] = fields.ForeignKeyField(
        "core.MembershipKind", related_name=False, on_delete=fields.NO_ACTION
    )
    kind_id: int
    #: Who filled in the form, for themselves or for their household.
    applicant: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    applicant_id: int | None
    #: Whose yes is needed, since the contact is under 15.
    guardian: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    guardian_id: int | None
    under_15 = fields.BooleanField(default=False)
    guardian_agreed_at = UTCDateTimeField(null=True)
    #: Shared by those who stood on one form.
    household = KeyField(max_length=16)
    who = fields.CharEnumField(Who, max_length=20, default=Who.PERSON)
    state = fields.CharEnumField(ApplicationState, max_length=20, default=ApplicationState.UNCONFIRMED)
    #: What the association wrote with its answer.
    message = fields.TextField(default="")
    created_at = UTCDateTimeField(default=clock.now)
    #: From when the association is waited for.
    waiting_since = UTCDateTimeField(null=True)
    decided_at = UTCDateTimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_application"
        indexes = [
            Index(fields=("association_id", "state", "id"), name="core_application_state"),
            Index(fields=("association_id", "household"), name="core_application_household"),
            Index(fields=("contact_id",), name="core_application_of_contact"),
            Index(fields=("applicant_id",), name="core_application_by"),
            Index(fields=("guardian_id",), name="core_application_of_guardian"),
            Index(fields=("kind_id",), name="core_application_of_kind"),
            Index(fields=("state", "created_at"), name="core_application_old"),
            Index(fields=("state", "decided_at"), name="core_application_decided"),
        ]
        constraints = [
            # Asking twice is one application, however the two requests race.
            UniqueConstraint(
                fields=("contact_id",), name="core_application_once",
                condition="state IN ('unconfirmed', 'guardian', 'waiting')",
            ),
        ]  # fmt: skip


class Answer(ScopedModel):
    """What an applicant answered to one question, in whose words it was asked."""

    personal_data = {"text": _ANSWER}
    no_personal_data = frozenset({"question_text"})

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "core.Application", related_name=False, on_delete=fields.CASCADE
    )
    application_id: int
    question: fields.ForeignKeyNullableRelation[KindQuestion] = fields.ForeignKeyField(
        "core.KindQuestion", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    question_id: int | None
    question_text = fields.CharField(max_length=200)
    text = fields.TextField()
    sensitive = fields.BooleanField(default=False)

    class Meta:
        app = "core"
        table = "core_application_answer"
        indexes = [
            Index(fields=("association_id",), name="core_application_answer_in"),
            Index(fields=("application_id", "id"), name="core_application_answer_of"),
            Index(fields=("question_id",), name="core_application_answer_to"),
            Index(fields=("sensitive", "application_id"), name="core_application_answer_private"),
        ]

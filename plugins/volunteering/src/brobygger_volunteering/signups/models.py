"""A sign-up: one person for one task."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from brobygger.plugin_api.db import LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.plugin_api.i18n import lazy
from brobygger.plugin_api.services import now

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Contact, Place
    from brobygger_volunteering.tasks.models import Task


class State(StrEnum):
    """What was said so far. Whether there is a place for it stands in the place, and nowhere else."""

    #: The link in the mail was not pressed yet, or the coordinator has not called.
    UNCONFIRMED = "unconfirmed"
    #: It was them. They have a place or stand in line, and the association has not answered.
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    #: The task was cancelled.
    CANCELLED = "cancelled"
    #: They were offered a place as often as anybody is, and never answered.
    DROPPED = "dropped"
    #: They stood in line until the task was over.
    UNPLACED = "unplaced"


#: Something can still come of it.
ACTIVE = (State.UNCONFIRMED, State.CONFIRMED, State.ACCEPTED)
OVER = (State.DECLINED, State.LEFT, State.CANCELLED, State.DROPPED, State.UNPLACED)

_RETENTION = lazy("Six months after the task or the sign-up ended; two days when it was never confirmed")
_NOTE = PersonalData(
    what=lazy("What you wrote when you signed up"),
    purpose=lazy("Finding out together whether the task fits"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("The person and the association's volunteer coordinators"),
    retention=_RETENTION,
)
_ANSWER = PersonalData(
    what=lazy("What the association answered"),
    purpose=lazy("Answering the person"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("The person and the association's volunteer coordinators"),
    retention=_RETENTION,
)


class Signup(ScopedModel):
    """Somebody wants to do a task."""

    personal_data = {"note": _NOTE, "answer": _ANSWER}
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    task: fields.ForeignKeyRelation[Task] = fields.ForeignKeyField(
        "volunteering.Task", related_name=False, on_delete=fields.CASCADE
    )
    task_id: int
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.CASCADE
    )
    contact_id: int
    #: Their place or their number in line; none before they confirmed.
    place: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "core.Place", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    place_id: int | None
    state = fields.CharEnumField(State, max_length=20, default=State.UNCONFIRMED)
    #: What they wanted the association to know.
    note = fields.CharField(max_length=500, default="")
    #: What the association wrote with its answer.
    answer = fields.TextField(default="")
    created_at = UTCDateTimeField(default=now)
    confirmed_at = UTCDateTimeField(null=True)
    #: When the state last changed; retention counts from here once it is over.
    changed_at = UTCDateTimeField(default=now)
    version = fields.IntField(default=1)

    class Meta:
        app = "volunteering"
        table = "volunteering_signup"
        constraints = [
            # Asking twice is one sign-up, however the two requests race.
            UniqueConstraint(
                fields=("task_id", "contact_id"),
                name="volunteering_signup_once",
                condition="state IN ('unconfirmed', 'confirmed', 'accepted')",
            ),
        ]
        indexes = [
            Index(fields=("association_id", "state", "id"), name="volunteering_signup_state"),
            Index(fields=("task_id", "state", "id"), name="volunteering_signup_of_task"),
            Index(fields=("contact_id",), name="volunteering_signup_of_contact"),
            Index(fields=("place_id",), name="volunteering_signup_of_place"),
        ]

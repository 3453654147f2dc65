"""A task: what there is to do, for whom, when and where, and how many are needed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger.plugin_api.db import (
    ClockTimeField,
    JSONField,
    LegalBasis,
    PersonalData,
    PublicIdField,
    ScopedModel,
    UTCDateTimeField,
)
from brobygger.plugin_api.i18n import lazy
from brobygger.plugin_api.services import now

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Pool

#: The last day on which an ongoing task is listed: never, written so that every list can be ordered by day.
NO_END = date(9999, 12, 31)


class Status(StrEnum):
    """Where a task is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    #: Nobody can sign up any more; those who did keep what they have.
    CLOSED = "closed"
    #: It does not take place; everybody was told.
    CANCELLED = "cancelled"


class Theme(StrEnum):
    """What one does."""

    COMPANY = "company"
    CHILDREN = "children"
    FOOD = "food"
    EVENTS = "events"
    OUTDOORS = "outdoors"
    DRIVING = "driving"
    LANGUAGE = "language"
    SPORT = "sport"
    CREATIVE = "creative"
    PRACTICAL = "practical"
    DIGITAL = "digital"
    BOARD = "board"


class Time(StrEnum):
    """When it can be done."""

    DAYTIME = "daytime"
    EVENING = "evening"
    WEEKEND = "weekend"
    ANYTIME = "anytime"


class Facet(StrEnum):
    """By what tasks are found."""

    THEME = "theme"
    TIME = "time"
    LANGUAGE = "language"


_CONTACT_PERSON = PersonalData(
    what=lazy("Name and phone number of who meets the volunteers"),
    purpose=lazy("Telling volunteers who meets them and whom to call"),
    basis=LegalBasis.LEGITIMATE_INTEREST,
    seen_by=lazy("Everybody"),
    retention=lazy("Until the association changes the task, at the latest six months after its end"),
    export=False,
)


class Task(ScopedModel):
    """Something an association looks for volunteers for."""

    personal_data = {"contact_name": _CONTACT_PERSON, "contact_phone": _CONTACT_PERSON}
    no_personal_data = frozenset(
        {
            "public_id", "title", "what", "what_html", "why", "why_html", "who_benefits", "when_text", "starts_on",
            "ends_on", "listed_until", "starts_at", "ends_at", "place", "access", "minimum_age_reason", "practical",
            "search_text",
        }
    )  # fmt: skip

    public_id = PublicIdField()
    pool: fields.ForeignKeyRelation[Pool] = fields.ForeignKeyField(
        "core.Pool", related_name=False, on_delete=fields.RESTRICT
    )
    pool_id: int
    status = fields.CharEnumField(Status, max_length=20, default=Status.DRAFT)
    title = fields.CharField(max_length=120)
    what = fields.TextField()
    #: What the texts look like, cleaned; rendered once when they are saved.
    what_html = fields.TextField(default="")
    why = fields.TextField(default="")
    why_html = fields.TextField(default="")
    who_benefits = fields.CharField(max_length=200, default="")
    #: In words, such as “every Thursday from 12 to 14”; days and times below are by the clock on the wall.
    when_text = fields.CharField(max_length=200, default="")
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    starts_at = ClockTimeField(null=True)
    ends_at = ClockTimeField(null=True)
    #: The last day on which it is listed; NO_END when it goes on.
    listed_until = fields.DateField(default=NO_END)
    place = fields.CharField(max_length=200, default="")
    online = fields.BooleanField(default=False)
    access: fields.JSONField[list[str]] = JSONField(default=list)
    minimum_age = fields.IntField(null=True)
    minimum_age_reason = fields.CharField(max_length=200, default="")
    #: Training, food, clothes, travel: what one gets and what one brings.
    practical = fields.TextField(default="")
    together = fields.BooleanField(default=False)
    #: One is regularly with children under 15, so the law asks for a children's certificate. It is never stored here.
    with_children = fields.BooleanField(default=False)
    contact_name = fields.CharField(max_length=120, default="")
    contact_phone = fields.CharField(max_length=20, default="")
    #: The words a reader may search for, without regard to case.
    search_text = fields.TextField(default="")
    created_at = UTCDateTimeField(default=now)
    version = fields.IntField(default=1)

    class Meta:
        app = "volunteering"
        table = "volunteering_task"
        indexes = [
            Index(fields=("status", "listed_until", "id"), name="volunteering_task_listed"),
            Index(fields=("association_id", "status", "listed_until", "id"), name="volunteering_task_of"),
            Index(fields=("pool_id",), name="volunteering_task_of_pool"),
        ]

    def is_open(self, today: date) -> bool:
        """Tell whether one can sign up."""
        return self.status == Status.PUBLISHED and self.listed_until >= today


class TaskTag(ScopedModel):
    """One thing a task is found by; a table, so that the lists can filter by it."""

    no_personal_data = frozenset({"value"})

    task: fields.ForeignKeyRelation[Task] = fields.ForeignKeyField(
        "volunteering.Task", related_name=False, on_delete=fields.CASCADE
    )
    task_id: int
    facet = fields.CharEnumField(Facet, max_length=10)
    value = fields.CharField(max_length=20)

    class Meta:
        app = "volunteering"
        table = "volunteering_task_tag"
        unique_together = (("facet", "value", "task"),)
        indexes = [
            Index(fields=("task_id",), name="volunteering_task_tag_of"),
            Index(fields=("association_id",), name="volunteering_task_tag_of_association"),
        ]

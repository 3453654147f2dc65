"""A pool of places and the queue for them. The database keeps the count; Python never reads it to write it."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from brobygger import clock
from brobygger.db import LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy


class Pool(ScopedModel):
    """So many places, for something that a plugin offers."""

    no_personal_data = frozenset({"public_id", "owner"})

    public_id = PublicIdField()
    #: The plugin that hears of changes.
    owner = fields.CharField(max_length=40)
    capacity = fields.IntField()
    #: Places held or on offer.
    taken = fields.IntField(default=0)
    waiting = fields.IntField(default=0)
    #: What the next asker's turn is called.
    next_number = fields.IntField(default=1)
    #: How long an offer stands before it goes to the next in line.
    offer_hours = fields.IntField(default=48)
    closed_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_pool"
        indexes = [
            Index(fields=("association_id",), name="core_pool_of"),
        ]
        constraints = [
            CheckConstraint(check="taken >= 0 AND taken <= capacity", name="core_pool_never_over"),
            CheckConstraint(check="waiting >= 0", name="core_pool_waiting_counts"),
        ]


class PlaceState(StrEnum):
    """Where one asker stands."""

    HELD = "held"
    WAITING = "waiting"
    OFFERED = "offered"
    LEFT = "left"


class Place(ScopedModel):
    """One asker's place in a pool or in its queue."""

    personal_data = {
        "move_reason": PersonalData(
            what=lazy("Why somebody was moved in a line"),
            purpose=lazy("Showing why somebody was moved in the queue"),
            basis=LegalBasis.LEGITIMATE_INTEREST,
            seen_by=lazy("The person and the coordinators"),
            retention=lazy("With the sign-up"),
        )
    }
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    pool: fields.ForeignKeyRelation[Pool] = fields.ForeignKeyField(
        "core.Pool", related_name=False, on_delete=fields.CASCADE
    )
    pool_id: int
    state = fields.CharEnumField(PlaceState, max_length=10)
    #: Order in the queue; the lowest is offered first. No two in one pool are alike.
    number = fields.IntField()
    offered_until = UTCDateTimeField(null=True)
    #: How many offers ran out without an answer.
    missed_offers = fields.IntField(default=0)
    move_reason = fields.CharField(max_length=200, default="")
    changed_at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_place"
        indexes = [
            Index(fields=("pool_id", "state", "number", "id"), name="core_place_queue"),
            Index(fields=("association_id",), name="core_place_of"),
        ]

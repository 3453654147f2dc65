"""An association's own roles, the assemblies that fill them, and what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from brobygger import clock
from brobygger.db import JSONField, LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy

if TYPE_CHECKING:
    from brobygger.membership.models import Membership

_BOARD = PersonalData(
    what=lazy("That you are to become part of the board: your name and e-mail address"),
    purpose=lazy("Handing the association over after a general assembly"),
    basis=LegalBasis.LEGITIMATE_INTEREST,
    seen_by=lazy("Those in charge of the association"),
    retention=lazy("Until the board is handed over, or two months"),
    export=False,
)


class OwnRole(ScopedModel):
    """A role that one association made, with what it permits. Deleted ones stay for the history of who held them."""

    no_personal_data = frozenset({"public_id", "title", "title_folded", "explanation", "permissions"})

    public_id = PublicIdField()
    title = fields.CharField(max_length=60)
    title_folded = fields.CharField(max_length=60)
    explanation = fields.CharField(max_length=200, default="")
    #: Names. Those of a plugin that is gone permit nothing, and count again when it comes back.
    permissions: fields.JSONField[list[str]] = JSONField(default=list)
    is_office = fields.BooleanField(default=False)
    deleted_at = UTCDateTimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_own_role"
        indexes = [Index(fields=("association_id", "title_folded", "id"), name="core_own_role_of")]
        constraints = [
            UniqueConstraint(
                fields=("association_id", "title_folded"), name="core_own_role_one_of_a_name",
                condition="deleted_at IS NULL",
            ),
        ]  # fmt: skip


class SealedRequest(ScopedModel):
    """Somebody in charge wants a member to hold a sealed permission; it waits for a second person in charge.

    The row goes when it is confirmed, withdrawn or has expired; the audit log tells of all three.
    """

    no_personal_data = frozenset({"public_id", "permission"})

    public_id = PublicIdField()
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "core.Membership", related_name=False, on_delete=fields.CASCADE
    )
    membership_id: int
    permission = fields.CharField(max_length=120)
    requested_by: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "core.Membership", related_name=False, on_delete=fields.CASCADE
    )
    requested_by_id: int
    #: An account may act for two persons in charge; it is one person all the same.
    account_id = fields.IntField()
    created_at = UTCDateTimeField(default=clock.now)
    expires_at = UTCDateTimeField(db_index=True)

    class Meta:
        app = "core"
        table = "core_sealed_request"
        indexes = [
            Index(fields=("association_id", "id"), name="core_sealed_request_of"),
            Index(fields=("membership_id",), name="core_sealed_request_member"),
            Index(fields=("requested_by_id",), name="core_sealed_request_by"),
        ]
        constraints = [
            UniqueConstraint(fields=("membership_id", "permission"), name="core_sealed_request_once"),
        ]


class Assembly(ScopedModel):
    """A general assembly, and in a sentence what it decided about the board."""

    no_personal_data = frozenset({"held_on", "decided"})

    held_on = fields.DateField()
    decided = fields.CharField(max_length=300, default="")

    class Meta:
        app = "core"
        table = "core_assembly"
        constraints = [UniqueConstraint(fields=("association_id", "held_on"), name="core_assembly_one_a_day")]
        indexes = [Index(fields=("association_id", "held_on"), name="core_assembly_of")]


class Handover(ScopedModel):
    """A new board in preparation, kept step by step until it is handed over in one act."""

    no_personal_data = frozenset({"public_id", "held_on", "starts_on", "decided"})

    public_id = PublicIdField()
    held_on = fields.DateField()
    #: The new board's first day; the day before is the old one's last.
    starts_on = fields.DateField()
    decided = fields.CharField(max_length=300, default="")
    created_at = UTCDateTimeField(default=clock.now, db_index=True)
    done_at = UTCDateTimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_handover"
        indexes = [Index(fields=("association_id", "id"), name="core_handover_of")]
        constraints = [
            CheckConstraint(check="starts_on >= held_on", name="core_handover_after_assembly"),
            UniqueConstraint(
                fields=("association_id",), name="core_handover_one_open", condition="done_at IS NULL"
            ),
        ]  # fmt: skip


class HandoverSeat(ScopedModel):
    """Somebody who is to hold an office of the new board: a member, or a new person by name and address."""

    personal_data = {"name": _BOARD, "email": _BOARD}
    no_personal_data = frozenset({"role"})

    handover: fields.ForeignKeyRelation[Handover] = fields.ForeignKeyField(
        "core.Handover", related_name=False, on_delete=fields.CASCADE
    )
    handover_id: int
    role = fields.CharField(max_length=120)
    membership: fields.ForeignKeyNullableRelation[Membership] = fields.ForeignKeyField(
        "core.Membership", related_name=False, null=True, on_delete=fields.CASCADE
    )
    membership_id: int | None
    name = fields.CharField(max_length=200, default="")
    email = fields.CharField(max_length=254, default="")

    class Meta:
        app = "core"
        table = "core_handover_seat"
        indexes = [
            Index(fields=("association_id", "handover_id"), name="core_handover_seat_in"),
            Index(fields=("handover_id",), name="core_handover_seat_of"),
            Index(fields=("membership_id",), name="core_handover_seat_member"),
        ]


class ContinuityNotice(ScopedModel):
    """Those in charge were told that from a day on nobody would be; they are told of each day once."""

    no_personal_data = frozenset({"alone_on"})

    alone_on = fields.DateField()

    class Meta:
        app = "core"
        table = "core_continuity_notice"
        constraints = [UniqueConstraint(fields=("association_id", "alone_on"), name="core_continuity_notice_once")]
        indexes = [Index(fields=("association_id", "alone_on"), name="core_continuity_notice_of")]

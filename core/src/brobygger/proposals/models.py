"""What people ask the host to put on the site."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.associations.models import Kind
from brobygger.db import Erasure, JSONField, LegalBasis, PersonalData, PublicIdField, SiteModel, UTCDateTimeField
from brobygger.i18n import lazy

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.identity.models import Account

_PROPOSAL = PersonalData(
    what=lazy("Your proposal of an association: your name and phone number, your words, and the answers to them"),
    purpose=lazy("Putting the association on the site, or saying why not"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("You and those at the volunteer centre who answer proposals"),
    retention=lazy("Half a year after the answer; a year when you do not answer a question"),
    erase=Erasure.DELETE_ROW,
)


class ProposalState(StrEnum):
    """Where a proposal is. WAITING awaits the host, ASKED the one who proposed; the others are its end."""

    WAITING = "waiting"
    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN = (ProposalState.WAITING, ProposalState.ASKED)


class Proposal(SiteModel):
    """An association or group that somebody wants on the site."""

    why_not_scoped = "There is no association yet; the host and the one who proposed read it"
    personal_data = {
        "name": _PROPOSAL, "summary": _PROPOSAL, "applicant_name": _PROPOSAL, "phone": _PROPOSAL,
        "question": _PROPOSAL, "answer": _PROPOSAL, "reason": _PROPOSAL,
    }  # fmt: skip
    no_personal_data = frozenset({"public_id", "themes", "cvr"})

    public_id = PublicIdField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    #: What became of it.
    made: fields.ForeignKeyNullableRelation[Association] = fields.ForeignKeyField(
        "core.Association", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    made_id: int | None
    kind = fields.CharEnumField(Kind, max_length=20)
    name = fields.CharField(max_length=120)
    summary = fields.CharField(max_length=200)
    themes: fields.JSONField[list[str]] = JSONField(default=list)
    applicant_name = fields.CharField(max_length=200)
    phone = fields.CharField(max_length=20)
    cvr = fields.CharField(max_length=8, default="")
    state = fields.CharEnumField(ProposalState, max_length=20, default=ProposalState.WAITING)
    question = fields.TextField(default="")
    answer = fields.TextField(default="")
    reason = fields.TextField(default="")
    created_at = UTCDateTimeField(default=clock.now)
    #: Since when it has been as it is.
    changed_at = UTCDateTimeField(default=clock.now)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_proposal"
        indexes = [
            Index(fields=("account_id", "id"), name="core_proposal_of"),
            Index(fields=("made_id",), name="core_proposal_made"),
            Index(fields=("state", "changed_at", "id"), name="core_proposal_waiting"),
        ]

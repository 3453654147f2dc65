"""What an account keeps of its second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger.db import SiteModel, UTCDateTimeField

if TYPE_CHECKING:
    from brobygger.identity.models import Account


class Authenticator(SiteModel):
    """An app that shares a secret with an account, and makes codes of it."""

    why_not_scoped = "Belongs to an account"
    no_personal_data = frozenset({"sealed_secret"})

    account: fields.OneToOneRelation[Account] = fields.OneToOneField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    sealed_secret = fields.CharField(max_length=200)
    #: The last half minute whose code was used; none is taken twice.
    last_step = fields.BigIntField(default=0)
    confirmed_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_authenticator"


class RecoveryCode(SiteModel):
    """Stands in for the authenticator app once, when the phone is gone."""

    why_not_scoped = "Belongs to an account"
    no_personal_data = frozenset({"code_hash"})

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    code_hash = fields.CharField(max_length=64, unique=True)

    class Meta:
        app = "core"
        table = "core_recovery_code"
        indexes = [Index(fields=("account_id",), name="core_recovery_code_of")]

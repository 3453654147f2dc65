"""What an account proves itself with: a password, an app with codes, passkeys; and what is asked for in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import LegalBasis, PersonalData, PublicIdField, SiteModel, UTCDateTimeField
from brobygger.i18n import lazy

if TYPE_CHECKING:
    from brobygger.identity.models import Account, Session

_PASSKEY = PersonalData(
    what=lazy("The passkeys you sign in with, and when"),
    purpose=lazy("Signing in, and recognising one's own passkeys"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("The person"),
    retention=lazy("Until the passkey is removed"),
)


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


class Password(SiteModel):
    """A password, if somebody wants one."""

    why_not_scoped = "Belongs to an account"
    no_personal_data = frozenset({"password_hash"})

    account: fields.OneToOneRelation[Account] = fields.OneToOneField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    password_hash = fields.CharField(max_length=200)

    class Meta:
        app = "core"
        table = "core_password"


class Passkey(SiteModel):
    """A key pair on somebody's phone, computer or stick; the public half."""

    why_not_scoped = "Belongs to an account"
    personal_data = {"name": _PASSKEY, "created_at": _PASSKEY, "last_used_at": _PASSKEY}
    no_personal_data = frozenset({"public_id", "credential_id", "public_key"})

    public_id = PublicIdField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    name = fields.CharField(max_length=60)
    #: At most 1023 bytes (WebAuthn 3, 4), in base64.
    credential_id = fields.CharField(max_length=1364, unique=True)
    public_key = fields.TextField()
    #: Of a key that was copied, one of the two falls behind. Keys that are shared between devices stay at 0.
    sign_count = fields.BigIntField(default=0)
    created_at = UTCDateTimeField(default=clock.now)
    last_used_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_passkey"
        indexes = [Index(fields=("account_id",), name="core_passkey_of")]


class PasskeyChallenge(SiteModel):
    """What a passkey is asked to sign; once, soon, for one purpose and in one browser, which are hashed with it."""

    why_not_scoped = "Asked before anybody is known"
    no_personal_data = frozenset({"challenge_hash"})

    challenge_hash = fields.CharField(max_length=64, unique=True)
    expires_at = UTCDateTimeField(db_index=True)

    class Meta:
        app = "core"
        table = "core_passkey_challenge"


class ProofCode(SiteModel):
    """Six digits mailed to somebody signed in, who types them to show that it is still them."""

    why_not_scoped = "Belongs to a session"
    no_personal_data = frozenset({"code_hash"})

    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "core.Session", related_name=False, on_delete=fields.CASCADE
    )
    session_id: int
    code_hash = fields.CharField(max_length=64)
    attempts = fields.IntField(default=0)
    expires_at = UTCDateTimeField(db_index=True)

    class Meta:
        app = "core"
        table = "core_proof_code"

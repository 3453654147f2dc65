"""Accounts and the persons they act for; how one signs in, and where one is signed in."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from brobygger import clock
from brobygger.db import Category, Erasure, LegalBasis, PersonalData, PublicIdField, SiteModel, UTCDateTimeField
from brobygger.i18n import lazy

_ACCOUNT = PersonalData(
    what=lazy("Name, phone number and e-mail address of somebody with an account"),
    purpose=lazy("Sign-in, and mail about what the person joined"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("The person"),
    retention=lazy("Until the account is closed"),
)


_ACTS_FOR = PersonalData(
    what=lazy("Who acts for whom, as what, and from when"),
    purpose=lazy("Letting a parent act for a child, or somebody for a relative"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("The person"),
    retention=lazy("Until the account is closed"),
)


class Account(SiteModel):
    """A way to sign in: verified e-mail addresses and credentials."""

    why_not_scoped = "An account serves a person in every association of the site"
    no_personal_data = frozenset({"public_id", "language"})

    public_id = PublicIdField()
    language = fields.CharField(max_length=10)
    created_at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_account"


class EmailAddress(SiteModel):
    """An address whose owner proved that it is theirs."""

    why_not_scoped = "Belongs to an account"
    personal_data = {"address": _ACCOUNT, "address_folded": _ACCOUNT}
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    address = fields.CharField(max_length=254)
    address_folded = fields.CharField(max_length=254, unique=True)
    verified_at = UTCDateTimeField()
    #: The one its owner chose to be written to; the oldest, as long as they chose none.
    is_first = fields.BooleanField(default=False)

    class Meta:
        app = "core"
        table = "core_email_address"
        indexes = [
            Index(fields=("account_id",), name="core_email_address_of"),
        ]


class AddressClaim(SiteModel):
    """An address that an account wants to have, until its mailbox answers."""

    why_not_scoped = "Belongs to an account"
    personal_data = {
        "address": PersonalData(
            what=lazy("An e-mail address that somebody wants to add to their account"),
            purpose=lazy("Proving that the address is theirs"),
            basis=LegalBasis.CONTRACT,
            seen_by=lazy("Nobody"),
            retention=lazy("One day"),
            export=False,
        )
    }
    no_personal_data = frozenset({"token_hash"})

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    address = fields.CharField(max_length=254)
    token_hash = fields.CharField(max_length=64, unique=True)
    expires_at = UTCDateTimeField(db_index=True)

    class Meta:
        app = "core"
        table = "core_address_claim"
        indexes = [Index(fields=("account_id",), name="core_address_claim_of")]


class Person(SiteModel):
    """A human being who looks after their own profile."""

    why_not_scoped = "A person is their own; associations keep contacts"
    personal_data = {"name": _ACCOUNT, "phone": _ACCOUNT}
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    name = fields.CharField(max_length=200)
    phone = fields.CharField(max_length=20, default="")
    created_at = UTCDateTimeField(default=clock.now)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_person"


class Relation(StrEnum):
    """Who somebody is to the person they act for."""

    SELF = "self"
    PARENT = "parent"
    CHILD = "child"
    RELATIVE = "relative"
    HELPER = "helper"


class ActsFor(SiteModel):
    """An account may act for a person from one day to another."""

    why_not_scoped = "Joins an account and a person"

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "core.Person", related_name=False, on_delete=fields.CASCADE
    )
    person_id: int
    relation = fields.CharEnumField(Relation, max_length=20)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    personal_data = {"relation": _ACTS_FOR, "starts_on": _ACTS_FOR, "ends_on": _ACTS_FOR}

    class Meta:
        app = "core"
        table = "core_acts_for"
        indexes = [
            Index(fields=("person_id",), name="core_acts_for_person"),
        ]
        unique_together = (("account", "person"),)


class SignInLink(SiteModel):
    """A link that was asked for: bound to the asking browser, or confirmed by the code shown there."""

    why_not_scoped = "Asked for before anybody is known"
    personal_data = {
        "address": PersonalData(
            what=lazy("The e-mail address that a sign-in link was asked for with"),
            purpose=lazy("Sending the sign-in link"),
            basis=LegalBasis.CONTRACT,
            seen_by=lazy("Nobody"),
            retention=lazy("One day"),
            export=False,
        )
    }
    no_personal_data = frozenset({"address_hash", "token_hash", "browser_hash", "code_hash", "next_path"})

    address = fields.CharField(max_length=254)
    #: Keyed; a new request for the same address ends the older ones.
    address_hash = fields.CharField(max_length=64, db_index=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    browser_hash = fields.CharField(max_length=64, db_index=True)
    code_hash = fields.CharField(max_length=64)
    code_attempts = fields.IntField(default=0)
    next_path = fields.CharField(max_length=500, default="")
    created_at = UTCDateTimeField(default=clock.now)
    expires_at = UTCDateTimeField(db_index=True)
    used_at = UTCDateTimeField(null=True)
    #: Its holder had another one mailed; once is enough.
    renewed = fields.BooleanField(default=False)

    class Meta:
        app = "core"
        table = "core_sign_in_link"


class Session(SiteModel):
    """A browser with an account signed in. The cookie holds the token, the row its hash."""

    why_not_scoped = "Belongs to an account"
    personal_data = {
        "device": PersonalData(
            what=lazy("The kind of browser you signed in with"),
            purpose=lazy("Recognising one's own sign-ins"),
            basis=LegalBasis.LEGITIMATE_INTEREST,
            seen_by=lazy("The person"),
            retention=lazy("Until the session ends"),
            category=Category.NORMAL,
            erase=Erasure.DELETE_ROW,
        )
    }
    no_personal_data = frozenset({"public_id", "token_hash"})

    public_id = PublicIdField()
    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "core.Account", related_name=False, on_delete=fields.CASCADE
    )
    account_id: int
    device = fields.CharField(max_length=100, default="")
    created_at = UTCDateTimeField(default=clock.now)
    last_used_at = UTCDateTimeField(default=clock.now)
    expires_at = UTCDateTimeField(db_index=True)
    #: The mail was answered, the second factor not yet: nobody is signed in.
    is_pending = fields.BooleanField(default=False)
    #: Somebody showed here that they are the account's owner,
    proved_at = UTCDateTimeField(default=clock.now)
    #: and did so with a passkey or the second factor.
    factor_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_session"
        indexes = [Index(fields=("account_id",), name="core_session_of")]


class SetupToken(SiteModel):
    """Makes whoever holds it the first administrator of a new site, once."""

    why_not_scoped = "Made before there is an association"
    no_personal_data = frozenset({"token_hash"})

    token_hash = fields.CharField(max_length=64, unique=True)
    expires_at = UTCDateTimeField()
    used_at = UTCDateTimeField(null=True)

    class Meta:
        app = "core"
        table = "core_setup_token"

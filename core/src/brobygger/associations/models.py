"""Associations: tenants, each a data controller of its own."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from brobygger import clock
from brobygger.db import JSONField, KeyField, LegalBasis, PersonalData, ScopedModel, SiteModel, UTCDateTimeField
from brobygger.i18n import lazy


class Kind(StrEnum):
    """What sort of community it is. One host runs the site."""

    HOST = "host"
    ASSOCIATION = "association"
    INFORMAL_GROUP = "informal_group"


class Status(StrEnum):
    """Where an association is in its life on the site."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class Theme(StrEnum):
    """What a community is about; tags rather than one tree."""

    SOCIAL = "social"
    CULTURE = "culture"
    SPORT = "sport"
    HEALTH = "health"
    YOUNG = "young"
    OLDER = "older"
    NEIGHBOURHOOD = "neighbourhood"
    NATURE = "nature"
    INTERNATIONAL = "international"
    HOBBY = "hobby"


class ForWhom(StrEnum):
    """Whom a community is for; none of them means everybody."""

    CHILDREN = "children"
    YOUNG = "young"
    ADULTS = "adults"
    OLDER = "older"
    FAMILIES = "families"
    NEWCOMERS = "newcomers"
    RELATIVES = "relatives"


class AccessFact(StrEnum):
    """What somebody may need to know before they come."""

    STEP_FREE = "step_free"
    ACCESSIBLE_TOILET = "accessible_toilet"
    HEARING_LOOP = "hearing_loop"
    INTERPRETER = "interpreter"
    QUIET = "quiet"
    FREE_OF_CHARGE = "free_of_charge"
    COME_ALONE = "come_alone"
    LITTLE_DANISH = "little_danish"


_CONTACT_PERSON = PersonalData(
    what=lazy("Name, phone number and e-mail address of a contact person on an association's page"),
    purpose=lazy("Telling citizens whom to call or write"),
    basis=LegalBasis.LEGITIMATE_INTEREST,
    seen_by=lazy("Everybody"),
    retention=lazy("Until the association changes it"),
    export=False,
)


class Association(SiteModel):
    """A community with its own data."""

    why_not_scoped = "It is the scope"
    personal_data = {"contact_name": _CONTACT_PERSON, "phone": _CONTACT_PERSON, "email": _CONTACT_PERSON}
    no_personal_data = frozenset(
        {
            "slug", "name", "language", "summary", "description", "description_html", "activities", "for_whom",
            "groups", "price", "street", "postal_code", "town", "website", "cvr", "opening_hours", "languages",
            "access", "confirmed_on",
        }
    )  # fmt: skip

    slug = KeyField(max_length=60, unique=True)
    name = fields.CharField(max_length=120)
    kind = fields.CharEnumField(Kind, max_length=20, default=Kind.ASSOCIATION)
    status = fields.CharEnumField(Status, max_length=20, default=Status.ACTIVE)
    summary = fields.CharField(max_length=200, default="")
    description = fields.TextField(default="")
    #: What the description looks like, cleaned; rendered once when it is saved.
    description_html = fields.TextField(default="")
    #: The language these texts are written in; AssociationText has them in others.
    language = fields.CharField(max_length=10, default="da")
    #: What one can do there.
    activities = fields.TextField(default="")
    for_whom = fields.CharField(max_length=300, default="")
    groups: fields.JSONField[list[str]] = JSONField(default=list)
    price = fields.CharField(max_length=200, default="")
    street = fields.CharField(max_length=120, default="")
    postal_code = fields.CharField(max_length=10, default="")
    town = fields.CharField(max_length=60, default="")
    contact_name = fields.CharField(max_length=120, default="")
    phone = fields.CharField(max_length=20, default="")
    email = fields.CharField(max_length=254, default="")
    website = fields.CharField(max_length=200, default="")
    opening_hours = fields.CharField(max_length=300, default="")
    cvr = fields.CharField(max_length=8, default="")
    #: The municipality approved it under the act of general education (folkeoplysningsloven).
    folkeoplysende = fields.BooleanField(default=False)
    #: It gets money for voluntary social work under section 18 of the act of social service.
    paragraph_18 = fields.BooleanField(default=False)
    languages: fields.JSONField[list[str]] = JSONField(default=list)
    access: fields.JSONField[list[str]] = JSONField(default=list)
    #: When somebody last said that the profile is still right.
    confirmed_on = fields.DateField(null=True)
    created_at = UTCDateTimeField(default=clock.now)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_association"
        constraints = [
            UniqueConstraint(fields=("kind",), name="core_association_one_host", condition="kind = 'host'"),
        ]
        indexes = [
            Index(fields=("status", "name", "id"), name="core_association_directory"),
            Index(fields=("status", "confirmed_on", "id"), name="core_association_confirmed"),
        ]

    @property
    def is_host(self) -> bool:
        return self.kind == Kind.HOST


class AssociationText(ScopedModel):
    """What an association says of itself in one more language; what is empty there is shown in its own."""

    no_personal_data = frozenset({"language", "summary", "description", "description_html", "activities", "for_whom"})

    language = KeyField(max_length=10)
    summary = fields.CharField(max_length=200, default="")
    description = fields.TextField(default="")
    description_html = fields.TextField(default="")
    activities = fields.TextField(default="")
    for_whom = fields.CharField(max_length=300, default="")
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_association_text"
        unique_together = (("association", "language"),)


class OldSlug(SiteModel):
    """A slug that an association had before; printed addresses and QR codes live long."""

    why_not_scoped = "Read before the association is known"
    no_personal_data = frozenset({"slug"})

    association: fields.ForeignKeyRelation[Association] = fields.ForeignKeyField(
        "core.Association", related_name=False, on_delete=fields.CASCADE
    )
    association_id: int
    slug = KeyField(max_length=60, unique=True)

    class Meta:
        app = "core"
        table = "core_old_slug"
        indexes = [
            Index(fields=("association_id",), name="core_old_slug_of"),
        ]

"""An association's own record of people, who belongs to it, and who may do what."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from brobygger import clock
from brobygger.db import LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy

if TYPE_CHECKING:
    from brobygger.identity.models import Person
    from brobygger.membership.kinds.models import MembershipKind
    from brobygger.membership.roles.models import Assembly, OwnRole

_CONTACT = PersonalData(
    what=lazy("Name, e-mail address and phone number"),
    purpose=lazy("Reaching somebody who joined something or belongs to the association"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("Those in the association who look after what the person joined"),
    retention=lazy("Until nothing ties the person to the association any more"),
)


_MEMBERSHIP = PersonalData(
    what=lazy("That you are a member, in what way, since when, and with which tasks"),
    purpose=lazy("Knowing who belongs to the association, and who may do what"),
    basis=LegalBasis.CONTRACT,
    seen_by=lazy("You and those in charge of the association"),
    retention=lazy("Five calendar years after the one in which it ended"),
)


class Contact(ScopedModel):
    """Somebody, as one association knows them; ``person`` is empty until they claim it."""

    personal_data = {
        "name": _CONTACT, "name_folded": _CONTACT, "email": _CONTACT, "email_folded": _CONTACT, "phone": _CONTACT,
        "search_text": _CONTACT,
    }  # fmt: skip
    no_personal_data = frozenset({"public_id", "language"})

    public_id = PublicIdField()
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "core.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    person_id: int | None
    name = fields.CharField(max_length=200)
    name_folded = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, default="")
    email_folded = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=20, default="")
    #: Name and address as the search compares them; see ``searching``.
    search_text = fields.TextField(default="")
    language = fields.CharField(max_length=10)
    #: When the contact first proved that the address or number is theirs.
    confirmed_at = UTCDateTimeField(null=True)
    #: Raised to make every manage link of this contact void.
    link_generation = fields.IntField(default=1)
    created_at = UTCDateTimeField(default=clock.now)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_contact"
        indexes = [
            Index(fields=("association_id", "name_folded", "id"), name="core_contact_by_name"),
            Index(fields=("email_folded", "association_id"), name="core_contact_by_email"),
            Index(fields=("association_id", "phone", "id"), name="core_contact_by_phone"),
            Index(fields=("person_id",), name="core_contact_of_person"),
        ]


class MembershipStatus(StrEnum):
    """Where a membership is in its life."""

    ACTIVE = "active"
    ENDED = "ended"


class Membership(ScopedModel):
    """A contact belongs to the association from one day to another."""

    personal_data = {"status": _MEMBERSHIP, "starts_on": _MEMBERSHIP, "ends_on": _MEMBERSHIP}
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
    status = fields.CharEnumField(MembershipStatus, max_length=20, default=MembershipStatus.ACTIVE)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "core_membership"
        indexes = [
            Index(fields=("association_id", "status", "id"), name="core_membership_of"),
            Index(fields=("contact_id",), name="core_membership_of_contact"),
            Index(fields=("kind_id", "status"), name="core_membership_of_kind"),
        ]
        constraints = [
            UniqueConstraint(fields=("contact_id",), name="core_membership_one_active", condition="status = 'active'"),
        ]


class RoleAssignment(ScopedModel):
    """A member holds a role from one day to another, both included, by the association's own calendar.

    ``role`` is the key of a core role, the public id of the association's own, or the name of a sealed permission.
    A role that is taken back at once had yesterday as its last day; one that was never held for a day leaves no row.
    """

    personal_data = {"role": _MEMBERSHIP, "starts_on": _MEMBERSHIP, "ends_on": _MEMBERSHIP}
    no_personal_data = frozenset({"public_id"})

    public_id = PublicIdField()
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "core.Membership", related_name=False, on_delete=fields.CASCADE
    )
    membership_id: int
    role = fields.CharField(max_length=120)
    own_role: fields.ForeignKeyNullableRelation[OwnRole] = fields.ForeignKeyField(
        "core.OwnRole", related_name=False, null=True, on_delete=fields.CASCADE
    )
    own_role_id: int | None
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    #: The general assembly that decided it.
    assembly: fields.ForeignKeyNullableRelation[Assembly] = fields.ForeignKeyField(
        "core.Assembly", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    assembly_id: int | None

    class Meta:
        app = "core"
        table = "core_role_assignment"
        indexes = [
            Index(fields=("association_id", "membership_id"), name="core_role_assignment_of"),
            Index(fields=("association_id", "role", "starts_on", "id"), name="core_role_assignment_by_role"),
            Index(fields=("membership_id",), name="core_role_assignment_of_membership"),
            Index(fields=("own_role_id",), name="core_role_assignment_of_own"),
            Index(fields=("assembly_id",), name="core_role_assignment_decided"),
        ]
        constraints = [
            CheckConstraint(check="ends_on IS NULL OR ends_on >= starts_on", name="core_role_assignment_in_order"),
            UniqueConstraint(fields=("membership_id", "role", "starts_on"), name="core_role_assignment_once"),
        ]

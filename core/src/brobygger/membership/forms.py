"""What a person in charge may type about members."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SearchField, StringField
from wtforms.validators import Length

from brobygger.associations.forms import CheckboxesField
from brobygger.i18n import lazy
from brobygger.membership.lists import MemberFilter
from brobygger.membership.models import MemberKind
from brobygger.membership.roles import ROLES
from brobygger.web.forms import BaseForm, EmailField, PhoneField, Required, WriteForm, choices, one_line

KINDS = {
    MemberKind.ACTIVE: lazy("Active member"),
    MemberKind.SUPPORTING: lazy("Supporting member"),
    MemberKind.HONORARY: lazy("Honorary member"),
}
_ROLE_CHOICES = choices({role.key: role.title for role in ROLES.values()})


class MembersForm(BaseForm):
    """What the list of members is searched and narrowed by."""

    q = SearchField(lazy("Name or e-mail"), filters=[one_line], validators=[Length(max=100)])
    kind = CheckboxesField(lazy("Kind of membership"), choices=choices(KINDS))
    role = CheckboxesField(lazy("Roles"), choices=_ROLE_CHOICES)
    former = BooleanField(lazy("Those who are members no more"))

    def wanted(self) -> MemberFilter:
        """Return what was asked for."""
        kinds = [MemberKind(kind) for kind in self.kind.data or ()]
        return MemberFilter(self.q.data or "", kinds, self.role.data or (), former=bool(self.former.data))

    def query(self) -> dict[str, object]:
        """Return what was asked for as an address has it."""
        former = "y" if self.former.data else ""
        asked = {"q": self.q.data, "kind": self.kind.data, "role": self.role.data, "former": former}
        return {name: value for name, value in asked.items() if value}


class AddMemberForm(WriteForm):
    """Write down a member whom the association knows."""

    name = StringField(
        lazy("Name"), filters=[one_line], validators=[Required(lazy("Write the member's name")), Length(max=200)]
    )
    email = EmailField(
        lazy("E-mail"), description=lazy("Needed if the member is to sign in"), validators=[Length(max=254)]
    )
    phone = PhoneField(lazy("Phone"), validators=[Length(max=20)])
    kind = RadioField(lazy("Kind of membership"), choices=choices(KINDS), default=MemberKind.ACTIVE)
    #: Those that the one who adds the member may give.
    roles = CheckboxesField(lazy("Roles"), choices=[])

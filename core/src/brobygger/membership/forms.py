"""What a person in charge may type about members."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.validators import Length

from brobygger.associations.forms import CheckboxesField
from brobygger.i18n import lazy
from brobygger.membership.models import MemberKind
from brobygger.membership.roles import ROLES
from brobygger.web.forms import EmailField, PhoneField, Required, WriteForm, choices, one_line

KINDS = {
    MemberKind.ACTIVE: lazy("Active member"),
    MemberKind.SUPPORTING: lazy("Supporting member"),
    MemberKind.HONORARY: lazy("Honorary member"),
}
_ROLE_CHOICES = choices({role.key: role.title for role in ROLES.values()})


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
    roles = CheckboxesField(lazy("Roles"), choices=_ROLE_CHOICES)


class RolesForm(WriteForm):
    """Which roles a member holds from today."""

    roles = CheckboxesField(lazy("Roles"), choices=_ROLE_CHOICES)

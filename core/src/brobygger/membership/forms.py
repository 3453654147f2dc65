"""What a person in charge may type about members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, DateField, RadioField, SearchField, StringField
from wtforms.validators import Length, Optional

from brobygger.associations.forms import CheckboxesField
from brobygger.i18n import lazy
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.lists import MemberFilter
from brobygger.membership.roles import ROLES
from brobygger.membership.tables import COLUMNS
from brobygger.web.forms import BaseForm, EditForm, EmailField, PhoneField, Required, WriteForm, choices, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brobygger.membership.kinds.models import MembershipKind

_ROLE_CHOICES = choices({role.key: role.title for role in ROLES.values()})


class MembersForm(BaseForm):
    """What the list of members is searched and narrowed by."""

    q = SearchField(lazy("Name or e-mail"), filters=[one_line], validators=[Length(max=100)])
    kind = CheckboxesField(lazy("Kind of membership"), choices=[])
    role = CheckboxesField(lazy("Roles"), choices=_ROLE_CHOICES)
    since = DateField(lazy("Member since this day or later"), validators=[Optional()])
    former = BooleanField(lazy("Those who are members no more"))
    column = CheckboxesField(
        lazy("Columns on paper and in a spreadsheet"),
        choices=choices({key: title for key, (title, _cell) in COLUMNS.items()}),
        description=lazy("None chosen means all of them."),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Iterable[MembershipKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices({kind.public_id: kind_title(kind) for kind in kinds})

    def wanted(self) -> MemberFilter:
        """Return what was asked for."""
        return MemberFilter(
            self.q.data or "",
            self.kind.data or (),
            self.role.data or (),
            since=self.since.data,
            former=bool(self.former.data),
        )

    def query(self) -> dict[str, object]:
        """Return what was asked for as an address has it."""
        former = "y" if self.former.data else ""
        asked = {
            "q": self.q.data, "kind": self.kind.data, "role": self.role.data, "former": former,
            "since": self.since.data.isoformat() if self.since.data else "", "column": self.column.data,
        }  # fmt: skip
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
    kind = RadioField(lazy("Kind of membership"), choices=[])
    #: Those that the one who adds the member may give.
    roles = CheckboxesField(lazy("Roles"), choices=[])

    def __init__(self, *args: Any, kinds: Sequence[MembershipKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices({kind.public_id: kind_title(kind) for kind in kinds})
        if self.kind.data is None and kinds:
            self.kind.data = kinds[0].public_id


class ContactForm(EditForm):
    """How a member is called and reached."""

    name = StringField(
        lazy("Name"), filters=[one_line], validators=[Required(lazy("Write the member's name")), Length(max=200)]
    )
    email = EmailField(lazy("E-mail"), filters=[one_line], validators=[Length(max=254)])
    phone = PhoneField(lazy("Phone"), filters=[one_line], validators=[Length(max=20)])

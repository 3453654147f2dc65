"""What a person may type about roles and the board."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from brobygger.associations.forms import CheckboxesField
from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.web.formats import today
from brobygger.web.forms import EditForm, EmailField, Required, WriteForm, one_line

#: No term of office begins later, and nobody means a date before it.
_HORIZON: Final = timedelta(days=366 * 5)
_FIRST: Final = date(1900, 1, 1)


def _in_reach(form: Any, field: DateField) -> None:  # noqa: ARG001  # WTForms passes the form
    if field.data is not None and not _FIRST <= field.data <= today() + _HORIZON:
        raise ValidationError(_("Write a date within the next five years"))


class OwnRoleForm(EditForm):
    """A role of the association's own."""

    title = StringField(
        lazy("What is the role called?"), filters=[one_line],
        validators=[Required(lazy("Write the name of the role, such as Treasurer")), Length(max=60)],
    )  # fmt: skip
    explanation = StringField(
        lazy("What does one do in it?"), filters=[one_line],
        validators=[Length(max=200, message=lazy("Use at most 200 characters"))],
    )  # fmt: skip
    is_office = BooleanField(
        lazy("It is filled by the general assembly"), description=lazy("Then it is part of the page “New board”")
    )
    permissions = CheckboxesField(lazy("What may one do in it?"), choices=[])


class GiveRoleForm(WriteForm):
    """A role for a member, from one day to another."""

    role = RadioField(lazy("Role"), choices=[], validators=[Required(lazy("Choose a role"))])
    starts_on = DateField(lazy("From"), validators=[Required(lazy("Write the first day")), _in_reach])
    ends_on = DateField(
        lazy("Until and with"), description=lazy("Leave it empty if nobody knows yet"),
        validators=[Optional(), _in_reach],
    )  # fmt: skip

    def validate_starts_on(self, field: DateField) -> None:
        if field.data is not None and field.data < today():
            raise ValidationError(_("A role cannot begin before today"))

    def validate_ends_on(self, field: DateField) -> None:
        if field.data is not None and self.starts_on.data is not None and field.data < self.starts_on.data:
            raise ValidationError(_("The last day comes before the first one"))


class EndRoleForm(WriteForm):
    """When a role ends."""

    when = RadioField(lazy("When does it end?"), default="now")
    last_day = DateField(lazy("The last day"), validators=[Optional(), _in_reach])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.when.choices = [("now", _("Now, at once")), ("later", _("On a day that I choose"))]

    def validate_last_day(self, field: DateField) -> None:
        if self.when.data == "later" and (field.data is None or field.data < today()):
            raise ValidationError(_("Write a day from today on"))


class GiveSealedForm(WriteForm):
    """Who is to hold a sealed permission."""

    member = SelectField(lazy("Who is it to be?"), validators=[Required(lazy("Choose a member"))])


class BoardForm(WriteForm):
    """When the general assembly was, and when the new board begins."""

    held_on = DateField(
        lazy("When was the general assembly?"), validators=[Required(lazy("Write the date of the assembly"))]
    )
    starts_on = DateField(
        lazy("On which day does the new board begin?"),
        description=lazy("The old board keeps its access until midnight before that day"),
        validators=[Required(lazy("Write the new board's first day")), _in_reach],
    )
    decided = StringField(
        lazy("What was decided, in a sentence"), filters=[one_line],
        validators=[Length(max=300, message=lazy("Use at most 300 characters"))],
    )  # fmt: skip

    def validate_held_on(self, field: DateField) -> None:
        if field.data is not None and not _FIRST <= field.data <= today():
            raise ValidationError(_("Write a day until today: the assembly has been held"))

    def validate_starts_on(self, field: DateField) -> None:
        if field.data is not None and field.data < today():
            raise ValidationError(_("Write a day from today on: what is over cannot be changed"))


class OfficeForm(WriteForm):
    """Who holds one office of the new board."""

    keep = CheckboxesField(lazy("On the new board"), choices=[])
    member = SelectField(lazy("Choose a member"), choices=[], validators=[Optional()])
    name = StringField(lazy("Name"), filters=[one_line], validators=[Length(max=200)])
    email = EmailField(lazy("E-mail"), validators=[Length(max=254)])

    def validate_email(self, field: EmailField) -> None:
        if self.name.data and not field.data:
            raise ValidationError(_("Write the e-mail address, so that the invitation can be sent"))

    def validate_name(self, field: StringField) -> None:
        if self.email.data and not field.data:
            raise ValidationError(_("Write the name as well"))

"""What those in charge may type about kinds of membership and their questions."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from brobygger.associations.forms import CheckboxesField
from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.membership.kinds.models import Entry, Form, Sort, Who
from brobygger.membership.kinds.texts import ENTRIES, FORMS, SORTS, WHO
from brobygger.web.forms import EditForm, Required, choices, one_line, strip

_LONGEST_TRIAL = 366
_FEWEST_OPTIONS, _MOST_OPTIONS, _OPTION_LENGTH = 2, 20, 100


def _as_lines(value: str | list[str] | None) -> str | None:
    """Return the choices of a question that is kept, one on each line, as they are typed."""
    return "\n".join(value) if isinstance(value, list) else value


def _position() -> IntegerField:
    return IntegerField(
        lazy("Place in the order"), default=10, description=lazy("The lowest number stands first"),
        validators=[NumberRange(0, 1000, lazy("Write a number from 0 to 1000"))],
    )  # fmt: skip


class KindForm(EditForm):
    """A kind of membership."""

    title = StringField(
        lazy("What do you call it?"), filters=[one_line],
        validators=[Required(lazy("Write what you call it")), Length(max=80)],
    )  # fmt: skip
    explanation = TextAreaField(
        lazy("What does it mean?"),
        filters=[strip],
        description=lazy("What one can do as such a member, and what it costs"),
        validators=[Length(max=500, message=lazy("Use at most 500 characters"))],
    )
    sort = RadioField(lazy("What is it?"), choices=choices(SORTS), default=Sort.ACTIVE)
    who = CheckboxesField(lazy("Who can be such a member?"), choices=choices(WHO), default=[Who.PERSON])
    entry = RadioField(lazy("How does one become a member?"), choices=choices(ENTRIES), default=Entry.APPROVAL)
    trial_days = IntegerField(
        lazy("How many days does a trial last?"),
        description=lazy("Only for a trial"),
        validators=[Optional(), NumberRange(1, _LONGEST_TRIAL, lazy("Write a number of days from 1 to 366"))],
    )
    is_public = BooleanField(lazy("Show it on our page, so that people can ask for it"), default=True)
    position = _position()

    def validate_who(self, field: CheckboxesField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one"))

    def values(self) -> dict[str, Any]:
        """Return what the service saves."""
        return {
            "title": self.title.data or "", "explanation": self.explanation.data or "", "sort": Sort(self.sort.data),
            "who": list(self.who.data or ()), "entry": Entry(self.entry.data), "trial_days": self.trial_days.data,
            "is_public": bool(self.is_public.data), "position": self.position.data,
        }  # fmt: skip


class QuestionForm(EditForm):
    """A question to those who want to be members."""

    text = StringField(
        lazy("What do you ask?"), filters=[one_line], validators=[Required(lazy("Write the question")), Length(max=200)]
    )
    help = StringField(
        lazy("A line of help"), filters=[one_line], description=lazy("Stands under the question"),
        validators=[Length(max=300)],
    )  # fmt: skip
    form = RadioField(lazy("How is it answered?"), choices=choices(FORMS), default=Form.TEXT)
    options = TextAreaField(
        lazy("What can one choose?"), filters=[_as_lines, strip],
        description=lazy("Only for a choice: one on each line"),
        validators=[Length(max=2000)],
    )  # fmt: skip
    required = BooleanField(lazy("It must be answered"))
    sensitive = BooleanField(
        lazy("The answer is private, such as about health"),
        description=lazy("The answers are deleted by themselves 30 days after your decision."),
    )
    reason = StringField(
        lazy("Why do you ask?"), filters=[one_line],
        description=lazy("Those who are asked can read it. You must say it where the answer is private."),
        validators=[Length(max=300)],
    )  # fmt: skip
    position = _position()

    def option_lines(self) -> list[str]:
        lines = [one_line(line) for line in (self.options.data or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate_options(self, field: TextAreaField) -> None:  # noqa: ARG002  # WTForms passes the field
        lines = self.option_lines()
        if self.form.data == Form.CHOICE and not _FEWEST_OPTIONS <= len(lines) <= _MOST_OPTIONS:
            raise ValidationError(_("Write from 2 to 20 choices, one on each line"))
        if any(len(line) > _OPTION_LENGTH for line in lines):
            raise ValidationError(_("Use at most 100 characters for each choice"))

    def validate_reason(self, field: StringField) -> None:
        if self.sensitive.data and not field.data:
            raise ValidationError(_("Say why you ask for something private"))

    def values(self) -> dict[str, Any]:
        """Return what the service saves."""
        return {
            "text": self.text.data or "", "help": self.help.data or "", "form": Form(self.form.data),
            "options": self.option_lines() if self.form.data == Form.CHOICE else [],
            "required": bool(self.required.data), "sensitive": bool(self.sensitive.data),
            "reason": self.reason.data or "", "position": self.position.data,
        }  # fmt: skip

"""What a person may type about themselves, and what a coordinator may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from brobygger.plugin_api.forms import (
    EditForm,
    EmailField,
    PhoneField,
    Required,
    WriteForm,
    choices,
    one_line,
    strip,
)
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms import Field

    from brobygger.plugin_api.services import AssistedVisit
    from brobygger_volunteering.tasks.models import Task

_NOTE_LENGTH = 500


def _note_field() -> Field:
    return TextAreaField(
        lazy("Anything we should know?"),
        description=lazy("Such as which days suit you. Do not write about illness or other private matters."),
        filters=[strip],
        validators=[Length(max=_NOTE_LENGTH, message=lazy("Use at most 500 characters"))],
    )


class _AboutTask(WriteForm):
    """What is asked of everybody, signed in or not. The fields stand in the subclasses, in the order of the page."""

    old_enough: Field

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minimum_age = task.minimum_age
        self.old_enough.label.text = _("I am at least %(age)s years old") % {"age": task.minimum_age}

    def validate_old_enough(self, field: Field) -> None:
        if self.minimum_age and not field.data:
            raise ValidationError(_("You must be at least %(age)s years old for this task") % {"age": self.minimum_age})


class SignUpForm(_AboutTask):
    """Somebody without an account signs up."""

    name = StringField(
        lazy("What is your name?"),
        description=lazy("Your first name is enough."),
        filters=[one_line],
        validators=[Required(lazy("Write your name, so we know whom to ask for")), Length(max=200)],
    )
    email = EmailField(lazy("E-mail"), filters=[one_line], validators=[Length(max=254)])
    phone = PhoneField(lazy("Phone"), filters=[one_line], validators=[Length(max=20)])
    old_enough = BooleanField()
    note = _note_field()

    def validate_email(self, field: Field) -> None:
        if not field.data and not (self.phone.data or "").strip():
            raise ValidationError(_("Write your e-mail or your phone number, so we can reach you"))


class DeskSignUpForm(SignUpForm):
    """Somebody at the desk or on the phone is signed up; in a visit it is written down already who they are."""

    def __init__(self, *args: Any, visit: AssistedVisit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if visit is not None:
            del self.name, self.email, self.phone


class SignUpMyselfForm(_AboutTask):
    """Somebody who is signed in signs up, or a person they act for."""

    person = RadioField(lazy("Who would like to?"), validators=[InputRequired(lazy("Choose who would like to"))])
    old_enough = BooleanField()
    note = _note_field()

    def __init__(self, *args: Any, persons: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = persons
        self.person.choices = choices(persons)
        if len(persons) == 1:
            self.person.data = next(iter(persons))


class AnswerForm(EditForm):
    """Accept or decline a sign-up, with a word to the person."""

    message = TextAreaField(
        lazy("Message"),
        filters=[strip],
        validators=[Length(max=1000, message=lazy("Use at most 1000 characters"))],
    )


class MoveForm(WriteForm):
    """Move somebody in the line."""

    position = IntegerField(
        lazy("New number in line"),
        validators=[
            InputRequired(lazy("Write a number, such as 1")),
            NumberRange(1, 1000, lazy("Write a number, such as 1")),
        ],
    )
    reason = StringField(
        lazy("Why?"),
        description=lazy("The person can see it, and it is kept."),
        filters=[one_line],
        validators=[Required(lazy("Write why")), Length(max=200)],
    )

"""What those who want to be members may type, and those who answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.membership.kinds.models import Form, Who
from brobygger.membership.kinds.texts import WHO
from brobygger.web.forms import (
    BaseForm,
    EditForm,
    EmailField,
    PhoneField,
    Required,
    WriteForm,
    choices,
    one_line,
    strip,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from brobygger.membership.kinds.models import KindQuestion

MOST_PERSONS = 8
_YES_NO = {"yes": lazy("Yes"), "no": lazy("No")}
_NAME = {
    Who.PERSON: lazy("Name"),
    Who.ASSOCIATION: lazy("The association's name"),
    Who.GROUP: lazy("The group's name"),
}


class PersonForm(BaseForm):
    """One of those who ask; the association's own questions are added to it."""

    name = StringField(lazy("Name"), filters=[one_line], validators=[Required(lazy("Write the name")), Length(max=200)])
    is_15 = RadioField(
        lazy("15 years old or more?"), choices=choices(_YES_NO), validators=[InputRequired(lazy("Answer yes or no"))]
    )

    def __init__(self, *args: Any, who: Who, questions: Sequence[KindQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.name.label.text = str(_NAME[who])
        if who != Who.PERSON:
            del self.is_15

    @property
    def under_15(self) -> bool:
        return "is_15" in self and self["is_15"].data == "no"

    def question_fields(self) -> list[tuple[KindQuestion, Field]]:
        return [(question, self[_field_name(question)]) for question in self.questions]

    def answers(self) -> list[tuple[KindQuestion, str]]:
        """Return what was answered, a yes or no in words."""
        return [(question, _in_words(question, field.data)) for question, field in self.question_fields()]

    def others(self) -> list[dict[str, str]]:
        """Return what is wrong, as the error summary of the page takes it."""
        return [{"text": str(error), "href": f"#{_first(field)}"} for field in self for error in field.errors]


def _first(field: Field) -> str:
    return f"{field.id}-0" if isinstance(field, RadioField) else field.id


def _field_name(question: KindQuestion) -> str:
    return f"q_{question.public_id}"


def _in_words(question: KindQuestion, value: str | None) -> str:
    return str(_YES_NO[value]) if question.form == Form.YES_NO and value in _YES_NO else value or ""


def person_form(questions: Sequence[KindQuestion]) -> type[PersonForm]:
    """Return the form of one person, with the association's own questions in it."""
    return type("AskedForm", (PersonForm,), {_field_name(question): _field(question) for question in questions})


def _field(question: KindQuestion) -> Field:
    asked = [InputRequired(_("Answer this question"))] if question.required else [Optional()]
    hint = " ".join(part for part in (question.help, question.reason) if part)
    if question.form == Form.TEXT:
        limits = [*asked, Length(max=1000, message=_("Use at most 1000 characters"))]
        return TextAreaField(question.text, description=hint, filters=[strip], validators=limits)
    options = _YES_NO if question.form == Form.YES_NO else {option: option for option in question.options}
    return RadioField(question.text, description=hint, choices=choices(options), validators=asked)


class JoinForm(WriteForm):
    """What is asked once, for all on the form: how they are reached, and who has custody."""

    count = HiddenField(default="1")
    #: Set once the page has shown who has custody; before that, it is no fault to have said nothing of it.
    guardian_asked = HiddenField(default="")
    who = RadioField(lazy("Who would like to be a member?"), choices=[])
    email = EmailField(lazy("E-mail"), filters=[one_line], validators=[Length(max=254)])
    phone = PhoneField(lazy("Phone"), filters=[one_line], validators=[Length(max=20)])
    custody = BooleanField(lazy("I have custody of those under 15, and I say yes for them"))
    guardian_name = StringField(lazy("The parent's name"), filters=[one_line], validators=[Length(max=200)])
    guardian_email = EmailField(lazy("The parent's e-mail"), filters=[one_line], validators=[Length(max=254)])
    guardian_phone = PhoneField(lazy("The parent's phone"), filters=[one_line], validators=[Length(max=20)])

    def __init__(self, *args: Any, who: Sequence[str], signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who.choices = choices({Who(one): WHO[Who(one)] for one in who})
        self.who.data = self.who.data if self.who.data in who else who[0]
        self.signed_in = signed_in

    @property
    def number(self) -> int:
        """How many stand on the form."""
        text = self.count.data or ""
        number = int(text) if text.isascii() and text.isdecimal() and len(text) == 1 else 1
        return min(max(number, 1), MOST_PERSONS) if self.who.data == Who.PERSON else 1

    def validate_email(self, field: Field) -> None:
        if not self.signed_in and not field.data and not (self.phone.data or "").strip():
            raise ValidationError(_("Write your e-mail or your phone number, so we can reach you"))

    def check_guardian(self, *, first_under_15: bool) -> bool:
        """Tell whether it is said who has custody of those under 15, after ``validate``."""
        if not first_under_15:
            if not self.custody.data:
                self.add_error("custody", _("Say that you have custody, or let a parent fill in the form"))
            return bool(self.custody.data)
        if not self.guardian_name.data:
            self.add_error("guardian_name", _("Write the name of somebody who has custody of you"))
        if not self.guardian_email.data and not self.guardian_phone.data:
            self.add_error("guardian_email", _("Write the parent's e-mail or phone number"))
        return not (self.guardian_name.errors or self.guardian_email.errors)


class DecideForm(EditForm):
    """Say yes or no to somebody who would like to be a member."""

    message = TextAreaField(
        lazy("Message"), filters=[strip],
        validators=[Length(max=1000, message=lazy("Use at most 1000 characters"))],
    )  # fmt: skip
    together = BooleanField(lazy("The same answer to the others on the form"))

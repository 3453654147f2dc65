"""HTML forms: what a person may type, and the message they get."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from starlette.datastructures import MultiDict, UploadFile
from starlette.exceptions import HTTPException
from wtforms import Field, FieldList, FileField, Form, HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import EmailInput, TelInput

from brobygger.i18n import lazy
from brobygger.ids import secret_token
from brobygger.web.field_messages import FieldMessages
from brobygger.web.formats import phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import ImmutableMultiDict
    from starlette.requests import Request

F = TypeVar("F", bound="BaseForm")
MAX_FIELDS = 200
MAX_DIGITS = 10
_NOT_TYPED = re.compile("[\0\ud800-\udfff]")


class BaseForm(Form):
    """A form that reads; see WriteForm for one that changes something."""

    #: What is wrong with the whole, shown above the fields.
    form_error = ""

    class Meta:
        def get_translations(self, form: Any) -> FieldMessages:  # noqa: ARG002  # WTForms passes the form
            return FieldMessages()

    def add_error(self, field: str, message: str) -> None:
        """Say what a service found wrong, beside the field it concerns."""
        self[field].errors = [*self[field].errors, message]

    @property
    def error_count(self) -> int:
        return sum(len(errors) for errors in self.errors.values()) + bool(self.form_error)


class WriteForm(BaseForm):
    """A form that changes something: its key makes a double click, a resend and a second tab one act."""

    form_key = HiddenField(default=secret_token)
    #: What ``services.once`` takes: the key and the address it was sent to, so that two buttons of one page differ.
    once_key = ""


class EditForm(WriteForm):
    """A form that edits a row: its version tells whether somebody else was quicker."""

    version = HiddenField(default="1")

    @property
    def version_number(self) -> int:
        """The version that was edited; 0, which no row has, when the field was tampered with."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < MAX_DIGITS else 0


async def read_fields(request: Request) -> MultiDict:
    """Return the fields that were posted. Too many of them, and files where the route takes none, are a 400.

    A route that declares ``upload_bytes`` takes one file.
    """
    files = 1 if getattr(request.state, "takes_files", False) else 0
    return _typed(await request.form(max_fields=MAX_FIELDS, max_files=files))


async def read_form(request: Request, form_class: type[F], *, obj: object = None, **values: Any) -> F:
    """Return the form as it was posted, or filled from *obj* and *values* on a GET.

    A field that takes one value and was sent two is refused with 400: which one counts must never be a guess. So is a
    file where a text belongs.
    """
    if request.method in {"GET", "HEAD"}:
        return form_class(obj=obj, **values)
    data = await read_fields(request)
    if any(isinstance(value, UploadFile) and not _takes_file(form_class, name) for name, value in data.multi_items()):
        raise HTTPException(400)
    form = form_class(data, obj=obj, **values)
    for field in form:
        several = isinstance(field, (SelectMultipleField, FieldList))
        if not several and len(data.getlist(field.name)) > 1:
            raise HTTPException(400)
    if isinstance(form, WriteForm) and form.form_key.data:
        form.once_key = f"{request.url.path}\x1f{form.form_key.data}"
    return form


def _takes_file(form_class: type[BaseForm], name: str) -> bool:
    declared = getattr(form_class, name, None)
    return isinstance(declared, UnboundField) and issubclass(declared.field_class, FileField)


def read_query(request: Request, form_class: type[F], **values: Any) -> F:
    """Return a form that filters, as it stands in the address; unknown and impossible values are dropped."""
    form = form_class(_typed(request.query_params), **values)
    form.validate()
    for field in form:
        if field.errors:
            field.data = [] if isinstance(field, SelectMultipleField) else None
            field.errors = ()  # nobody has to put right what an old link says
    return form


def _typed(data: ImmutableMultiDict[str, Any]) -> MultiDict:
    """Return what came as a person could have typed it: databases refuse NUL, and half of a character is none."""
    return MultiDict(
        [(name, _NOT_TYPED.sub("", value) if isinstance(value, str) else value) for name, value in data.multi_items()]
    )


class Required(InputRequired):
    """Says what to do, in words of the field's own."""

    def __init__(self, message: object) -> None:
        super().__init__(message)  # type: ignore[arg-type]  # a lazy text is shown like any other

    def __call__(self, form: Any, field: Field) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise ValidationError(str(self.message))


def strip(value: str | None) -> str:
    """Drop white space around, and characters that no keyboard types."""
    text = (value or "").strip()
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def one_line(value: str | None) -> str:
    """Drop what would break a line, so that no name can end in a mail's header."""
    return " ".join(strip(value).split())


class EmailField(StringField):
    """An e-mail address, in the spelling that mail servers want."""

    widget = EmailInput()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # WTForms passes the form
        if not self.data:
            return
        try:
            self.data = validate_email(one_line(self.data), check_deliverability=False).normalized
        except EmailNotValidError:
            message = lazy("Write your whole e-mail address, such as anna@example.dk")
            raise ValidationError(str(message)) from None


class PhoneField(StringField):
    """A phone number; kept with its country, shown as people write it."""

    widget = TelInput()

    def _value(self) -> str:
        if self.data and not self.errors:
            return phone(self.data)
        return super()._value()  # type: ignore[misc,no-any-return]  # WTForms' types leave it out

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # WTForms passes the form
        if not self.data:
            return
        try:
            number = phonenumbers.parse(one_line(self.data), "DK")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            message = lazy("Write your phone number with 8 digits, such as 27 78 97 93")
            raise ValidationError(str(message))
        self.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def choices(texts: Mapping[Any, object]) -> list[SelectChoice]:
    """Return a mapping of values and labels as WTForms wants it."""
    return [SelectChoice(value, label) for value, label in texts.items()]

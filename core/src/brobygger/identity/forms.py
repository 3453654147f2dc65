"""What a person may type to sign in, and about themselves."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import Length
from wtforms.widgets import TextInput

from brobygger.i18n import lazy
from brobygger.web.forms import BaseForm, EditForm, EmailField, PhoneField, Required, WriteForm, one_line

_LONGEST_ADDRESS = 254
_LONGEST_NAME = 200
_LONGEST_PHONE = 20
_LONGEST_CODE = 20


def _digits(value: str | None) -> str:
    """Keep the digits: the code is shown in two groups, and people type it so."""
    return "".join(sign for sign in value or "" if sign in "0123456789")


class SignInForm(WriteForm):
    """Where to mail the link."""

    email = EmailField(
        lazy("Your e-mail address"),
        validators=[Required(lazy("Write your e-mail address")), Length(max=_LONGEST_ADDRESS)],
    )
    next = HiddenField()


class LinkForm(BaseForm):
    """The link that was opened; elsewhere than where it was asked for, also the code. Needs no key: it works once."""

    token = HiddenField()
    code = StringField(lazy("The six digits"), filters=[_digits], widget=TextInput())


class AddressForm(WriteForm):
    """One more address."""

    email = EmailField(
        lazy("One more e-mail address"),
        validators=[Required(lazy("Write the e-mail address")), Length(max=_LONGEST_ADDRESS)],
    )


def _code_sign(value: str | None) -> str:
    """Keep letters and digits: apps and papers show codes in groups."""
    return "".join(sign for sign in value or "" if sign.isalnum())[:_LONGEST_CODE]


class FactorForm(BaseForm):
    """The second factor. Needs no key: every code works once."""

    code = StringField(
        lazy("The code"), filters=[_code_sign], validators=[Required(lazy("Write the code"))], widget=TextInput()
    )
    next = HiddenField()


class NameForm(WriteForm):
    """What a new person is called."""

    name = StringField(
        lazy("Your name"),
        filters=[one_line],
        validators=[Required(lazy("Write your name")), Length(max=_LONGEST_NAME)],
    )
    next = HiddenField()


class AccountForm(EditForm):
    """What a person looks after themselves."""

    name = StringField(
        lazy("Your name"),
        filters=[one_line],
        validators=[Required(lazy("Write your name")), Length(max=_LONGEST_NAME)],
    )
    phone = PhoneField(lazy("Phone"), validators=[Length(max=_LONGEST_PHONE)])

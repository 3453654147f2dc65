"""What a person may type to sign in, and about themselves."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired as Given
from wtforms.validators import Length
from wtforms.widgets import TextInput

from brobygger.i18n import lazy
from brobygger.identity.services import passwords
from brobygger.web.forms import BaseForm, EditForm, EmailField, PhoneField, Required, WriteForm, one_line

_LONGEST_ADDRESS = 254
_LONGEST_NAME = 200
_LONGEST_PHONE = 20
_LONGEST_CODE = 20
_LONGEST_DEVICE = 60


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


class PasskeyForm(BaseForm):
    """What a passkey signed; empty without JavaScript. Needs no key: it works once."""

    credential = HiddenField()
    next = HiddenField()


class AddPasskeyForm(PasskeyForm):
    """One more passkey, by a name its owner knows it by."""

    name = StringField(
        lazy("What do you call this device?"), filters=[one_line], validators=[Length(max=_LONGEST_DEVICE)]
    )


class PasswordSignInForm(BaseForm):
    """Address and password. Needs no key: signing in twice is once."""

    email = EmailField(
        lazy("Your e-mail address"),
        validators=[Required(lazy("Write your e-mail address")), Length(max=_LONGEST_ADDRESS)],
    )
    password = PasswordField(
        lazy("Your password"), validators=[Given(lazy("Write your password")), Length(max=passwords.LONGEST)]
    )
    next = HiddenField()


class NewPasswordForm(WriteForm):
    """A password to sign in with."""

    password = PasswordField(
        lazy("Your new password"), validators=[Given(lazy("Write a password")), Length(max=passwords.LONGEST)]
    )


class ProofForm(BaseForm):
    """One of the ways to show that it is still oneself. Needs no key: proving twice is once."""

    way = HiddenField()
    factor = HiddenField()
    next = HiddenField()
    credential = HiddenField()
    code = StringField(lazy("The code"), filters=[_code_sign], widget=TextInput())
    password = PasswordField(lazy("Your password"), validators=[Length(max=passwords.LONGEST)])


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

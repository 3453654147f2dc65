"""What a person may type about an association."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wtforms import SearchField, SelectMultipleField, StringField, TextAreaField, URLField
from wtforms.validators import URL, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from brobygger.associations.cvr import LENGTH, looks_right
from brobygger.associations.models import Association
from brobygger.associations.texts import ACCESS_FACTS, THEMES
from brobygger.i18n import gettext as _
from brobygger.i18n import language_name, lazy
from brobygger.web.forms import BaseForm, EditForm, EmailField, PhoneField, Required, choices, one_line, strip

if TYPE_CHECKING:
    from typing import Any

#: The languages that people in the town speak most; an association ticks its own.
LANGUAGES = ("da", "en", "tr", "ar", "ur", "so", "bs", "fa", "uk", "pl", "de")


class CheckboxesField(SelectMultipleField):
    """Several answers, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CvrField(StringField):
    """A CVR number. One that cannot be one is kept all the same: ``warning`` says so, and the page shows it."""

    @property
    def warning(self) -> str:
        """Why the number is probably mistyped; empty when it looks right, or there is none."""
        return _("Look at the number once more: it does not look like a CVR number.") if self.doubtful else ""

    @property
    def doubtful(self) -> bool:
        return bool(self.data) and not looks_right(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the digits of “DK 29 18 99 48”."""
        super().process_formdata(valuelist)
        self.data = re.sub(r"^DK|[\s.-]", "", (self.data or "").upper())

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001  # WTForms' own call
        if self.data and len(self.data) > LENGTH:
            raise ValidationError(_("A CVR number has eight digits"))


class DirectoryForm(BaseForm):
    """The directory's search and filter."""

    q = SearchField(lazy("Search"), filters=[one_line], validators=[Length(max=100)])
    theme = CheckboxesField(lazy("About"), choices=choices(THEMES))


class ProfileForm(EditForm):
    """An association's profile."""

    name = StringField(
        lazy("Name"), filters=[one_line],
        validators=[Required(lazy("Write the association's name")), Length(max=120)],
    )  # fmt: skip
    slug = StringField(
        lazy("Address on this site"),
        description=lazy("Small letters, digits and hyphens. Old addresses keep working."),
        filters=[one_line],
        validators=[
            Required(lazy("Write an address, such as cykelklubben")),
            Length(max=60),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=lazy("Use only small letters a to z, digits and hyphens")),
        ],
    )
    summary = StringField(
        lazy("In one sentence"),
        description=lazy("What one can do with you, and for whom"),
        filters=[one_line],
        validators=[Length(max=200, message=lazy("Use at most 200 characters"))],
    )
    description = TextAreaField(lazy("Tell more"), filters=[strip], validators=[Length(max=5000)])
    themes = CheckboxesField(lazy("About"), choices=choices(THEMES))
    languages = CheckboxesField(lazy("Languages you speak"), choices=[])
    access = CheckboxesField(lazy("Good to know before one comes"), choices=choices(ACCESS_FACTS))
    street = StringField(lazy("Street and number"), filters=[one_line], validators=[Length(max=120)])
    postal_code = StringField(lazy("Postal code"), filters=[one_line], validators=[Length(max=10)])
    town = StringField(lazy("Town"), filters=[one_line], validators=[Length(max=60)])
    opening_hours = StringField(lazy("When you can be met"), filters=[one_line], validators=[Length(max=300)])
    contact_name = StringField(lazy("Whom can people ask?"), filters=[one_line], validators=[Length(max=120)])
    phone = PhoneField(lazy("Phone"), validators=[Length(max=20)])
    email = EmailField(lazy("E-mail"), validators=[Length(max=254)])
    website = URLField(
        lazy("Website"),
        filters=[one_line],
        validators=[
            Optional(),
            URL(message=lazy("Write the whole address, such as https://example.dk")),
            Length(max=200),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = choices({code: language_name(code) for code in LANGUAGES})

    def profile(self) -> dict[str, Any]:
        """Return what the service saves; the rest of the form is not the profile's."""
        own = set(Association._meta.db_fields) & set(self.data)  # Tortoise's public face
        return {name: self.data[name] for name in own - {"slug", "version"}}

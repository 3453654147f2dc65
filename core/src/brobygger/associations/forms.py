"""What a person may type about an association."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wtforms import BooleanField, SearchField, SelectField, SelectMultipleField, StringField, TextAreaField, URLField
from wtforms.validators import URL, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from brobygger.associations.cvr import LENGTH, looks_right
from brobygger.associations.directory.models import Facet
from brobygger.associations.directory.services import Wanted
from brobygger.associations.models import Association
from brobygger.associations.texts import ACCESS_FACTS, GROUPS, KINDS, THEMES
from brobygger.associations.translations import FIELDS, LANGUAGES
from brobygger.i18n import gettext as _
from brobygger.i18n import language_name, lazy
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
    from typing import Any


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
    group = CheckboxesField(lazy("For whom"), choices=choices(GROUPS))
    access = CheckboxesField(lazy("Good to know before one comes"), choices=choices(ACCESS_FACTS))
    language = CheckboxesField(lazy("Languages they speak"), choices=[])
    kind = CheckboxesField(lazy("What sort"), choices=choices(KINDS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices({code: language_name(code) for code in LANGUAGES})

    def query(self) -> dict[str, Any]:
        """Return what is asked for, as an address has it."""
        return {name: value for name, value in self.data.items() if value}

    def wanted(self) -> Wanted:
        """Return what is asked for, as the service takes it."""
        facets = {Facet.THEME: self.theme, Facet.GROUP: self.group, Facet.ACCESS: self.access}
        facets[Facet.LANGUAGE] = self.language
        chosen = {facet: field.data or () for facet, field in facets.items()}
        return Wanted(self.q.data or "", self.kind.data or (), chosen)


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
    activities = TextAreaField(
        lazy("What can one do with you?"),
        description=lazy("One thing on each line, such as: Sing in the choir"),
        filters=[strip], validators=[Length(max=2000)],
    )  # fmt: skip
    for_whom = StringField(
        lazy("Who is it for?"),
        description=lazy("In your own words, such as: For everybody who likes to sing, also off key"),
        filters=[one_line], validators=[Length(max=300)],
    )  # fmt: skip
    groups = CheckboxesField(
        lazy("For whom"), description=lazy("Tick none, and it is for everybody"), choices=choices(GROUPS)
    )
    description = TextAreaField(lazy("Tell more"), filters=[strip], validators=[Length(max=5000)])
    language = SelectField(
        lazy("The language you write in"), description=lazy("You can add other languages afterwards"), choices=[]
    )
    themes = CheckboxesField(lazy("About"), choices=choices(THEMES))
    languages = CheckboxesField(lazy("Languages you speak"), choices=[])
    access = CheckboxesField(lazy("Good to know before one comes"), choices=choices(ACCESS_FACTS))
    street = StringField(lazy("Street and number"), filters=[one_line], validators=[Length(max=120)])
    postal_code = StringField(lazy("Postal code"), filters=[one_line], validators=[Length(max=10)])
    town = StringField(lazy("Town"), filters=[one_line], validators=[Length(max=60)])
    opening_hours = StringField(lazy("When you can be met"), filters=[one_line], validators=[Length(max=300)])
    price = StringField(
        lazy("What does it cost?"),
        description=lazy("Such as: 200 kr. a year, the first time is free"),
        filters=[one_line], validators=[Length(max=200)],
    )  # fmt: skip
    cvr = CvrField(
        lazy("CVR number"), description=lazy("Eight digits, if you have one. A group needs none."), filters=[one_line]
    )
    folkeoplysende = BooleanField(
        lazy("The municipality has approved us as folkeoplysende"),
        description=lazy("Then you may use its rooms and get grants for members under 25."),
    )
    paragraph_18 = BooleanField(
        lazy("We get § 18 money"),
        description=lazy("Money from the municipality for voluntary social work."),
    )
    contact_name = StringField(lazy("Whom can people ask?"), filters=[one_line], validators=[Length(max=120)])
    phone = PhoneField(lazy("Phone"), validators=[Length(max=20)])
    email = EmailField(
        lazy("E-mail"),
        description=lazy("It is not on the page. People write to you through a form, and you get a mail."),
        validators=[Length(max=254)],
    )
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
        names = {code: language_name(code) for code in LANGUAGES}
        self.languages.choices = self.language.choices = choices(names)

    def profile(self) -> dict[str, Any]:
        """Return what the service saves; the rest of the form is not the profile's."""
        own = set(Association._meta.db_fields) & set(self.data)  # Tortoise's public face
        return {name: self.data[name] for name in own - {"slug", "version"}}


class TextsForm(EditForm):
    """What an association says of itself in one more language."""

    summary = StringField(lazy("In one sentence"), filters=[one_line], validators=[Length(max=200)])
    activities = TextAreaField(lazy("What can one do with you?"), filters=[strip], validators=[Length(max=2000)])
    for_whom = StringField(lazy("Who is it for?"), filters=[one_line], validators=[Length(max=300)])
    description = TextAreaField(lazy("Tell more"), filters=[strip], validators=[Length(max=5000)])

    def texts(self) -> dict[str, str]:
        """Return what the service saves."""
        return {name: self.data[name] or "" for name in FIELDS}


class WriteToForm(WriteForm):
    """A letter to an association. People leave ``website`` alone, which no page shows; programs fill in everything."""

    name = StringField(
        lazy("Your name"), filters=[one_line], validators=[Required(lazy("Write your name")), Length(max=120)]
    )
    email = EmailField(
        lazy("Your e-mail"),
        description=lazy("They answer you there."),
        validators=[Required(lazy("Write your e-mail, so that they can answer")), Length(max=254)],
    )
    message = TextAreaField(
        lazy("What do you want to say?"), filters=[strip],
        validators=[Required(lazy("Write what you want to say")), Length(max=3000)],
    )  # fmt: skip
    website = StringField(lazy("Leave this empty"), validators=[Length(max=200)])

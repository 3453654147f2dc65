"""What an association says of a newsletter."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from brobygger.plugin_api.forms import EditForm, Required, choices, one_line
from brobygger.plugin_api.i18n import COMMON_LANGUAGES, language_name, lazy


class NewsletterForm(EditForm):
    """A newsletter, as people choose it."""

    title = StringField(
        lazy("What is the newsletter called?"), description=lazy("Such as “News from us” or “Walks and trips”"),
        filters=[one_line],
        validators=[
            Required(lazy("Write what it is called")), Length(max=100, message=lazy("Use at most 100 characters"))
        ],
    )  # fmt: skip
    about = StringField(
        lazy("What does one get, and how often?"),
        description=lazy("This is what people say yes to, such as “Once a month: what goes on, and who needs help”"),
        filters=[one_line],
        validators=[
            Required(lazy("Write what one gets, and how often")),
            Length(max=300, message=lazy("Use at most 300 characters")),
        ],
    )  # fmt: skip
    language = SelectField(lazy("Which language is it written in?"), choices=[])
    is_open = BooleanField(lazy("Everybody can subscribe"), default=True)
    to_members = BooleanField(
        lazy("Members get it as well"),
        description=lazy("Without asking for it, until they say no. Never what has something of a sponsor in it."),
    )
    has_archive = BooleanField(
        lazy("Everybody can read on the web what was sent"), default=True,
        description=lazy("Choose this only for what everybody may read."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices({code: language_name(code) for code in COMMON_LANGUAGES})

    def values(self) -> dict[str, Any]:
        return {field.name: field.data for field in self if field.name not in ("form_key", "version")}

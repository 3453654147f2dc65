"""What a writer may type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from brobygger.plugin_api.forms import (
    CheckboxesField,
    EditForm,
    PictureForm,
    Required,
    WriteForm,
    choices,
    one_line,
    strip,
)
from brobygger.plugin_api.i18n import COMMON_LANGUAGES, language_name, lazy
from brobygger.plugin_api.i18n import gettext as _
from brobygger_newsletter.writing.models import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wtforms import Field

    from brobygger_newsletter.newsletters.models import Newsletter

_SHORT = Length(max=150, message=lazy("Use at most 150 characters"))
_SCHEMES = frozenset({"https", "http", "mailto", "tel"})


def _languages() -> dict[str, str]:
    return {code: language_name(code) for code in COMMON_LANGUAGES}


class NewIssueForm(WriteForm):
    """Begin an issue."""

    newsletter = RadioField(lazy("Which newsletter?"), validators=[Required(lazy("Choose a newsletter"))])
    subject = StringField(
        lazy("Subject"),
        description=lazy("What people see first. It can be changed until it is sent."),
        filters=[one_line], validators=[Required(lazy("Write a subject")), _SHORT],
    )  # fmt: skip

    def __init__(self, *args: Any, newsletters: Sequence[Newsletter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newsletter.choices = choices({one.public_id: one.title for one in newsletters})
        if len(newsletters) == 1:
            self.newsletter.data = newsletters[0].public_id


class EditionForm(EditForm):
    """Subject and preview of an edition."""

    subject = StringField(lazy("Subject"), filters=[one_line], validators=[Required(lazy("Write a subject")), _SHORT])
    preview = StringField(
        lazy("First line"),
        description=lazy("Mail programs show it after the subject. Left empty, they show how the text begins."),
        filters=[one_line], validators=[_SHORT],
    )  # fmt: skip


class LanguageForm(WriteForm):
    """Another language for the same issue."""

    language = SelectField(lazy("Language"), choices=[])

    def __init__(self, *args: Any, taken: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = {code: name for code, name in _languages().items() if code not in set(taken)}
        self.language.choices = choices(left)


class HeadingForm(EditForm):
    text = StringField(lazy("Heading"), filters=[one_line], validators=[Required(lazy("Write the heading")), _SHORT])


class TextForm(EditForm):
    text = TextAreaField(
        lazy("Text"),
        description=lazy(
            "An empty line begins a new paragraph. **Two stars** make bold, and [words](https://…) a link. "
            "[first name|friend] is the reader's own name, or “friend”."
        ),
        filters=[strip],
        validators=[Required(lazy("Write the text")), Length(max=20000, message=lazy("Use at most 20,000 characters"))],
    )


def _link(_form: Any, field: Field) -> None:
    parts = urlsplit(field.data or "")
    whole = parts.netloc or parts.scheme in ("mailto", "tel")
    if parts.scheme not in _SCHEMES or not whole:
        raise ValidationError(_("Write the whole address, such as https://example.dk"))


class ButtonForm(EditForm):
    text = StringField(
        lazy("What does the button say?"), description=lazy("What happens, such as “Sign up for the walk”"),
        filters=[one_line], validators=[Required(lazy("Write what the button says")), Length(max=80)],
    )  # fmt: skip
    url = StringField(
        lazy("Where does it lead?"), filters=[one_line],
        validators=[Required(lazy("Write where it leads")), Length(max=500), _link],
    )  # fmt: skip


class CardForm(ButtonForm):
    """A card that was fetched from another module, and may be worded anew."""

    text = StringField(lazy("Title"), filters=[one_line], validators=[Required(lazy("Write the title")), _SHORT])
    kicker = StringField(lazy("Line above"), filters=[one_line], validators=[Length(max=100)])
    detail = StringField(lazy("When and where"), filters=[one_line], validators=[Length(max=300)])


class PictureBlockForm(PictureForm):
    """A picture, which must say what it shows: many mail programs do not show it until they are asked to."""

    text = StringField(lazy("Line below"), filters=[one_line], validators=[Length(max=200)])


class PictureWordsForm(EditForm):
    """The words below a picture that is there."""

    text = StringField(lazy("Line below"), filters=[one_line], validators=[Length(max=200)])


FORMS: Mapping[BlockKind, type[EditForm]] = {
    BlockKind.HEADING: HeadingForm,
    BlockKind.TEXT: TextForm,
    BlockKind.BUTTON: ButtonForm,
    BlockKind.CARD: CardForm,
    BlockKind.PICTURE: PictureWordsForm,
}


class ItemsForm(WriteForm):
    """Which news of other modules become cards."""

    items = CheckboxesField(lazy("What is new"), choices=[])

    def __init__(self, *args: Any, offered: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items.choices = choices(offered)

    def validate_items(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one"))

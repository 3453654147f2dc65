"""What a person may choose about how an association looks."""

from __future__ import annotations

from typing import Final

from wtforms import RadioField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import ColorInput

from brobygger.associations.branding.texts import SUGGESTED
from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.services.pictures.forms import PictureForm, picture_field
from brobygger.web.colours import HEX
from brobygger.web.forms import WriteForm, choices, one_line

OWN: Final = "own"
_SHORT_LENGTH: Final = 4


class LogoForm(WriteForm):
    """A logo; it stands beside the name, which says who it is."""

    picture = picture_field()


class AltForm(PictureForm):
    """What a photo shows, said anew."""

    picture = None  # type: ignore[assignment]  # how WTForms leaves out a field of the parent


class ColourField(StringField):
    """The browser's own way to choose a colour."""

    widget = ColorInput()


def _colour(value: str | None) -> str:
    """Return a colour as it is kept: ``#17513F``, ``17513f`` and ``#abc`` are understood."""
    text = "#" + one_line(value).lower().lstrip("#")
    if len(text) == _SHORT_LENGTH:
        text = "#" + "".join(sign * 2 for sign in text[1:])
    return "" if text == "#" else text


class AccentForm(WriteForm):
    """The colour of an association's pages."""

    choice = RadioField(
        lazy("Colour"),
        choices=choices({"": lazy("The site's own"), **SUGGESTED, OWN: lazy("Another colour")}),
        default="",
    )
    picker = ColourField(
        lazy("Choose another colour"), description=lazy("Counts when you ticked “Another colour”"),
        default="#1f5a8c", filters=[_colour],
    )  # fmt: skip
    code = StringField(
        lazy("Or write its code"),
        description=lazy("Six signs, such as #1f5a8c. Counts instead of the chosen one."),
        filters=[one_line],
    )

    def validate_code(self, field: StringField) -> None:
        if self.choice.data == OWN and field.data and not HEX.fullmatch(_colour(field.data)):
            raise ValidationError(_("Write the code with six signs, 0 to 9 and a to f, such as #1f5a8c"))

    def validate_picker(self, field: ColourField) -> None:
        if self.choice.data == OWN and not self.code.data and not HEX.fullmatch(field.data or ""):
            raise ValidationError(_("Choose a colour"))

    @property
    def accent(self) -> str:
        """The colour that was chosen; empty is the site's own."""
        if self.choice.data != OWN:
            return self.choice.data or ""
        return _colour(self.code.data) or self.picker.data or ""

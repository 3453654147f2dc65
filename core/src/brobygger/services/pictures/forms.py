"""The part of a form that takes a picture."""

from __future__ import annotations

from typing import Any, Final

from starlette.datastructures import UploadFile
from wtforms import BooleanField, FileField, StringField
from wtforms.validators import Length, ValidationError

from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.services.pictures.encoding import MAX_BYTES
from brobygger.services.pictures.models import MAX_ALT
from brobygger.web.forms import WriteForm, one_line

#: What a route declares that takes a picture. Far more than a picture may have: whoever chose one that is somewhat too
#: large gets an answer beside the field instead of an error page, and what they typed is kept.
UPLOAD_BYTES: Final = 4 * MAX_BYTES


class PictureField(FileField):
    """A file that is meant to be a picture; whether it is one is found out by ``prepare_picture``."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # WTForms passes the form
        # A browser sends an empty file without a name when none was chosen.
        if not isinstance(self.data, UploadFile) or not self.data.filename:
            raise ValidationError(_("Choose a picture"))

    async def read(self) -> bytes:
        """Return what was sent, and one byte more than a picture may have at the most."""
        assert isinstance(self.data, UploadFile)
        return await self.data.read(MAX_BYTES + 1)


def picture_field() -> PictureField:
    """Return the field; on a phone it offers the camera as well as the gallery."""
    return PictureField(
        lazy("Picture"),
        description=lazy("JPEG, PNG, WebP or GIF, at most 10 MB"),
        render_kw={"accept": "image/*"},
    )


class PictureForm(WriteForm):
    """A picture, and what it shows for those who do not see it."""

    picture = picture_field()
    alt = StringField(
        lazy("What does the picture show?"),
        description=lazy("One sentence, for people who do not see it. It is read aloud in its place."),
        filters=[one_line],
        validators=[Length(max=MAX_ALT, message=lazy("Use at most 250 characters"))],
    )
    decorative = BooleanField(lazy("It is only decoration"))

    def validate_alt(self, field: StringField) -> None:
        if not field.data and not self.decorative.data:
            raise ValidationError(_("Write what the picture shows, or tick that it is only decoration"))

    @property
    def alt_text(self) -> str:
        """What the picture shows; empty when it is decoration, whatever else was typed."""
        return "" if self.decorative.data else (self.alt.data or "")

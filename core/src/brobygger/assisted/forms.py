"""What a helper may type about somebody who is here or on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from brobygger.assisted.services import Registration
from brobygger.assisted.texts import CHANNELS
from brobygger.i18n import gettext as _
from brobygger.i18n import language_name, lazy
from brobygger.services.consent import Channel
from brobygger.web.forms import EmailField, PhoneField, Required, WriteForm, choices, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from brobygger.membership.models import Contact

_SELF, _RELATIVE = "self", "relative"
_ASKS = {_SELF: lazy("They ask themselves"), _RELATIVE: lazy("Somebody close asks for them")}
#: Somebody who is not known yet, though a number is shared.
_NEW = "new"


class RegisterForm(WriteForm):
    """Who it is; and after it was read aloud, that they said yes."""

    channel = RadioField(
        lazy("Where are they?"), choices=choices(CHANNELS), default=Channel.DESK.value,
        validators=[InputRequired(lazy("Choose one"))],
    )  # fmt: skip
    language = RadioField(
        lazy("Which language do they read?"), choices=[], validators=[InputRequired(lazy("Choose one"))]
    )
    name = StringField(
        lazy("What is their name?"), filters=[one_line],
        validators=[Required(lazy("Write their name")), Length(max=200)],
    )  # fmt: skip
    phone = PhoneField(lazy("Phone"), filters=[one_line], validators=[Length(max=20)])
    email = EmailField(lazy("E-mail"), filters=[one_line], validators=[Length(max=254)])
    unreachable = BooleanField(lazy("They do not want to give any; they only get the printed slip"))
    asks = RadioField(
        lazy("Who asks?"), choices=choices(_ASKS), default=_SELF, validators=[InputRequired(lazy("Choose one"))]
    )
    proxy_name = StringField(lazy("The name of the one who asks"), filters=[one_line], validators=[Length(max=200)])
    proxy_relation = StringField(
        lazy("What are they to each other?"), description=lazy("Such as daughter, neighbour or contact person."),
        filters=[one_line], validators=[Length(max=100)],
    )  # fmt: skip
    #: Asked on the second page.
    known = RadioField(lazy("Is it one of these?"), choices=[], validate_choice=False)
    said_yes = BooleanField(lazy("I have read it aloud, and they said yes"))

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices({language: language_name(language) for language in languages})
        if self.language.data is None:
            self.language.data = languages[0]

    def validate_phone(self, field: Field) -> None:
        if not (field.data or (self.email.data or "").strip() or self.unreachable.data):
            raise ValidationError(_("Write a number or an e-mail, or say that they do not want to give any"))

    def validate_proxy_name(self, field: Field) -> None:
        if self.by_proxy and not field.data:
            raise ValidationError(_("Write the name of the one who asks"))

    def validate_proxy_relation(self, field: Field) -> None:
        if self.by_proxy and not field.data:
            raise ValidationError(_("Write what they are to each other"))

    @property
    def by_proxy(self) -> bool:
        return bool(self.asks.data == _RELATIVE)

    def offer(self, matches: Sequence[Contact]) -> None:
        """Ask whether it is one of *matches*; by their names alone."""
        self.known.choices = choices({**{row.public_id: row.name for row in matches}, _NEW: lazy("No, somebody else")})

    def check_yes(self) -> bool:
        """Tell whether the second page says that they said yes, after ``validate``."""
        if not self.said_yes.data:
            self.add_error("said_yes", _("Read it aloud first. If they say no, press “They said no”."))
        return not self.said_yes.errors

    def check_known(self, matches: Sequence[Contact]) -> bool:
        """Tell whether the second page says which of *matches* it is, or none of them."""
        self.offer(matches)
        if not matches:
            self.known.data = _NEW
        return self.known.data in {_NEW, *(row.public_id for row in matches)}

    def registration(self) -> Registration:
        """Return what was typed."""
        known = self.known.data or ""
        return Registration(
            name=self.name.data or "", channel=Channel(self.channel.data), language=self.language.data or "",
            phone=self.phone.data or "", email=self.email.data or "",
            proxy_name=(self.proxy_name.data or "") if self.by_proxy else "",
            proxy_relation=(self.proxy_relation.data or "") if self.by_proxy else "",
            known="" if known == _NEW else known,
        )  # fmt: skip

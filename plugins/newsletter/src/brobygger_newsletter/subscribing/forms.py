"""What somebody who wants newsletters may type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from brobygger.plugin_api.forms import CheckboxesField, EmailField, Required, WriteForm, choices, one_line
from brobygger.plugin_api.i18n import COMMON_LANGUAGES, language_name, lazy
from brobygger.plugin_api.i18n import gettext as _
from brobygger_newsletter.subscribing.models import LeaveReason
from brobygger_newsletter.texts import LEAVE_REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from brobygger_newsletter.newsletters.models import Newsletter


def name_field() -> Field:
    return StringField(
        lazy("First name"),
        description=lazy("So that we can write “Hello Anna”."),
        filters=[one_line],
        validators=[Length(max=80, message=lazy("Use at most 80 characters"))],
    )


class ChooseForm(WriteForm):
    """Which newsletters."""

    newsletters = CheckboxesField(lazy("What would you like to get?"), choices=[])

    def __init__(self, *args: Any, offered: Sequence[Newsletter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.newsletters.choices = choices({one.public_id: one.title for one in offered})

    def chosen(self) -> list[Newsletter]:
        return [one for one in self.offered if one.public_id in (self.newsletters.data or ())]


class SubscribeForm(ChooseForm):
    """Somebody asks for newsletters."""

    email = EmailField(
        lazy("Your e-mail"), filters=[one_line],
        validators=[Required(lazy("Write your e-mail, so we know where to send it")), Length(max=254)],
    )  # fmt: skip
    name = name_field()

    def __init__(self, *args: Any, offered: Sequence[Newsletter], **kwargs: Any) -> None:
        super().__init__(*args, offered=offered, **kwargs)
        if len(offered) == 1:  # there is nothing to choose
            self.newsletters.data = [offered[0].public_id]

    def validate_newsletters(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose what you would like to get"))


class SubscribeMyselfForm(SubscribeForm):
    """The same for somebody who is signed in, at an address that they proved."""

    email = RadioField(  # type: ignore[assignment]  # another way to say the same
        lazy("Where shall we send it?"), validators=[Required(lazy("Choose where we shall send it"))]
    )

    def __init__(self, *args: Any, addresses: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.choices = choices({address: address for address in addresses})
        if len(addresses) == 1:
            self.email.data = addresses[0]


class OwnForm(ChooseForm):
    """A subscriber chooses anew."""

    name = name_field()
    language = SelectField(lazy("Language"), description=lazy("Used where a newsletter comes in several."), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices({code: language_name(code) for code in COMMON_LANGUAGES})


class ReasonForm(WriteForm):
    """Why somebody left, if they like to say."""

    reason = RadioField(
        lazy("Would you like to tell why?"),
        choices=choices(LEAVE_REASONS), validators=[Optional()], coerce=lambda value: value and LeaveReason(value),
    )  # fmt: skip

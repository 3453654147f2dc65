"""What a sender may choose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from wtforms import BooleanField, DateField, RadioField, TimeField
from wtforms.validators import Optional, ValidationError

from brobygger.plugin_api.forms import CheckboxesField, EditForm, Required, WriteForm, choices
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import lazy, moment
from brobygger.plugin_api.services import now
from brobygger_newsletter.sending.audience import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wtforms import Field

NOW, LATER = "now", "later"
_FARTHEST: Final = timedelta(days=366)


class AudienceForm(EditForm):
    """Who gets it, of those who could."""

    kinds = CheckboxesField(lazy("Only members of these kinds"), choices=[])
    roles = CheckboxesField(lazy("Only members with these tasks"), choices=[])
    joined_since = DateField(lazy("Only members since"), validators=[Optional()])
    languages = CheckboxesField(lazy("Only who reads"), choices=[])
    segments = CheckboxesField(lazy("Only these groups"), choices=[])
    is_commercial = BooleanField(
        lazy("There is something of a sponsor in it"),
        description=lazy("An advert, a discount or a logo. Then it goes only to those who asked for it themselves."),
    )

    def __init__(self, *args: Any, offered: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {one.name: one for one in (self.kinds, self.roles, self.languages, self.segments)}
        for name, texts in offered.items():
            fields[name].choices = choices(texts)

    def audience(self) -> Audience:
        return Audience(
            kinds=tuple(self.kinds.data or ()), roles=tuple(self.roles.data or ()),
            joined_since=self.joined_since.data, languages=tuple(self.languages.data or ()),
            segments=tuple(self.segments.data or ()),
        )  # fmt: skip


class SendForm(EditForm):
    """When it is sent."""

    when = RadioField(
        lazy("When?"), choices=choices({NOW: lazy("Now"), LATER: lazy("Later")}), default=NOW,
        validators=[Required(lazy("Choose when"))],
    )  # fmt: skip
    day = DateField(lazy("Day"), validators=[Optional()])
    time = TimeField(lazy("Time"), validators=[Optional()])

    def validate_day(self, field: Field) -> None:
        if self.when.data == LATER and (not field.data or not self.time.data):
            raise ValidationError(_("Write the day and the time"))
        if self.when.data == LATER and not now() < self._moment() <= now() + _FARTHEST:
            raise ValidationError(_("Choose a time within the next year"))

    def _moment(self) -> datetime:
        assert self.day.data is not None
        return moment(self.day.data, self.time.data).astimezone(UTC)

    @property
    def sent_at(self) -> datetime | None:
        """When it is to be sent; None is now."""
        return self._moment() if self.when.data == LATER else None


class TrialForm(WriteForm):
    """A test to oneself."""

    email = RadioField(lazy("Send a test to"), validators=[Required(lazy("Choose where the test goes"))])

    def __init__(self, *args: Any, addresses: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.choices = choices({address: address for address in addresses})
        if len(addresses) == 1:
            self.email.data = addresses[0]

"""What somebody who looks after subscribers may type."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wtforms import BooleanField, DateField, RadioField, SearchField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from brobygger.plugin_api.forms import BaseForm, EmailField, Required, WriteForm, choices, one_line, strip
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import lazy
from brobygger.plugin_api.services import AddressError, check_address, today
from brobygger_newsletter.subscribing.forms import name_field
from brobygger_newsletter.subscribing.models import SubscribedBy, SubscriptionState
from brobygger_newsletter.texts import STATES, SUBSCRIBED_BY

if TYPE_CHECKING:
    from wtforms import Field

MOST_LINES: Final = 2000


class SearchForm(BaseForm):
    """Finding subscribers."""

    q = SearchField(lazy("Search"), description=lazy("The beginning of the e-mail"), filters=[one_line],
                    validators=[Length(max=100)])  # fmt: skip
    state = RadioField(lazy("Where it stands"), choices=choices(STATES), default=str(SubscriptionState.ACTIVE))


class AddForm(WriteForm):
    """Somebody said yes at the desk or on the phone. The mail that asks them to confirm goes out all the same."""

    by = RadioField(
        lazy("How did they say yes?"),
        choices=choices({by: SUBSCRIBED_BY[by] for by in (SubscribedBy.PHONE, SubscribedBy.DESK)}),
        validators=[Required(lazy("Choose how they said yes"))],
        coerce=lambda value: value and SubscribedBy(value),
    )  # fmt: skip
    email = EmailField(
        lazy("E-mail"), filters=[one_line], validators=[Required(lazy("Write their e-mail")), Length(max=254)]
    )
    name = name_field()
    read_aloud = BooleanField(
        lazy("I have read the words aloud, and they said yes"),
        validators=[InputRequired(lazy("Read the words aloud, and tick when they said yes"))],
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        """With *known* it is written down already who they are, and at which address."""
        super().__init__(*args, **kwargs)
        if known:
            del self.email, self.name


@dataclass(slots=True)
class Listed:
    """What was on a list: addresses with names, and the lines that hold no address."""

    people: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class ListForm(WriteForm):
    """A list of people who said yes, with the proof."""

    lines = TextAreaField(
        lazy("The list"),
        description=lazy("One person a line: the e-mail, and after a comma or semicolon the first name if you like."),
        filters=[strip], validators=[Required(lazy("Write or paste the list")), Length(max=400_000)],
    )  # fmt: skip
    given_on = DateField(lazy("When did they say yes?"), validators=[InputRequired(lazy("Write the day"))])
    evidence = StringField(
        lazy("Where is the proof?"),
        description=lazy("Such as “Sign-up sheet from the summer party, in the folder in the office”"),
        filters=[one_line], validators=[Required(lazy("Write where the proof is")), Length(max=280)],
    )  # fmt: skip
    sure = BooleanField(
        lazy("Everybody on the list asked for this newsletter by themselves"),
        validators=[InputRequired(lazy("Only people who asked for it may be on the list"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = Listed()

    def validate_given_on(self, field: Field) -> None:
        if field.data and field.data > today():
            raise ValidationError(_("Write a day that has been"))

    def validate_lines(self, field: Field) -> None:
        self.listed = read_list(field.data or "")
        if self.listed.broken:
            shown = ", ".join(f"“{line}”" for line in self.listed.broken[:5])
            raise ValidationError(_("These lines begin with no e-mail address: %(lines)s") % {"lines": shown})
        if len(self.listed.people) > MOST_LINES:
            raise ValidationError(_("Take at most %(number)s people at a time") % {"number": MOST_LINES})


def read_list(text: str) -> Listed:
    """Return who is on a list as people paste it: from a spreadsheet, with or without a line of headings."""
    listed = Listed()
    dialect = next((sign for sign in ("\t", ";", ",") if sign in text), ",")
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=dialect)):
        words = [one_line(cell) for cell in cells]
        if not any(words):
            continue
        try:
            email = check_address(words[0])
        except AddressError:
            if number or "@" in words[0]:
                listed.broken.append(words[0])
            continue  # the first line may say what the columns are
        listed.people[email] = words[1][:80] if len(words) > 1 else ""
    return listed

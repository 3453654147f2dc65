"""What a person may type about a task, and by what tasks are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, DateField, IntegerField, SearchField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from brobygger.plugin_api.forms import (
    BaseForm,
    CheckboxesField,
    EditForm,
    PhoneField,
    Required,
    WriteForm,
    choices,
    one_line,
    strip,
)
from brobygger.plugin_api.i18n import COMMON_LANGUAGES, language_name, lazy
from brobygger.plugin_api.services import ACCESS_FACTS
from brobygger_volunteering.tasks.models import Facet
from brobygger_volunteering.tasks.services import TaskFilter
from brobygger_volunteering.texts import THEMES, TIMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms import Field

MAX_PLACES = 1000
MAX_AGE = 99


def _languages() -> dict[str, str]:
    return {code: language_name(code) for code in COMMON_LANGUAGES}


class SearchTasksForm(BaseForm):
    """The search and the filters of the lists."""

    q = SearchField(lazy("Search"), filters=[one_line], validators=[Length(max=100)])
    theme = CheckboxesField(lazy("What you would like to do"), choices=choices(THEMES))
    time = CheckboxesField(lazy("When you have time"), choices=choices(TIMES))
    language = CheckboxesField(lazy("Languages that you speak"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(_languages())

    def chosen(self) -> TaskFilter:
        return TaskFilter(
            text=self.q.data or "",
            tags={
                Facet.THEME: self.theme.data or [],
                Facet.TIME: self.time.data or [],
                Facet.LANGUAGE: self.language.data or [],
            },
        )


class TaskForm(EditForm):
    """A task, as the association describes it."""

    title = StringField(
        lazy("Title"),
        description=lazy("A sentence somebody would say, such as “Have lunch with Knud on Thursdays”"),
        filters=[one_line],
        validators=[
            Required(lazy("Write a title")),
            Length(max=120, message=lazy("Use at most 120 characters")),
        ],
    )
    what = TextAreaField(
        lazy("What does one do?"),
        filters=[strip],
        validators=[Required(lazy("Write what one does")), Length(max=5000)],
    )
    why = TextAreaField(
        lazy("Why does it matter?"),
        description=lazy("What gets better when somebody does it"),
        filters=[strip],
        validators=[Length(max=2000)],
    )
    who_benefits = StringField(lazy("Who is it for?"), filters=[one_line], validators=[Length(max=200)])
    when_text = StringField(
        lazy("When, in words"),
        description=lazy("Such as: every Thursday from 12 to 14"),
        filters=[one_line],
        validators=[Length(max=200)],
    )
    starts_on = DateField(
        lazy("First day"),
        description=lazy("Leave it empty when the task goes on all the time"),
        validators=[Optional()],
    )
    ends_on = DateField(lazy("Last day"), description=lazy("When it is more than one day"), validators=[Optional()])
    starts_at = TimeField(lazy("From (time)"), validators=[Optional()])
    ends_at = TimeField(lazy("To (time)"), validators=[Optional()])
    places = IntegerField(
        lazy("How many people are needed?"),
        default=1,
        validators=[
            InputRequired(lazy("Write a number, such as 3")),
            NumberRange(1, MAX_PLACES, lazy("Write a number from 1 to 1000")),
        ],
    )
    place = StringField(
        lazy("Where?"),
        description=lazy("The street, or where one meets. Not the address of somebody’s home."),
        filters=[one_line],
        validators=[Length(max=200)],
    )
    online = BooleanField(lazy("It can be done from home, on a computer or phone"))
    themes = CheckboxesField(lazy("What is it about?"), choices=choices(THEMES))
    times = CheckboxesField(lazy("When can it be done?"), choices=choices(TIMES))
    languages = CheckboxesField(
        lazy("Which languages are useful?"), description=lazy("Any one of them is enough"), choices=[]
    )
    access = CheckboxesField(lazy("Good to know before one comes"), choices=choices(ACCESS_FACTS))
    together = BooleanField(lazy("It can be done together with a friend"))
    minimum_age = IntegerField(
        lazy("Lowest age"),
        description=lazy("Only when there is a reason for it"),
        validators=[Optional(), NumberRange(1, MAX_AGE, lazy("Write an age in years, such as 18"))],
    )
    minimum_age_reason = StringField(
        lazy("Why that age?"), filters=[one_line], validators=[Length(max=200)],
    )  # fmt: skip
    practical = TextAreaField(
        lazy("Practical"),
        description=lazy("Training, food, clothes, travel costs"),
        filters=[strip],
        validators=[Length(max=1000)],
    )
    with_children = BooleanField(
        lazy("One is regularly with children under 15"),
        description=lazy("Then you must order a children’s certificate before the volunteer begins"),
    )
    contact_name = StringField(
        lazy("Who meets the volunteers?"),
        filters=[one_line],
        validators=[Required(lazy("Write the name of a person")), Length(max=120)],
    )
    contact_phone = PhoneField(lazy("Phone"), validators=[Length(max=20)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = choices(_languages())

    def validate_when_text(self, field: Field) -> None:
        if not field.data and not self.starts_on.data:
            raise ValidationError(str(lazy("Write when, in words or as a day")))

    def validate_ends_on(self, field: Field) -> None:
        first = self.starts_on.data
        if first is None and not self.starts_on.errors:
            raise ValidationError(str(lazy("Write the first day as well")))
        if first is not None and field.data < first:
            raise ValidationError(str(lazy("The last day is before the first")))

    def validate_place(self, field: Field) -> None:
        if not field.data and not self.online.data:
            raise ValidationError(str(lazy("Write where, or say that it can be done from home")))

    def validate_minimum_age_reason(self, field: Field) -> None:
        if self.minimum_age.data and not field.data:
            raise ValidationError(str(lazy("Write why, such as: you will drive the van")))

    def tags(self) -> Mapping[Facet, list[str]]:
        return {
            Facet.THEME: self.themes.data or [],
            Facet.TIME: self.times.data or [],
            Facet.LANGUAGE: self.languages.data or [],
        }

    def task_fields(self) -> dict[str, Any]:
        """Return what the task itself keeps; places and tags have tables of their own."""
        elsewhere = {"form_key", "version", "places", "themes", "times", "languages"}
        return {name: value for name, value in self.data.items() if name not in elsewhere}


class EndTaskForm(WriteForm):
    """Close or cancel a task, with a word to those who signed up."""

    message = TextAreaField(
        lazy("Message to those who signed up"),
        filters=[strip],
        validators=[Length(max=1000, message=lazy("Use at most 1000 characters"))],
    )


class MessageForm(WriteForm):
    """A word to everybody who is signed up."""

    message = TextAreaField(
        lazy("Message"),
        filters=[strip],
        validators=[
            Required(lazy("Write what they should know")),
            Length(max=1000, message=lazy("Use at most 1000 characters")),
        ],
    )

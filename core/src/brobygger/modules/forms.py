"""Forms made from what a module lets an association decide."""

from __future__ import annotations

from functools import cache
from typing import Any

from wtforms import BooleanField, Field, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from brobygger.plugins import Setting, settings_of
from brobygger.web.forms import EditForm, choices, one_line


@cache
def settings_form(settings_class: type[Any]) -> type[EditForm]:
    """Return a form with a field for each setting, named after it."""
    fields = {shown.name: _field(shown) for shown in settings_of(settings_class)}
    return type(f"{settings_class.__name__}Form", (EditForm,), fields)


def _field(shown: Setting) -> Field:
    if isinstance(shown.default, bool):
        return BooleanField(shown.title, description=shown.hint)
    if isinstance(shown.default, int):
        bounds = NumberRange(shown.minimum, shown.maximum)
        return IntegerField(shown.title, validators=[InputRequired(), bounds], description=shown.hint)
    if shown.choices:
        return RadioField(shown.title, choices=choices(shown.choices), description=shown.hint)
    return StringField(shown.title, filters=[one_line], validators=[Length(max=200)], description=shown.hint)

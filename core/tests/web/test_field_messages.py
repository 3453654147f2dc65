"""What WTForms says by itself is said in our words, and in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import wtforms
from starlette.datastructures import MultiDict
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from brobygger.i18n import use_language
from brobygger.web.field_messages import _MESSAGES, FieldMessages
from brobygger.web.forms import BaseForm, choices

if TYPE_CHECKING:
    from brobygger.testing.site import Site

#: Of forms that are put together wrong, and of a protection that is not used here.
NOT_FOR_READERS = re.compile("CSRF|Invalid field name")


class Form(BaseForm):
    """One field of each kind that can be filled in wrong."""

    name = StringField(validators=[Length(max=3)])
    age = IntegerField(validators=[NumberRange(1, 9)])
    colour = RadioField(choices=choices({"red": "Red"}))
    town = StringField(validators=[InputRequired()])


async def test_every_message_of_wtforms_has_words_of_ours(site: Site) -> None:
    source = "\n".join(path.read_text() for path in Path(wtforms.__file__).parent.rglob("*.py"))
    plain = re.findall(r'[^n]gettext\(\s*"([^"]+)"', source)
    counted = re.findall(r'ngettext\(\s*"([^"]+)",\s*"([^"]+)"', source)

    assert {message for message in plain if not NOT_FOR_READERS.search(message)} == set(_MESSAGES)
    words = {FieldMessages().ngettext(singular, plural, 2).split("%")[0] for singular, plural in counted}
    assert words == {"Use at most ", "Use at least ", "Use exactly ", "Choose one of the answers"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Use at most 3 characters",
                "Write a number, such as 12",
                "Choose one of the answers",
                "Fill this in",
            ],
        ),
        ("da", ["Brug højst 3 tegn", "Skriv et tal, for eksempel 12", "Vælg et af svarene", "Udfyld det her"]),
    ],
)
@pytest.mark.usefixtures("site")
async def test_mistakes_are_told_in_the_readers_language(language: str, said: list[str]) -> None:
    with use_language(language):
        form = Form(MultiDict({"name": "Anna", "age": "ten", "colour": "blue"}))
        form.validate()

        assert [str(field.errors[0]) for field in form] == said

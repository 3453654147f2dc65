"""What the living style page shows: every pattern once, with people who could be real."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from brobygger.web.forms import BaseForm, EmailField, PhoneField, Required, choices


class StylesForm(BaseForm):
    """One field of each kind."""

    name = StringField("Hvad hedder du?", [Required("Skriv dit navn, så vi ved, hvem vi skal spørge efter")])
    phone = PhoneField(
        "Telefon",
        [Required("Skriv dit telefonnummer")],
        description="Vi ringer kun om det, du har skrevet dig op til.",
    )
    email = EmailField("E-mail")
    start = DateField("Hvornår vil du begynde?")
    town = SelectField(
        "Hvor bor du?", choices=choices({"": "Vælg", "2620": "2620 Albertslund", "2600": "2600 Glostrup"})
    )
    when = RadioField(
        "Hvornår passer det dig?",
        [Required("Vælg det, der passer bedst")],
        choices=choices({"day": "Om dagen", "evening": "Om aftenen", "weekend": "I weekenden"}),
    )
    languages = SelectMultipleField(
        "Hvilke sprog taler du?",
        choices=choices({"da": "Dansk", "tr": "Tyrkisk", "ar": "Arabisk", "ur": "Urdu"}),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    about = TextAreaField("Er der noget, vi skal vide?", description="Skriv ikke noget om sygdom her.")
    agree = BooleanField("Jeg vil gerne høre fra jer igen til foråret")


def styles_context() -> dict[str, Any]:
    """Return what ``core/_styles.html`` needs: a filter, an empty form, and the same form sent with mistakes."""
    wrong = StylesForm(data={"phone": "278", "name": "", "when": None, "town": "2620"}, prefix="wrong")
    wrong.validate()
    return {"filters": StylesForm(prefix="filter"), "sample": StylesForm(), "wrong": wrong, "has_errors": False}

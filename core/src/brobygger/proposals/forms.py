"""What a person may type about a proposal."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from brobygger.associations.forms import CheckboxesField, CvrField
from brobygger.associations.models import Kind
from brobygger.associations.texts import THEMES
from brobygger.i18n import lazy
from brobygger.web.forms import EditForm, PhoneField, Required, choices, one_line, strip

_KINDS = {
    Kind.ASSOCIATION: lazy("An association with statutes and a board"),
    Kind.INFORMAL_GROUP: lazy("A group of people who do something together"),
}


class ProposalForm(EditForm):
    """An association or group that somebody wants on the site."""

    kind = RadioField(
        lazy("What are you?"),
        choices=choices(_KINDS),
        validators=[Required(lazy("Say whether you are an association"))],
    )
    name = StringField(
        lazy("What is it called?"), filters=[one_line],
        validators=[Required(lazy("Write a name; it can be changed later")), Length(max=120)],
    )  # fmt: skip
    summary = StringField(
        lazy("In one sentence"),
        description=lazy("What one can do with you, and for whom"),
        filters=[one_line],
        validators=[
            Required(lazy("Write one sentence about what you do")),
            Length(max=200, message=lazy("Use at most 200 characters")),
        ],
    )
    themes = CheckboxesField(lazy("About"), choices=choices(THEMES))
    applicant_name = StringField(
        lazy("Your name"), filters=[one_line], validators=[Required(lazy("Write your name")), Length(max=200)]
    )
    phone = PhoneField(
        lazy("Your phone number"),
        description=lazy("We call when something is easier to say than to write. Nobody else sees it."),
        validators=[Required(lazy("Write a phone number on which we can reach you")), Length(max=20)],
    )
    cvr = CvrField(
        lazy("CVR number"), description=lazy("Eight digits, if you have one. A group needs none."), filters=[one_line]
    )


class AnswerForm(ProposalForm):
    """The answer to a question, and what is corrected by it."""

    answer = TextAreaField(
        lazy("Your answer"), filters=[strip],
        validators=[Required(lazy("Write an answer to the question")), Length(max=2000)],
    )  # fmt: skip


class AskForm(EditForm):
    """The host's question."""

    text = TextAreaField(
        lazy("What do you want to know?"), filters=[strip],
        validators=[Required(lazy("Write the question")), Length(max=2000)],
    )  # fmt: skip


class DeclineForm(EditForm):
    """The host's no."""

    text = TextAreaField(
        lazy("Why not?"),
        description=lazy("They read this as you write it. Say also what they can do instead."),
        filters=[strip],
        validators=[Required(lazy("Write the reason")), Length(max=2000)],
    )


class DecideForm(EditForm):
    """A button that decides about one version of a proposal."""

"""Kinds of membership in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.membership.kinds.models import Entry, Form, Sort, Who

if TYPE_CHECKING:
    from brobygger.membership.kinds.models import MembershipKind

SORTS = {
    Sort.ACTIVE: lazy("Active member"),
    Sort.SUPPORTING: lazy("Supporting member"),
    Sort.HONORARY: lazy("Honorary member"),
    Sort.TRIAL: lazy("Trial member"),
}
WHO = {
    Who.PERSON: lazy("A person"),
    Who.ASSOCIATION: lazy("An association"),
    Who.GROUP: lazy("A group"),
}
ENTRIES = {
    Entry.OPEN: lazy("Open: one is a member at once"),
    Entry.APPROVAL: lazy("You say yes or no to each"),
    Entry.GIVEN: lazy("Only you can give it"),
}
FORMS = {
    Form.TEXT: lazy("In words"),
    Form.CHOICE: lazy("One of some choices"),
    Form.YES_NO: lazy("Yes or no"),
}


def kind_title(kind: MembershipKind) -> str:
    """Return what the association calls *kind*; what has no name of its own is called what it is."""
    return kind.title or str(SORTS[kind.sort])

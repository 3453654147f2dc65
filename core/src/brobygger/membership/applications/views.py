"""Asking to be a member, with an account or without, alone or as a household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.db import fold
from brobygger.i18n import current_language
from brobygger.i18n import gettext as _
from brobygger.identity.services import persons_of
from brobygger.membership.applications.forms import MOST_PERSONS, JoinForm, PersonForm, person_form
from brobygger.membership.applications.guardian import GUARDIAN_TEXT
from brobygger.membership.applications.services import Applicant, Household, Reach, apply, apply_signed_in
from brobygger.membership.contacts import contact_of_person
from brobygger.membership.errors import NotOpenError
from brobygger.membership.kinds.models import Entry, Who
from brobygger.membership.kinds.questions import questions_of
from brobygger.membership.kinds.services import joinable_kinds
from brobygger.membership.kinds.texts import WHO, kind_title
from brobygger.plugins import PUBLIC, Route
from brobygger.services.once import once
from brobygger.web.forms import read_fields, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.security import client_address
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.kinds.models import KindQuestion, MembershipKind
    from brobygger.membership.models import Contact

_PAGE = "core/membership/applications/join.html"


@dataclass(slots=True)
class _Forms:
    """What was typed: once for all, and for each."""

    kind: MembershipKind
    form: JoinForm
    persons: list[PersonForm]
    #: The name of the visitor who is signed in.
    own_name: str = ""

    @property
    def filler_under_15(self) -> bool:
        """Tell whether it is a child who fills it in: somebody else has to say yes then."""
        first = self.persons[0]
        return first.under_15 and (not self.own_name or fold(first.name.data or "") == fold(self.own_name))

    @property
    def any_under_15(self) -> bool:
        return any(person.under_15 for person in self.persons)

    @property
    def errors(self) -> list[dict[str, str]]:
        return [error for person in self.persons for error in person.others()]

    def validate(self) -> bool:
        """Validate everything; what is missing of those who have custody only where the page has asked for it."""
        valid = [self.form.validate(), *(person.validate() for person in self.persons)]
        if self.any_under_15 and self.form.guardian_asked.data:
            valid.append(self.form.check_guardian(first_under_15=self.filler_under_15))
        return all(valid)


async def choose(request: Request) -> Response:
    """Show the kinds that one can ask for."""
    context = {"kinds": await joinable_kinds(), "kind_title": kind_title, "who_texts": WHO, "open": Entry.OPEN}
    return await render(request, "core/membership/applications/choose.html", context)


async def _find_kind(request: Request) -> MembershipKind:
    wanted = request.path_params["kind"]
    for kind in await joinable_kinds():
        if kind.public_id == wanted:
            return kind
    raise HTTPException(404)


async def join(request: Request) -> Response:
    """Ask, show what was answered, and on the second press send it."""
    kind = await _find_kind(request)
    step = str((await read_fields(request)).get("step", "")) if request.method == "POST" else ""
    forms = await _read(request, kind, step)
    if request.method == "GET":
        return await _show(request, forms)
    if step == "add" or step.startswith("remove"):
        return await _show(request, forms)
    if not forms.validate():
        return await render_form(request, _PAGE, _context(forms))
    if forms.any_under_15 and not forms.form.guardian_asked.data:
        forms.form.guardian_asked.data = "y"
        return await _show(request, forms)
    if step == "send":
        try:
            return see_other(await once(forms.form.once_key, lambda: _perform(request, forms)))
        except NotOpenError:
            raise HTTPException(404) from None
    page = _PAGE if step == "change" else "core/membership/applications/check.html"
    return await render(request, page, _context(forms))


async def _show(request: Request, forms: _Forms) -> Response:
    return await render(request, _PAGE, _context(forms))


async def _read(request: Request, kind: MembershipKind, step: str) -> _Forms:
    names = [person.name for person in request.state.visitor.persons if person.name]
    form = await read_form(request, JoinForm, who=kind.who, signed_in=bool(names))
    who = Who(form.who.data)
    questions = await questions_of(kind)
    form_class = person_form(questions)
    data = await read_fields(request) if request.method == "POST" else None
    removed = step.removeprefix("remove-") if step.startswith("remove-") else ""
    persons = []
    for index in range(form.number):
        name = names[0] if names and index == 0 and who == Who.PERSON else ""
        if str(index) != removed or index == 0:
            persons.append(form_class(data, prefix=f"p{index}-", who=who, questions=questions, name=name))
    if removed:
        persons = _renumber(form_class, persons, who, questions)
    if step == "add" and len(persons) < MOST_PERSONS:
        persons.append(form_class(None, prefix=f"p{len(persons)}-", who=who, questions=questions))
    form.count.data = str(len(persons))
    return _Forms(kind, form, persons, names[0] if names else "")


def _renumber(
    form_class: type[PersonForm], persons: Sequence[PersonForm], who: Who, questions: Sequence[KindQuestion]
) -> list[PersonForm]:
    """Return those who are left with numbers that follow each other."""
    return [
        form_class(None, prefix=f"p{index}-", who=who, questions=questions, data=person.data)
        for index, person in enumerate(persons)
    ]


def _context(forms: _Forms) -> dict[str, object]:
    return {
        "kind": forms.kind, "form": forms.form, "persons": forms.persons, "others": forms.errors,
        "kind_title": kind_title, "ask_guardian": bool(forms.any_under_15 and forms.form.guardian_asked.data),
        "guardian_text": GUARDIAN_TEXT.text, "filler_under_15": forms.filler_under_15,
        "room": len(forms.persons) < MOST_PERSONS,
        "is_person": forms.form.who.data == Who.PERSON, "is_open": forms.kind.entry == Entry.OPEN,
    }  # fmt: skip


async def _perform(request: Request, forms: _Forms) -> str:
    """Ask to be members, and return where to read what happens now."""
    association, form = request.state.association, forms.form
    known = await _known_contacts(request, forms)
    applicants = [
        Applicant(person.name.data or "", person.under_15, person.answers(), known.get(fold(person.name.data or "")))
        for person in forms.persons
    ]
    guardian = Reach(form.guardian_name.data or "", form.guardian_email.data or "", form.guardian_phone.data or "")
    email, phone = form.email.data or "", form.phone.data or ""
    own = next(iter(known.values()), None)
    if own is not None:
        email, phone = own.email, phone or own.phone
    household = Household(
        forms.kind, applicants, who=Who(form.who.data), email=email, phone=phone, filled_in_by=own,
        guardian=guardian if guardian.name and forms.filler_under_15 else None,
    )  # fmt: skip
    if form.signed_in:
        first = await apply_signed_in(association, household, language=current_language())
        return url_for(request, "join:own", application=first.public_id)
    await apply(association, household, language=current_language(), client=client_address(request))
    return url_for(request, "join:sent", kind=forms.kind.public_id, by="mail" if email else "phone")


async def _known_contacts(request: Request, forms: _Forms) -> dict[str, Contact]:
    """Return how the association knows whom the visitor acts for, by name: themselves, and those on the form."""
    visitor = request.state.visitor
    if not forms.form.signed_in:
        return {}
    named = {fold(person.name.data or "") for person in forms.persons}
    known: dict[str, Contact] = {}
    for person in await persons_of(visitor):
        if person.name and (not known or fold(person.name) in named):
            contact = await contact_of_person(request.state.association, person, account_id=visitor.account_id)
            known[fold(person.name)] = contact
    return known


async def sent(request: Request) -> Response:
    """Say what happens now. The page is the same for everybody, known or not."""
    kind = await _find_kind(request)
    by_mail = request.query_params.get("by") != "phone"
    heading = _("Find the mail we have sent you") if by_mail else _("We will call you")
    context = {"kind": kind, "kind_title": kind_title, "by_mail": by_mail, "heading": heading,
               "is_open": kind.entry == Entry.OPEN}  # fmt: skip
    return await render(request, "core/membership/applications/sent.html", context)


ASSOCIATION_ROUTES = [
    Route("/join", choose, name="join", audience=PUBLIC),
    Route("/join/{kind}", join, name="join:kind", methods=("GET", "POST"), audience=PUBLIC),
    Route("/join/{kind}/sent", sent, name="join:sent", audience=PUBLIC),
]

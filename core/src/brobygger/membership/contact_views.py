"""One member: how they are reached, when they were members, what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.applications.reading import answers_of, applications_of
from brobygger.membership.contacts import save_contact
from brobygger.membership.errors import EditedMeanwhileError, NotYoursToGiveError
from brobygger.membership.forms import ContactForm
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.lists import memberships_of_contacts
from brobygger.membership.models import Membership
from brobygger.membership.roles import MANAGE_MEMBERS
from brobygger.membership.roles.assignments import check_may_hand_out, roles_of
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.forms import read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def _find(request: Request) -> Membership:
    """Return a membership of the association in scope, an ended one too, with its contact."""
    membership = await Membership.get_or_none(public_id=request.path_params["member"]).select_related("contact")
    if membership is None:
        raise HTTPException(404)
    return membership


async def show(request: Request) -> Response:
    found = await _find(request)
    periods = (await memberships_of_contacts([found.contact]))[found.contact_id]
    applications = await applications_of(found.contact)
    context = {
        "contact": found.contact, "periods": periods, "roles": await roles_of(periods), "applications": applications,
        "answers": await answers_of(applications), "kind_title": kind_title,
    }  # fmt: skip
    return await render(request, "core/membership/member.html", context)


async def edit(request: Request) -> Response:
    found = await _find(request)
    try:
        # Who may change the address of somebody in charge could become them.
        check_may_hand_out(request.state.standing, (await roles_of([found]))[found.id])
    except NotYoursToGiveError:
        raise HTTPException(403) from None
    form = await read_form(request, ContactForm, obj=found.contact)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(request, found, form)))
        except EditedMeanwhileError:
            await found.contact.refresh_from_db()
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
            form.version.data = str(found.contact.version)
    return await render_form(request, "core/membership/member_edit.html", {"form": form, "membership": found})


async def _save(request: Request, found: Membership, form: ContactForm) -> str:
    await save_contact(
        found.contact, name=form.name.data or "", email=form.email.data or "", phone=form.phone.data or "",
        version=form.version_number,
    )  # fmt: skip
    return url_for(request, "members:show", member=found.public_id)


_MANAGE = permission(MANAGE_MEMBERS)
ASSOCIATION_ROUTES = [
    Route("/members/{member}", show, name="members:show", audience=_MANAGE),
    Route("/members/{member}/edit", edit, name="members:edit", methods=("GET", "POST"), audience=_MANAGE),
]

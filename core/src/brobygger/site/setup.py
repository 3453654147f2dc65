"""A new site: its first administrator, by an address that works once and for an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from wtforms import StringField
from wtforms.validators import Length

from brobygger.associations.models import Kind
from brobygger.associations.services import create_association, get_host
from brobygger.db import association_scope, transaction
from brobygger.i18n import current_language, lazy
from brobygger.identity.errors import SetupTokenGoneError
from brobygger.identity.services import (
    claim_setup_token,
    create_setup_token,
    get_own_person,
    is_setup_token,
    start_session,
)
from brobygger.identity.views.browser import signed_in
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.membership.services import add_contact, add_member
from brobygger.plugins import PUBLIC, Route
from brobygger.web.forms import EmailField, Required, WriteForm, one_line, read_form
from brobygger.web.pages import render_form
from brobygger.web.urls import absolute_url, site_path, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class SetupForm(WriteForm):
    """Who runs the site, and who is in charge of it."""

    centre = StringField(
        lazy("What is the centre or association called that runs this site?"),
        filters=[one_line], validators=[Required(lazy("Write its name")), Length(max=120)],
    )  # fmt: skip
    name = StringField(
        lazy("Your name"), filters=[one_line], validators=[Required(lazy("Write your name")), Length(max=200)]
    )
    email = EmailField(
        lazy("Your e-mail address"), validators=[Required(lazy("Write your e-mail address")), Length(max=254)]
    )


async def make_setup_address() -> str:
    """Return the address at which the first administrator names the host and themselves."""
    return absolute_url(site_path("setup", token=await create_setup_token()))


async def setup(request: Request) -> Response:
    """Make the host and its first administrator, once; anybody without the operator's address finds nothing."""
    token = request.path_params["token"]
    if not await is_setup_token(token):
        raise HTTPException(404)
    form = await read_form(request, SetupForm)
    if request.method == "POST" and form.validate():
        try:
            session = await _perform(token, form)
        except SetupTokenGoneError:
            raise HTTPException(410) from None
        return signed_in(url_for(request, "home"), session)
    return await render_form(request, "core/setup.html", {"form": form})


async def _perform(token: str, form: SetupForm) -> str:
    email, name, centre = form.email.data or "", form.name.data or "", form.centre.data or ""
    async with transaction():
        account = await claim_setup_token(token, email, name)
        host = await get_host() or await create_association(centre, kind=Kind.HOST)
        person = await get_own_person(account.id)
        with association_scope(host.id):
            contact = await add_contact(host, person.name, language=current_language(), email=email, person=person)
            await add_member(contact, roles=[ADMINISTRATOR])
        return await start_session(account)


ROUTES = [Route("/setup/{token}", setup, name="setup", methods=("GET", "POST"), audience=PUBLIC)]

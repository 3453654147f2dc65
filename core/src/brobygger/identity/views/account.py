"""One's own account: name, phone and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger import runtime
from brobygger.i18n import gettext as _
from brobygger.identity.cookies import LANGUAGE, set_cookie
from brobygger.identity.errors import EditedMeanwhileError
from brobygger.identity.forms import AccountForm, NameForm
from brobygger.identity.models import Person
from brobygger.identity.services import (
    get_own_person,
    list_addresses,
    save_language,
    save_name,
    save_person,
)
from brobygger.plugins import PUBLIC, SIGNED_IN, Route
from brobygger.services.once import once
from brobygger.web.forms import read_fields, read_form
from brobygger.web.pages import render_form
from brobygger.web.urls import own_path, see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_YEAR_SECONDS = 365 * 24 * 3600


async def account(request: Request) -> Response:
    visitor = request.state.visitor
    person = await get_own_person(visitor.account_id)
    form = await read_form(request, AccountForm, obj=person)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(request, person, form)))
        except EditedMeanwhileError:
            form.form_error = _("Your details were saved from another page. Look at them and save again.")
            form.version.data = str((await Person.get(id=person.id)).version)
    context = {
        "form": form,
        "addresses": await list_addresses(visitor.account_id),
        "saved": "saved" in request.query_params,
    }
    return await render_form(request, "core/identity/account.html", context)


async def _save(request: Request, person: Person, form: AccountForm) -> str:
    await save_person(person, version=form.version_number, name=form.name.data or "", phone=form.phone.data or "")
    return url_for(request, "account", saved=1)


async def name(request: Request) -> Response:
    """Ask a new person for their name, then let them go on."""
    form = await read_form(request, NameForm, next=request.query_params.get("next", ""))
    if request.method == "POST" and form.validate():
        person = await get_own_person(request.state.visitor.account_id)
        await save_name(person.id, form.name.data or "")
        wanted = form.next.data
        return see_other(own_path(wanted) if wanted else url_for(request, "mine"))
    return await render_form(request, "core/identity/name.html", {"form": form})


async def language(request: Request) -> Response:
    """Switch the language, in this browser and for mails to the account, and go back to the same page."""
    data = await read_fields(request)
    chosen = str(data.get("language", ""))
    if chosen not in runtime.current().settings.site.languages:
        raise HTTPException(400)
    if request.state.visitor.is_signed_in:
        await save_language(request.state.visitor.account_id, chosen)
    response = see_other(own_path(str(data.get("next", ""))))
    set_cookie(response, LANGUAGE, chosen, seconds=_YEAR_SECONDS)
    return response


ROUTES = [
    Route("/account", account, name="account", methods=("GET", "POST"), audience=SIGNED_IN),
    Route("/account/name", name, name="account:name", methods=("GET", "POST"), audience=SIGNED_IN),
    Route("/language", language, name="language", methods=("POST",), audience=PUBLIC),
]

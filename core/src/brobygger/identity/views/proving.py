"""Showing that it is still oneself, before what would harm most in somebody else's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import gettext as _
from brobygger.identity.cookies import SESSION, read_cookie
from brobygger.identity.errors import (
    TooManyRequestsError,
    WrongCodeError,
    WrongFactorError,
    WrongPasskeyError,
    WrongPasswordError,
)
from brobygger.identity.forms import ProofForm
from brobygger.identity.services.proving import (
    Ways,
    is_code_mailed,
    mail_code,
    prove_by_app,
    prove_by_code,
    prove_by_passkey,
    prove_by_password,
    ways_of,
)
from brobygger.identity.views.browser import asking, wanted_path, with_session
from brobygger.identity.views.passkeys import passkey_problem, use_options
from brobygger.plugins import SIGNED_IN, Route
from brobygger.web.forms import read_form
from brobygger.web.pages import redirect_to, render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_WAYS = ("passkey", "app", "password", "mail")


async def prove(request: Request) -> Response:
    """Ask for one of the account's ways, the best one first, and lead back."""
    query = request.query_params
    form = await read_form(
        request, ProofForm, way=query.get("way"), factor=query.get("factor"), next=wanted_path(query.get("next"))
    )
    ways = await ways_of(request.state.visitor.account_id, factor=bool(form.factor.data))
    open_ways = [way for way in _WAYS if getattr(ways, way)]
    if not open_ways:
        return redirect_to(request, "account:two_steps", next=wanted_path(form.next.data))
    way = form.way.data if form.way.data in open_ways else open_ways[0]
    form.way.data = way
    if request.method == "POST" and form.validate():
        token = await _check(request, form, way)
        if token:
            return with_session(see_other(wanted_path(form.next.data) or url_for(request, "account")), token)
    return await _show(request, form, ways, way)


async def _check(request: Request, form: ProofForm, way: str) -> str:
    """Return the session's new token; empty after saying what was wrong."""
    visitor, code, sent = request.state.visitor, form.code.data or "", form.credential.data or ""
    form.code.data = form.credential.data = ""
    try:
        if way == "passkey":
            return await prove_by_passkey(visitor, sent, browser_token=read_cookie(request, SESSION))
        if way == "app":
            return await prove_by_app(visitor, code)
        if way == "password":
            return await prove_by_password(visitor, form.password.data or "")
        return await prove_by_code(visitor, code)
    except WrongPasskeyError:
        form.form_error = passkey_problem(sent=bool(sent))
    except WrongPasswordError:
        form.add_error("password", _("That is not your password."))
    except WrongFactorError:
        form.add_error("code", _("That was not the code, or it was used before. Wait for the next one."))
    except WrongCodeError as error:
        form.add_error("code", _("That was not the code.") if error.attempts_left else _("Have a new code sent."))
    except TooManyRequestsError:
        form.form_error = _("There were many wrong ones. Wait a while, and try again.")
    return ""


async def _show(request: Request, form: ProofForm, ways: Ways, way: str) -> Response:
    context = {
        "form": form,
        "way": way,
        "others": [other for other in _WAYS if getattr(ways, other) and other != way],
        "is_mailed": way == "mail" and await is_code_mailed(request.state.visitor.session_id),
    }
    return await render_form(request, "core/identity/prove.html", context)


async def mail(request: Request) -> Response:
    """Mail a code to whoever is signed in."""
    form = await read_form(request, ProofForm)
    try:
        await mail_code(request.state.visitor, await asking(request))
    except TooManyRequestsError:
        form.form_error = _("We have sent many codes. Wait an hour, and try again.")
        form.way.data = "mail"
        return await _show(request, form, Ways(mail=True), "mail")
    wanted = wanted_path(form.next.data)
    return redirect_to(request, "account:prove", way="mail", next=wanted)


async def options(request: Request) -> Response:
    return await use_options(request, read_cookie(request, SESSION))


async def proved(request: Request) -> Response:
    """End of the way of somebody who keeps what they typed on another page."""
    return await render(request, "core/identity/proved.html")


async def two_steps(request: Request) -> Response:
    """Explain the second step to somebody whose role, or page, asks for it."""
    context = {"wanted": wanted_path(request.query_params.get("next"))}
    return await render(request, "core/identity/two_steps.html", context)


ROUTES = [
    Route("/account/prove", prove, name="account:prove", methods=("GET", "POST"), audience=SIGNED_IN),
    Route("/account/prove/mail", mail, name="account:prove_mail", methods=("POST",), audience=SIGNED_IN),
    Route("/account/prove/options", options, name="account:prove_options", methods=("POST",), audience=SIGNED_IN),
    Route("/account/prove/done", proved, name="account:proved", audience=SIGNED_IN),
    Route("/account/two-steps", two_steps, name="account:two_steps", audience=SIGNED_IN),
]

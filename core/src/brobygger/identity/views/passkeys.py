"""Signing in with a passkey; one's passkeys, one more, one less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from brobygger.i18n import gettext as _
from brobygger.identity.cookies import SESSION, read_cookie
from brobygger.identity.errors import TooManyRequestsError, WrongPasskeyError
from brobygger.identity.forms import AddPasskeyForm, PasskeyForm
from brobygger.identity.services import renew_session
from brobygger.identity.services.passkeys import (
    add_passkey,
    are_possible,
    begin_adding,
    begin_using,
    find_passkey,
    list_passkeys,
    remove_passkey,
    sign_in_with_passkey,
)
from brobygger.identity.views.browser import (
    asking,
    browser_token,
    device_of,
    keep_browser_token,
    network_name,
    signed_in,
    wanted_path,
    with_session,
)
from brobygger.plugins import PUBLIC, SIGNED_IN, Route
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import redirect_to, render_form
from brobygger.web.urls import url_for

if TYPE_CHECKING:
    from starlette.requests import Request


_TOO_MANY = 429


def options_response(options: str) -> Response:
    """Answer the passkey program with what the browser is to sign."""
    return Response(options, media_type="application/json")


async def use_options(request: Request, token: str) -> Response:
    """Answer with a challenge for any passkey, bound to this browser's *token*."""
    try:
        return options_response(await begin_using(browser_token=token, network=network_name(request)))
    except TooManyRequestsError as error:
        return JSONResponse({}, status_code=_TOO_MANY, headers={"Retry-After": str(error.seconds)})


def passkey_problem(*, sent: bool) -> str:
    """Say why a passkey did not do; *sent*: the browser signed something."""
    if sent:
        return _("That passkey does not work here. Try once more, or take another way.")
    return _("A passkey needs JavaScript, and a browser that knows passkeys. Take another way.")


async def sign_in(request: Request) -> Response:
    """Sign in with a passkey; nobody has to write who they are."""
    form = await read_form(request, PasskeyForm, next=wanted_path(request.query_params.get("next")))
    token = browser_token(request)
    if request.method == "POST" and form.validate():
        sent = form.credential.data or ""
        try:
            session = await sign_in_with_passkey(
                sent, browser_token=token, device=device_of(request), old_session=read_cookie(request, SESSION)
            )
        except WrongPasskeyError:
            form.credential.data = ""
            form.form_error = passkey_problem(sent=bool(sent))
        else:
            return signed_in(wanted_path(form.next.data) or url_for(request, "mine"), session)
    context = {"form": form, "possible": are_possible()}
    response = await render_form(request, "core/identity/passkey_sign_in.html", context)
    keep_browser_token(response, token)
    return response


async def sign_in_options(request: Request) -> Response:
    token = browser_token(request)
    response = await use_options(request, token)
    keep_browser_token(response, token)
    return response


async def passkeys(request: Request) -> Response:
    """List the passkeys, and add one."""
    visitor = request.state.visitor
    form = await read_form(request, AddPasskeyForm, name=device_of(request))
    if request.method == "POST" and form.validate():
        sent = form.credential.data or ""
        try:
            await add_passkey(
                visitor, sent, await asking(request),
                name=form.name.data or device_of(request) or _("Passkey"),
                browser_token=read_cookie(request, SESSION),
            )  # fmt: skip
        except WrongPasskeyError:
            form.credential.data = ""
            form.form_error = passkey_problem(sent=bool(sent))
        else:
            session = await renew_session(visitor.session_id, factor=True)
            return with_session(redirect_to(request, "account:passkeys", added=1), session)
    context = {
        "form": form,
        "possible": are_possible(),
        "passkeys": await list_passkeys(visitor.account_id),
        "added": "added" in request.query_params,
        "removed": "removed" in request.query_params,
    }
    return await render_form(request, "core/identity/passkeys.html", context)


async def add_options(request: Request) -> Response:
    token = read_cookie(request, SESSION)
    return options_response(await begin_adding(request.state.visitor.account_id, browser_token=token))


async def remove(request: Request) -> Response:
    """Say what removing a passkey does; do it when the button is pressed."""
    visitor = request.state.visitor
    chosen = await find_passkey(visitor.account_id, request.path_params["passkey"])
    if chosen is None:
        raise HTTPException(404)
    if request.method == "POST":
        await remove_passkey(visitor, chosen.public_id, await asking(request))
        return redirect_to(request, "account:passkeys", removed=1)
    context = {"form": WriteForm(), "passkey": chosen}
    return await render_form(request, "core/identity/passkey_remove.html", context)


_BOTH = ("GET", "POST")
ROUTES = [
    Route("/sign-in/passkey", sign_in, name="sign_in:passkey", methods=_BOTH, audience=PUBLIC),
    Route("/sign-in/passkey/options", sign_in_options, name="sign_in:passkey_options", methods=("POST",),
          audience=PUBLIC),
    Route("/account/passkeys", passkeys, name="account:passkeys", methods=_BOTH, audience=SIGNED_IN, step_up=True),
    Route("/account/passkeys/options", add_options, name="account:passkey_options", methods=("POST",),
          audience=SIGNED_IN, step_up=True),
    Route("/account/passkeys/{passkey}/remove", remove, name="account:remove_passkey", methods=_BOTH,
          audience=SIGNED_IN, step_up=True),
]  # fmt: skip

"""Signing in with a password; setting one, and doing without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import gettext as _
from brobygger.identity.cookies import ASKING, SESSION, read_cookie
from brobygger.identity.errors import TooManyRequestsError, WeakPasswordError, WrongPasswordError
from brobygger.identity.forms import NewPasswordForm, PasswordSignInForm
from brobygger.identity.services import find_asked, list_addresses
from brobygger.identity.services.passwords import (
    SHORTEST,
    has_password,
    hash_password,
    remove_password,
    set_password,
    sign_in_with_password,
)
from brobygger.identity.services.sessions import find_pending
from brobygger.identity.views.browser import asking, device_of, network_name, signed_in, wanted_path
from brobygger.plugins import PUBLIC, SIGNED_IN, Route
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import redirect_to, render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_TOO_MANY = 429


async def sign_in(request: Request) -> Response:
    """Sign in with address and password, and whatever happens say nothing of either."""
    asked = await find_asked(read_cookie(request, ASKING)) if request.method == "GET" else None
    wanted = wanted_path(request.query_params.get("next"))
    form = await read_form(request, PasswordSignInForm, next=wanted, email=asked.address if asked else "")
    if request.method == "POST" and form.validate():
        try:
            return await _enter(request, form)
        except WrongPasswordError:
            form.form_error = _("Address and password do not fit. Try again, or have a link sent instead.")
        except TooManyRequestsError as error:
            form.form_error = too_many_passwords()
            context = {"form": form}
            response = await render(request, "core/identity/password_sign_in.html", context, status=_TOO_MANY)
            response.headers["Retry-After"] = str(error.seconds)
            return response
    return await render_form(request, "core/identity/password_sign_in.html", {"form": form})


def too_many_passwords() -> str:
    """Say that passwords are held back, and what works meanwhile."""
    return _("Many passwords were wrong. Wait five minutes, or have a link sent instead: that works now.")


async def _enter(request: Request, form: PasswordSignInForm) -> Response:
    token = await sign_in_with_password(
        form.email.data or "", form.password.data or "", network=network_name(request), device=device_of(request),
        old_session=read_cookie(request, SESSION),
    )  # fmt: skip
    wanted = wanted_path(form.next.data)
    if await find_pending(token):
        return signed_in(url_for(request, "sign_in:factor", next=wanted), token)
    return signed_in(wanted or url_for(request, "mine"), token)


async def password(request: Request) -> Response:
    """Set a password, or another one."""
    visitor = request.state.visitor
    form = await read_form(request, NewPasswordForm)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await _save(request, form))
        except WeakPasswordError as error:
            form.add_error("password", _weakness(str(error)))
    context = {
        "form": form,
        "shortest": SHORTEST,
        "has_password": await has_password(visitor.account_id),
        "saved": "saved" in request.query_params,
        "removed": "removed" in request.query_params,
        "address": (await list_addresses(visitor.account_id))[0].address,
    }
    return await render_form(request, "core/identity/password.html", context)


async def _save(request: Request, form: NewPasswordForm) -> str:
    visitor, asker = request.state.visitor, await asking(request)
    host = (await request.app.state.page_context(request))["host"]
    words = [host.name, host.slug] if host else []
    # Before the transaction, which others may wait for.
    password_hash = await hash_password(visitor.account_id, form.password.data or "", site_words=words)

    async def save() -> str:
        await set_password(visitor, password_hash, asker)
        return url_for(request, "account:password", saved=1)

    return await once(form.once_key, save)


def _weakness(reason: str) -> str:
    if reason == "short":
        return _("Write at least %(count)s signs. Three or four words in a row are good.") % {"count": SHORTEST}
    if reason == "ours":
        return _("That is a name everybody here would try first. Write some words that belong to nobody.")
    return _("That is one of the passwords everybody tries first. Write some words that belong to nobody.")


async def remove(request: Request) -> Response:
    """Say what doing without a password means; do it when the button is pressed."""
    visitor = request.state.visitor
    if request.method == "POST":
        await remove_password(visitor, await asking(request))
        return redirect_to(request, "account:password", removed=1)
    if not await has_password(visitor.account_id):
        return redirect_to(request, "account:password")
    return await render_form(request, "core/identity/password_remove.html", {"form": WriteForm()})


_BOTH = ("GET", "POST")
ROUTES = [
    Route("/sign-in/password", sign_in, name="sign_in:password", methods=_BOTH, audience=PUBLIC),
    Route("/account/password", password, name="account:password", methods=_BOTH, audience=SIGNED_IN, step_up=True),
    Route("/account/password/remove", remove, name="account:remove_password", methods=_BOTH, audience=SIGNED_IN,
          step_up=True),
]  # fmt: skip

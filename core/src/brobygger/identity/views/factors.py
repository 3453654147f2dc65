"""Setting up the second factor, giving it at sign-in, and turning it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyotp
import segno
from markupsafe import Markup

from brobygger.i18n import gettext as _
from brobygger.identity.cookies import SESSION, read_cookie
from brobygger.identity.errors import NoFactorAskedError, TooManyRequestsError, WrongFactorError
from brobygger.identity.forms import FactorForm
from brobygger.identity.services import list_addresses, renew_session
from brobygger.identity.services.factors import (
    begin_factor,
    confirm_factor,
    has_factor,
    pass_factor,
    remove_factor,
    waiting_secret,
)
from brobygger.identity.services.passkeys import are_possible
from brobygger.identity.services.sessions import find_pending
from brobygger.identity.views.browser import asking, signed_in, with_session
from brobygger.plugins import PUBLIC, SIGNED_IN, Route
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import redirect_to, render, render_form
from brobygger.web.urls import own_path, see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def _say(form: FactorForm, error: Exception) -> None:
    form.code.data = ""
    if isinstance(error, TooManyRequestsError):
        form.form_error = _("Many codes were wrong. Wait an hour, and try again.")
    else:
        form.add_error("code", _("That was not the code, or it was used before. Wait for the next one."))


async def factor(request: Request) -> Response:
    """Set the second factor up; say that there is one when there is."""
    visitor = request.state.visitor
    if await has_factor(visitor.account_id):
        return await render(request, "core/identity/factor_on.html")
    secret = await waiting_secret(visitor.account_id)
    if secret is None:
        return await render(request, "core/identity/factor_start.html", {"form": WriteForm()})
    form = await read_form(request, FactorForm)
    if request.method == "POST" and form.validate():
        try:
            codes = await confirm_factor(visitor, form.code.data or "", await asking(request))
        except (WrongFactorError, TooManyRequestsError) as error:
            _say(form, error)
        else:
            response = await render(request, "core/identity/factor_codes.html", {"codes": codes})
            return with_session(response, await renew_session(visitor.session_id, factor=True))
    return await render_form(request, "core/identity/factor.html", {"form": form, **await _shown(request, secret)})


async def begin(request: Request) -> Response:
    await begin_factor(request.state.visitor.account_id)
    return redirect_to(request, "account:factor")


async def _shown(request: Request, secret: str) -> dict[str, Any]:
    """Return the secret as a square to read and as groups to type."""
    host = (await request.app.state.page_context(request))["host"]
    address = (await list_addresses(request.state.visitor.account_id))[0].address
    uri = pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=host.name if host else "Brobygger")
    square = segno.make(uri).svg_inline(scale=4, light="#fff", title=_("The secret as a square to read with the app"))
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"secret": groups, "square": Markup(square)}  # noqa: S704  # segno writes it of black squares


async def turn_off(request: Request) -> Response:
    """Ask for the second factor once more, then never again."""
    visitor = request.state.visitor
    if not await has_factor(visitor.account_id):
        return redirect_to(request, "account:factor")
    form = await read_form(request, FactorForm)
    if request.method == "POST" and form.validate():
        try:
            await remove_factor(visitor, form.code.data or "", await asking(request))
        except (WrongFactorError, TooManyRequestsError) as error:
            _say(form, error)
        else:
            return redirect_to(request, "account")
    return await render_form(request, "core/identity/factor_off.html", {"form": form})


async def give(request: Request) -> Response:
    """Ask whoever answered the mail for the second factor, and sign them in."""
    token = read_cookie(request, SESSION)
    if await find_pending(token) is None:
        return see_other(url_for(request, "sign_in"))
    form = await read_form(request, FactorForm, next=request.query_params.get("next", ""))
    if request.method == "POST" and form.validate():
        try:
            session_token = await pass_factor(token, form.code.data or "")
        except NoFactorAskedError:
            return see_other(url_for(request, "sign_in"))
        except (WrongFactorError, TooManyRequestsError) as error:
            _say(form, error)
        else:
            wanted = form.next.data
            return signed_in(own_path(wanted) if wanted else url_for(request, "mine"), session_token)
    return await render_form(request, "core/identity/factor_give.html", {"form": form, "passkeys": are_possible()})


ROUTES = [
    Route("/account/factor", factor, name="account:factor", methods=("GET", "POST"), audience=SIGNED_IN, step_up=True),
    Route(
        "/account/factor/begin", begin, name="account:factor_begin", methods=("POST",), audience=SIGNED_IN, step_up=True
    ),
    Route(
        "/account/factor/off",
        turn_off,
        name="account:factor_off",
        methods=("GET", "POST"),
        audience=SIGNED_IN,
        step_up=True,
    ),
    Route("/sign-in/factor", give, name="sign_in:factor", methods=("GET", "POST"), audience=PUBLIC),
]

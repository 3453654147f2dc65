"""From an e-mail address to a session, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.i18n import ngettext
from brobygger.identity.cookies import ARRIVED, ASKING, SESSION, read_cookie, set_cookie
from brobygger.identity.errors import (
    CodeNeededError,
    LinkGoneError,
    NoDemoError,
    TooManyRequestsError,
    WrongCodeError,
)
from brobygger.identity.forms import LinkForm, SignInForm
from brobygger.identity.services import (
    end_session,
    find_account,
    find_asked,
    is_demo_open,
    open_link,
    passkeys,
    request_again,
    request_sign_in,
    sign_in_demo,
    use_link,
)
from brobygger.identity.services.sessions import find_pending
from brobygger.identity.services.sign_in import LIFETIME
from brobygger.identity.views.browser import (
    TOKEN,
    asking,
    browser_token,
    device_of,
    keep_browser_token,
    signed_in,
    signed_out,
    wanted_path,
)
from brobygger.plugins import PUBLIC, Route
from brobygger.services.once import once
from brobygger.web.forms import read_fields, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_GONE = 410
_TOO_MANY = 429


async def sign_in(request: Request) -> Response:
    """Ask for the address to mail a link to."""
    wanted = wanted_path(request.query_params.get("next"))
    if request.method != "POST" and request.state.visitor.is_signed_in:
        return see_other(wanted or url_for(request, "mine"))
    form = await read_form(request, SignInForm, next=wanted)
    token = browser_token(request)
    status = 422 if request.method == "POST" else 200
    headers = {}
    if request.method == "POST" and form.validate():
        try:
            response = see_other(await _ask(request, form, token))
        except TooManyRequestsError as error:
            form.form_error = _("Many have asked for links from here. Please wait an hour, or ask us on the phone.")
            status, headers = _TOO_MANY, {"Retry-After": str(error.seconds)}
        else:
            keep_browser_token(response, token)
            return response
    context = {
        "form": form, "demo_accounts": await _demo_accounts(request), "passkeys": passkeys.are_possible(),
    }  # fmt: skip
    response = await render(request, "core/identity/sign_in.html", context, status=status)
    response.headers.update(headers)
    # Before the form is sent, so that sending it twice at once is still one browser.
    keep_browser_token(response, token)
    return response


async def _ask(request: Request, form: SignInForm, token: str) -> str:
    async def ask() -> str:
        asker = await asking(request, token)
        await request_sign_in(form.email.data or "", asker, next_path=wanted_path(form.next.data))
        return url_for(request, "sign_in:sent")

    # With the address, so that going back to correct it is not taken for a double click.
    return await once(f"{form.once_key} {form.email.data}", ask)


async def sent(request: Request) -> Response:
    """Say where the mail went, and show the code for other browsers."""
    asked = await find_asked(read_cookie(request, ASKING))
    if asked is None:
        return see_other(url_for(request, "sign_in"))
    return await render(request, "core/identity/sent.html", {"asked": asked, "minutes": LIFETIME.seconds // 60})


async def arrive(request: Request) -> Response:
    """Take the token out of the address, and so out of the browser's history and of what other sites are told.

    Changes nothing on the site: mail scanners come here as well.
    """
    response = see_other(url_for(request, "sign_in:link"))
    response.headers["Referrer-Policy"] = "no-referrer"
    token = request.path_params["token"]
    set_cookie(response, ARRIVED, token if TOKEN.fullmatch(token) else "", seconds=LIFETIME.seconds)
    return response


async def link(request: Request) -> Response:
    """Show the button that signs in; sign in when it is pressed."""
    form = await read_form(request, LinkForm, token=read_cookie(request, ARRIVED))
    token = form.token.data or ""
    asking_token = read_cookie(request, ASKING)
    context: dict[str, Any] = {"form": form, "needs_code": False, "address": ""}
    try:
        if request.method == "POST" and form.validate():
            return await _enter(request, token, asking_token, form.code.data or "")
        context["address"] = await open_link(token, browser_token=asking_token)
    except LinkGoneError as error:
        return await render(
            request, "core/identity/gone.html", {"form": form, "renewable": error.renewable}, status=_GONE
        )
    except CodeNeededError:
        context["needs_code"] = True
        if request.method == "POST":
            form.add_error("code", _("Write the six digits that the other browser shows"))
    except WrongCodeError as error:
        context["needs_code"] = True
        form.code.data = ""
        form.add_error("code", _wrong_code(error.attempts_left))
    return await render_form(request, "core/identity/link.html", context)


def _wrong_code(left: int) -> str:
    return ngettext(
        "That was not the code. You can try once more.",
        "That was not the code. You can try %(left)s times more.",
        left,
    ) % {"left": left}


async def _enter(request: Request, token: str, asking_token: str, code: str) -> Response:
    done = await use_link(
        token,
        browser_token=asking_token,
        code=code,
        language=request.state.visitor.language,
        device=device_of(request),
        old_session=read_cookie(request, SESSION),
    )
    if await find_pending(done.session_token):
        return signed_in(url_for(request, "sign_in:factor", next=done.next_path), done.session_token)
    if done.is_new:
        return signed_in(url_for(request, "account:name", next=done.next_path), done.session_token)
    return signed_in(done.next_path or url_for(request, "mine"), done.session_token)


async def renew(request: Request) -> Response:
    """Mail another link in place of one that is gone."""
    form = await read_form(request, LinkForm)
    token = browser_token(request)
    try:
        await request_again(form.token.data or "", await asking(request, token))
    except LinkGoneError:
        return see_other(url_for(request, "sign_in"))
    response = see_other(url_for(request, "sign_in:sent"))
    keep_browser_token(response, token)
    return response


async def sign_out(request: Request) -> Response:
    await end_session(read_cookie(request, SESSION))
    return signed_out(url_for(request, "home"))


async def _demo_accounts(request: Request) -> list[Any]:
    """Return the made-up persons one may be; whoever starts the site for development says who they are."""
    listed = getattr(request.app.state, "demo_accounts", None)
    return list(await listed()) if listed is not None and is_demo_open() else []


async def demo(request: Request) -> Response:
    """Sign in as one of the demo accounts, and as nobody else."""
    data = await read_fields(request)
    email = data.get("email")
    if email not in {account.email for account in await _demo_accounts(request)}:
        raise HTTPException(404)
    account = await find_account(str(email))
    if account is None:
        raise HTTPException(404)
    try:
        token = await sign_in_demo(account, device=device_of(request))
    except NoDemoError:
        raise HTTPException(404) from None
    await end_session(read_cookie(request, SESSION))
    return signed_in(wanted_path(str(data.get("next", ""))) or url_for(request, "mine"), token)


ROUTES = [
    Route("/sign-in", sign_in, name="sign_in", methods=("GET", "POST"), audience=PUBLIC),
    Route("/sign-in/sent", sent, name="sign_in:sent", audience=PUBLIC),
    Route("/sign-in/link", link, name="sign_in:link", methods=("GET", "POST"), audience=PUBLIC),
    Route("/sign-in/link/{token}", arrive, name="sign_in:arrive", audience=PUBLIC),
    Route("/sign-in/renew", renew, name="sign_in:renew", methods=("POST",), audience=PUBLIC),
    Route("/sign-out", sign_out, name="sign_out", methods=("POST",), audience=PUBLIC),
]
#: Only while the site is in development on a loopback origin.
DEVELOPMENT_ROUTES = [Route("/sign-in/demo", demo, name="sign_in:demo", methods=("POST",), audience=PUBLIC)]

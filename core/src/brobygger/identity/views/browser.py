"""A browser: who asks in it, and signing it in and out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from brobygger.identity.cookies import ARRIVED, ASKING, SESSION, delete_cookie, read_cookie, set_cookie
from brobygger.identity.device import describe_device
from brobygger.identity.services import Asking
from brobygger.identity.services.sessions import ABSOLUTE
from brobygger.ids import secret_token
from brobygger.mail import Sender
from brobygger.services.limits import network_of
from brobygger.web.urls import own_path, see_other

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: What a token of ours looks like.
TOKEN = re.compile(r"[\w-]{20,64}", re.ASCII)
_ASKING_SECONDS = 24 * 3600


async def asking(request: Request, token: str = "") -> Asking:
    """Return who asks for a link, and in whose name it is mailed."""
    host = (await request.app.state.page_context(request))["host"]
    return Asking(
        token,
        network=network_name(request),
        language=request.state.visitor.language,
        sender=Sender(host.name, reply_to=host.email) if host else Sender(""),
        phone=host.phone if host else "",
    )


def network_name(request: Request) -> str:
    """Return the network that asks, for limits."""
    return network_of(request.client.host if request.client else "")


def device_of(request: Request) -> str:
    return describe_device(request.headers.get("user-agent", ""))


def browser_token(request: Request) -> str:
    """Return what names this browser before anybody is signed in; new when it has no name yet, or one not of here."""
    token = read_cookie(request, ASKING)
    return token if TOKEN.fullmatch(token) else secret_token()


def keep_browser_token(response: Response, token: str) -> None:
    set_cookie(response, ASKING, token, seconds=_ASKING_SECONDS)


def with_session(response: Response, session_token: str) -> Response:
    """Give the browser its session's new token."""
    set_cookie(response, SESSION, session_token, seconds=int(ABSOLUTE.total_seconds()))
    return response


def signed_in(url: str, session_token: str) -> Response:
    """Lead somebody who just signed in to *url*, with the session's cookie."""
    response = see_other(url)
    with_session(response, session_token)
    for name in (ASKING, ARRIVED):
        delete_cookie(response, name)
    return response


def signed_out(url: str) -> Response:
    """Lead somebody who just signed out to *url*; what the browser kept of their pages is thrown away."""
    response = see_other(url)
    delete_cookie(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def wanted_path(path: str | None) -> str:
    """Return where somebody was heading, if that is on this site; empty when nowhere."""
    return own_path(path) if path else ""

"""A browser: who asks in it, and signing it in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.identity.cookies import ARRIVED, ASKING, SESSION, delete_cookie, set_cookie
from brobygger.identity.device import describe_device
from brobygger.identity.services import Asking
from brobygger.identity.services.sessions import ABSOLUTE
from brobygger.mail import Sender
from brobygger.services.limits import network_of
from brobygger.web.urls import see_other

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def asking(request: Request, browser_token: str) -> Asking:
    """Return who asks for a link, and in whose name it is mailed."""
    host = (await request.app.state.page_context(request))["host"]
    return Asking(
        browser_token,
        network=network_of(request.client.host if request.client else ""),
        language=request.state.visitor.language,
        sender=Sender(host.name, reply_to=host.email) if host else Sender(""),
        phone=host.phone if host else "",
    )


def device_of(request: Request) -> str:
    return describe_device(request.headers.get("user-agent", ""))


def signed_in(url: str, session_token: str) -> Response:
    """Lead somebody who just signed in to *url*, with the session's cookie."""
    response = see_other(url)
    set_cookie(response, SESSION, session_token, seconds=int(ABSOLUTE.total_seconds()))
    for name in (ASKING, ARRIVED):
        delete_cookie(response, name)
    return response


def signed_out(url: str) -> Response:
    """Lead somebody who just signed out to *url*; what the browser kept of their pages is thrown away."""
    response = see_other(url)
    delete_cookie(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response

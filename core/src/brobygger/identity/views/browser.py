"""Signing a browser in and out: the session's cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.identity.cookies import ARRIVED, ASKING, SESSION, delete_cookie, set_cookie
from brobygger.identity.device import describe_device
from brobygger.identity.services.sessions import ABSOLUTE
from brobygger.web.urls import see_other

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


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

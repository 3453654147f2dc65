"""What the gate answers when somebody has to sign in first, or to show that it is them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from brobygger.web.forms import read_fields
from brobygger.web.pages import is_partial, render
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request

_UNAUTHORIZED, _FORBIDDEN = 401, 403


def _target(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _is_reading(request: Request) -> bool:
    return request.method in {"GET", "HEAD"}


def _lead_to(request: Request, name: str, **parameters: object) -> Response:
    """Lead a reader to the page called *name*, and from there back."""
    url = url_for(request, name, next=_target(request), **parameters)
    if "HX-Request" in request.headers:
        # htmx would put that page where a part of this one was; so it moves the whole browser.
        return Response(headers={"HX-Redirect": url})
    return see_other(url)


async def _keep(request: Request, template: str, url: str, status: int) -> Response:
    """Give a writer what they typed, to send again after they were at *url*."""
    # A file cannot be put into a page: it has to be chosen again, and its form says so.
    sent = (await read_fields(request)).multi_items()
    fields = [(name, value) for name, value in sent if isinstance(value, str)]
    context = {"action": _target(request), "fields": fields, "url": url}
    response = await render(request, template, context, status=status)
    if is_partial(request):
        response.headers["HX-Retarget"] = "body"
    return response


async def sign_in_needed(request: Request) -> Response:
    """Lead a reader to sign-in and back; a writer keeps what they typed, signs in beside it and sends it again."""
    if _is_reading(request):
        return _lead_to(request, "sign_in")
    return await _keep(request, "core/identity/sign_in_again.html", url_for(request, "sign_in"), _UNAUTHORIZED)


async def proof_needed(request: Request, *, factor: bool) -> Response:
    """Ask whoever is signed in to show that it is them, and let them come back with what they typed."""
    level = {"factor": 1} if factor else {}
    if _is_reading(request):
        return _lead_to(request, "account:prove", **level)
    url = url_for(request, "account:prove", next=url_for(request, "account:proved"), **level)
    return await _keep(request, "core/identity/prove_again.html", url, _UNAUTHORIZED)


async def two_steps_needed(request: Request) -> Response:
    """Explain to somebody whose role asks for two steps how to take the second one."""
    if _is_reading(request):
        return _lead_to(request, "account:two_steps")
    return await _keep(request, "core/identity/prove_again.html", url_for(request, "account:two_steps"), _FORBIDDEN)

"""What the gate answers when somebody has to sign in first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from brobygger.web.forms import read_fields
from brobygger.web.pages import is_partial, render
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request


async def sign_in_needed(request: Request) -> Response:
    """Lead a reader to sign-in and back; a writer keeps what they typed, signs in beside it and sends it again."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method in {"GET", "HEAD"}:
        url = url_for(request, "sign_in", next=path)
        if "HX-Request" in request.headers:
            # htmx would put the sign-in page where a part of this one was; so it moves the whole browser.
            return Response(headers={"HX-Redirect": url})
        return see_other(url)
    fields = (await read_fields(request)).multi_items()
    response = await render(request, "core/identity/sign_in_again.html", {"action": path, "fields": fields}, status=401)
    if is_partial(request):
        response.headers["HX-Retarget"] = "body"
    return response

"""Answering with a page, or with one block of it when htmx asks for a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from brobygger import runtime
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request


def is_partial(request: Request) -> bool:
    """Tell whether htmx asks for a part of the page (htmx 4 says ``HX-Request-Type: partial``)."""
    return request.headers.get("HX-Request-Type") == "partial"


async def render(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    partial: str | None = None,
) -> Response:
    """Answer with *template*; with its block *partial* alone when htmx asks for a part of the page.

    The context of every page (site, visitor, navigation …) is added; *context* wins over it.
    """
    templates = runtime.current().templates
    page_context = await request.app.state.page_context(request)
    values = {**page_context, "request": request, **(context or {})}
    if partial and is_partial(request):
        html = templates.render_block(template, partial, values)
    else:
        html = templates.render(template, values)
    response = HTMLResponse(html, status_code=status)
    if partial:
        response.headers["Vary"] = "HX-Request-Type"
    return response


async def render_form(
    request: Request, template: str, context: Mapping[str, Any], *, partial: str | None = None
) -> Response:
    """Answer with a form: 200 when it is asked for, 422 when what was sent needs another look."""
    status = 200 if request.method in {"GET", "HEAD"} else 422
    return await render(request, template, context, status=status, partial=partial)


def redirect_to(request: Request, name: str, **parameters: object) -> Response:
    """Answer a write that worked with the page called *name*."""
    return see_other(url_for(request, name, **parameters))

"""Whatever goes wrong becomes a page in the site's look and the reader's language, with a person to ask."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import asyncpg
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from tortoise.exceptions import DBConnectionError, OperationalError

from brobygger.i18n import current_language, use_language
from brobygger.i18n import gettext as _
from brobygger.identity.language import choose_language
from brobygger.identity.visitor import ANONYMOUS
from brobygger.web.pages import is_partial, render

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("brobygger.site")

#: Every status that has words of its own on the error page; others are shown as the nearest of these.
_KNOWN = frozenset({400, 403, 404, 405, 410, 413, 422, 429, 500, 503})
_RETRY_SECONDS = "30"
#: What drivers raise when the database is away, busy or out of connections.
DATABASE_AWAY = (
    DBConnectionError,
    OperationalError,
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
)


class ErrorPages:
    """Turns every exception into a page, inside the security headers and the request's log line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # the last place where a page can still be made of it
            if started:
                raise
            response = await answer(Request(scope, receive), error)
            await response(scope, receive, send)


async def answer(request: Request, error: Exception) -> Response:
    """Return the page for *error*; what nobody expected is logged with its trace, and shown without."""
    if isinstance(error, HTTPException):
        status, headers = error.status_code, dict(error.headers or {})
    elif isinstance(error, DATABASE_AWAY):
        log.error("database away", error=type(error).__name__)
        status, headers = 503, {"Retry-After": _RETRY_SECONDS}
    else:
        log.error("unexpected error", exc_info=error)
        status, headers = 500, {}
    # Whoever sent the error past the visitor's language left it; a request refused before has not had one.
    visitor = getattr(request.state, "visitor", ANONYMOUS)
    with use_language(visitor.language or choose_language(request)):
        response = await _page(request, status)
    response.headers.update(headers)
    if is_partial(request):
        # A part of a page has no place for an error page: htmx puts it where the whole page was.
        response.headers["HX-Retarget"] = "body"
    return response


async def _page(request: Request, status: int) -> Response:
    context = {"status": status if status in _KNOWN else (500 if status >= 500 else 404)}  # noqa: PLR2004  # HTTP's own
    try:
        return await render(request, "core/error.html", context, status=status)
    except Exception:  # the site's own look failed as well, or the database is away
        log.exception("error page failed", status=status)
        return _plain_page(status)


def _plain_page(status: int) -> Response:
    """Return a page that needs nothing but the catalogs."""
    title = html.escape(_("Something went wrong here"))
    text = html.escape(_("It is not your fault. Please try again in a little while."))
    return HTMLResponse(
        f'<!doctype html><html lang="{current_language()}"><meta charset="utf-8"><title>{title}</title>'
        f"<main><h1>{title}</h1><p>{text}</p></main></html>",
        status_code=status,
    )

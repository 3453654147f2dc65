"""Finds out who is looking, and speaks their language, before anything else is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from brobygger.i18n import use_language
from brobygger.identity.cookies import SESSION, read_cookie
from brobygger.identity.language import choose_language
from brobygger.identity.services import load_session
from brobygger.identity.visitor import ANONYMOUS
from brobygger.services import audit
from brobygger.web.static import PREFIX

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class VisitorMiddleware:
    """Sets ``request.state.visitor``: at most one query, none for a browser without a session."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(f"{PREFIX}/"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        state = scope.setdefault("state", {})
        # Whatever goes wrong from here on, the error page knows how to speak.
        state["visitor"] = replace(ANONYMOUS, language=choose_language(connection))
        visitor = await load_session(read_cookie(connection, SESSION))
        if visitor is not None:
            state["visitor"] = replace(visitor, language=choose_language(connection, visitor.language))
        visitor = state["visitor"]
        with use_language(visitor.language), audit.acting(visitor.account_id, state.get("request_id", "")):
            await self.app(scope, receive, send)

"""Where one is signed in, and signing out there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.identity.services import end_all_sessions, end_one_session, end_other_sessions, list_sessions
from brobygger.identity.services.sessions import ROLE_ABSOLUTE, ROLE_IDLE
from brobygger.identity.views.browser import signed_out
from brobygger.plugins import SIGNED_IN, Route
from brobygger.web.pages import redirect_to, render
from brobygger.web.urls import url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_HOUR = 3600


async def sessions(request: Request) -> Response:
    visitor = request.state.visitor
    context = {
        "sessions": await list_sessions(visitor.account_id, has_role=visitor.has_role),
        "ended": "ended" in request.query_params,
        "idle_hours": int(ROLE_IDLE.total_seconds() / _HOUR),
        "absolute_hours": int(ROLE_ABSOLUTE.total_seconds() / _HOUR),
    }
    return await render(request, "core/identity/sessions.html", context)


async def end_session(request: Request) -> Response:
    session = request.path_params["session"]
    if not session.isalnum():
        raise HTTPException(404)
    await end_one_session(request.state.visitor.account_id, session)
    return redirect_to(request, "account:sessions", ended=1)


async def end_others(request: Request) -> Response:
    visitor = request.state.visitor
    await end_other_sessions(visitor.account_id, visitor.session_id)
    return redirect_to(request, "account:sessions", ended=1)


async def end_everywhere(request: Request) -> Response:
    await end_all_sessions(request.state.visitor.account_id)
    return signed_out(url_for(request, "home"))


ROUTES = [
    Route("/account/sessions", sessions, name="account:sessions", audience=SIGNED_IN),
    Route("/account/sessions/{session}/end", end_session, name="account:end_session", methods=("POST",),
          audience=SIGNED_IN),
    Route("/account/sessions/end-others", end_others, name="account:end_other_sessions", methods=("POST",),
          audience=SIGNED_IN),
    Route("/account/sessions/end", end_everywhere, name="account:end_sessions", methods=("POST",),
          audience=SIGNED_IN),
]  # fmt: skip

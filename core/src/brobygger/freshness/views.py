"""The host's list of profiles that may be wrong by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.freshness.services import read_stale
from brobygger.membership.roles import LOOK_AFTER_ASSOCIATIONS
from brobygger.plugins import Route, permission
from brobygger.web.pages import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def stale(request: Request) -> Response:
    page = await read_stale(after=request.query_params.get("after", ""))
    return await render(request, "core/associations/stale.html", {"page": page}, partial="results")


SITE_ROUTES = [
    Route("/associations/stale", stale, name="associations:stale", audience=permission(LOOK_AFTER_ASSOCIATIONS))
]

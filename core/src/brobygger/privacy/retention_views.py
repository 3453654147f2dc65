"""What is deleted within a month, and by which rule: nobody is surprised by a row that is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.membership.roles import READ_RECORD
from brobygger.modules.services import known_modules
from brobygger.plugins import Route, permission
from brobygger.privacy.retention import due_deletions
from brobygger.web.formats import today
from brobygger.web.pages import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_AHEAD = timedelta(days=31)


async def show_due_deletions(request: Request) -> Response:
    association, until = request.state.association, today() + _AHEAD
    plugins = runtime.current().plugins
    found = [
        *await due_deletions(until),
        *await plugins.due_deletions(await known_modules(association.id), association=association, until=until),
    ]
    seen = [deletion for deletion in found if deletion.permission in request.state.permissions]
    context = {
        "deletions": sorted(seen, key=lambda deletion: (deletion.on, str(deletion.what))), "until": until,
        "hidden": len(found) - len(seen),
    }  # fmt: skip
    return await render(request, "core/privacy/deletions.html", context)


ASSOCIATION_ROUTES = [
    Route("/deletions", show_due_deletions, name="privacy:deletions", audience=permission(READ_RECORD)),
]

"""The host's page of associations that have nobody in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.membership.roles import TAKE_OVER
from brobygger.membership.roles.takeover import associations_alone, find_alone, take_over
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.associations.models import Association


def _only_at_host(request: Request) -> None:
    if not request.state.association.is_host:
        raise HTTPException(404)


async def list_alone(request: Request) -> Response:
    _only_at_host(request)
    page = await associations_alone(after=request.query_params.get("after", ""))
    return await render(request, "core/membership/roles/alone.html", {"page": page}, partial="results")


async def take(request: Request) -> Response:
    _only_at_host(request)
    found = await find_alone(request.path_params["alone"])
    if found is None:
        raise HTTPException(404)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, lambda: _take(request, found)))
    return await render_form(request, "core/membership/roles/take_over.html", {"form": form, "found": found})


async def _take(request: Request, found: Association) -> str:
    if await take_over(found, request.state.association, request.state.visitor):
        return url_for(request, "roles", association=found.slug)
    return url_for(request, "alone")


_HELPERS = permission(TAKE_OVER)
ROUTES = [
    Route("/without-anybody", list_alone, name="alone", audience=_HELPERS),
    Route(
        "/without-anybody/{alone}", take, name="alone:take", methods=("GET", "POST"), audience=_HELPERS, step_up=True
    ),
]

"""For members: their own roles, and who in the association can see and do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from tortoise.expressions import Q

from brobygger.membership.models import MembershipStatus, RoleAssignment
from brobygger.membership.roles.assignments import current_holders, role_of
from brobygger.membership.roles.standing import permissions_of_role
from brobygger.membership.roles.views.assignments import end_page, find_assignment
from brobygger.membership.roles.views.common import groups_of
from brobygger.plugins import MEMBER, Route
from brobygger.web.formats import today
from brobygger.web.pages import render
from brobygger.web.urls import url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def access(request: Request) -> Response:
    """Name, for each permission, those who hold it."""
    holders: dict[str, dict[int, str]] = {}
    for row in await current_holders():
        for name in permissions_of_role(role_of(row)):
            holders.setdefault(name, {})[row.membership_id] = row.membership.contact.name
    own = RoleAssignment.filter(
        Q(ends_on=None) | Q(ends_on__gte=today()), membership__status=MembershipStatus.ACTIVE,
        membership__contact__person_id__in=list(request.state.visitor.person_ids),
    )  # fmt: skip
    rows = await own.select_related("own_role", "membership__contact").order_by("starts_on", "id")
    context = {
        "groups": groups_of(request), "holders": {name: list(found.values()) for name, found in holders.items()},
        "own": [(row, role_of(row)) for row in rows], "today": today(), "standing": request.state.standing,
    }  # fmt: skip
    return await render(request, "core/membership/roles/access.html", context)


async def step_down(request: Request) -> Response:
    """Let somebody end a role of their own; no permission is needed for that."""
    row = await find_assignment(request)
    if row.membership.contact.person_id not in request.state.visitor.person_ids:
        raise HTTPException(404)
    return await end_page(request, row, back=url_for(request, "access"), own=True)


ROUTES = [
    Route("/access", access, name="access", audience=MEMBER),
    Route("/access/{assignment}/end", step_down, name="access:end", methods=("GET", "POST"), audience=MEMBER),
]

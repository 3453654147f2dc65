"""The roles of one member, from when to when; and who held the offices through the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.errors import LastAdministratorError, NotYoursToGiveError, RoleOverlapError, UnknownRoleError
from brobygger.membership.models import MembershipStatus, RoleAssignment
from brobygger.membership.roles import MANAGE_ROLES
from brobygger.membership.roles.assignments import (
    all_roles,
    assignments_of,
    check_may_hand_out,
    end_assignment,
    grant_role,
    role_of,
)
from brobygger.membership.roles.forms import EndRoleForm, GiveRoleForm
from brobygger.membership.roles.handover import offices
from brobygger.membership.roles.views.common import find_member, last_one_message
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.formats import today
from brobygger.web.forms import choices, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.paging import read_page
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.models import Membership


async def member_roles(request: Request) -> Response:
    """Show what a member held, holds and will hold, and give another role."""
    membership = await find_member(request)
    standing = request.state.standing
    roles = {key: role for key, role in (await all_roles()).items() if standing.may_hand_out(role)}
    form = await read_form(request, GiveRoleForm, starts_on=today())
    form.role.choices = choices({key: role.title for key, role in roles.items()})
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _give(request, membership, form)))
        except RoleOverlapError:
            form.add_error("starts_on", _("The role is held in part of that time already. Choose other days."))
        except UnknownRoleError:
            form.add_error("role", _("That role is gone. Choose another one."))
    rows = await assignments_of(membership)
    context = {
        "form": form, "membership": membership, "roles": roles, "today": today(), "standing": standing,
        "rows": [(row, role_of(row), standing.may_hand_out(role_of(row))) for row in rows],
    }  # fmt: skip
    return await render_form(request, "core/membership/roles/member.html", context)


async def _give(request: Request, membership: Membership, form: GiveRoleForm) -> str:
    await grant_role(membership, form.role.data, starts_on=form.starts_on.data, ends_on=form.ends_on.data)
    return url_for(request, "members:roles", member=membership.public_id)


async def find_assignment(request: Request) -> RoleAssignment:
    """Return the running or coming assignment that the address names, with member and role; else it is a 404."""
    row = await RoleAssignment.get_or_none(
        public_id=request.path_params["assignment"], membership__status=MembershipStatus.ACTIVE
    ).select_related("membership__contact", "own_role")
    if row is None or (row.ends_on is not None and row.ends_on < today()):
        raise HTTPException(404)
    return row


async def end_role(request: Request) -> Response:
    row = await find_assignment(request)
    if row.membership.public_id != request.path_params["member"]:
        raise HTTPException(404)
    try:
        role = role_of(row)
        # Taking away lets nobody do more, so those in charge may end what is sealed as well.
        if not (role.is_sealed and request.state.standing.is_in_charge):
            check_may_hand_out(request.state.standing, [role])
    except NotYoursToGiveError:
        raise HTTPException(403) from None
    return await end_page(request, row, back=url_for(request, "members:roles", member=row.membership.public_id))


async def end_page(request: Request, row: RoleAssignment, *, back: str, own: bool = False) -> Response:
    """Ask when a role ends, and end it."""
    form = await read_form(request, EndRoleForm)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _end(row, form, back)))
        except LastAdministratorError:
            form.form_error = last_one_message()
    context = {"form": form, "row": row, "role": role_of(row), "back": back, "own": own}
    return await render_form(request, "core/membership/roles/end.html", context)


async def _end(row: RoleAssignment, form: EndRoleForm, back: str) -> str:
    await end_assignment(row, form.last_day.data if form.when.data == "later" else None)
    return back


async def history(request: Request) -> Response:
    """Show who held an office when, the latest first, with the assembly that decided it."""
    rows = RoleAssignment.filter(role__in=list(await offices()))
    page = await read_page(
        rows.select_related("membership__contact", "own_role", "assembly"), order=("-starts_on", "-id"),
        after=request.query_params.get("after", ""),
    )  # fmt: skip
    context = {"page": page, "titles": {row.id: role_of(row).title for row in page.items}, "today": today()}
    return await render(request, "core/membership/roles/history.html", context, partial="results")


_BOTH = ("GET", "POST")
_MANAGE = permission(MANAGE_ROLES)
ROUTES = [
    Route("/members/{member}/roles", member_roles, name="members:roles", methods=_BOTH, audience=_MANAGE, step_up=True),
    Route(
        "/members/{member}/roles/{assignment}/end", end_role, name="members:roles:end", methods=_BOTH, audience=_MANAGE
    ),
    Route("/roles/history", history, name="roles:history", audience=_MANAGE),
]

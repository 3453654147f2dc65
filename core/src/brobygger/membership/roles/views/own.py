"""The roles of an association, what each permits, and the editor of its own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.errors import NotYoursToGiveError, RoleChangedError, RoleHeldError, TitleTakenError
from brobygger.membership.roles import MANAGE_ROLES
from brobygger.membership.roles.assignments import all_roles, current_holders, own_as_role
from brobygger.membership.roles.forms import OwnRoleForm
from brobygger.membership.roles.offices import OFFICES
from brobygger.membership.roles.own import delete_role, editable, find_own_role, make_role, save_role
from brobygger.membership.roles.sealed import may_confirm, open_requests
from brobygger.membership.roles.standing import permissions_of_role
from brobygger.membership.roles.views.common import groups_of
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, choices, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.roles.models import OwnRole
    from brobygger.membership.roles.own import Groups


async def list_roles(request: Request) -> Response:
    """Show every role with what it permits and who holds it, and the sealed permissions apart."""
    roles = await all_roles()
    holders: dict[str, list[str]] = {}
    for row in await current_holders():
        holders.setdefault(row.role, []).append(row.membership.contact.name)
    standing, visitor = request.state.standing, request.state.visitor
    asked = await open_requests()
    context = {
        "roles": roles.values(), "offices": OFFICES, "holders": holders, "groups": groups_of(request),
        "permitted": {key: permissions_of_role(role) for key, role in roles.items()}, "requests": asked,
        "may_give": {key for key, role in roles.items() if standing.may_hand_out(role)},
        "confirmable": {row.id for row in asked if may_confirm(row, standing, visitor)}, "standing": standing,
        "titles": {each.name: each.title for _title, rows in groups_of(request).values() for each in rows},
    }  # fmt: skip
    return await render(request, "core/membership/roles/list.html", context)


async def new_role(request: Request) -> Response:
    office = OFFICES.get(request.query_params.get("office", ""))
    groups = groups_of(request)
    start: dict[str, Any] = {}
    if office is not None:
        start = {
            "title": str(office.title), "explanation": str(office.explanation), "is_office": True,
            "permissions": office.proposal(editable(groups) & request.state.permissions),
        }  # fmt: skip
    return await _edit(request, None, groups, start)


async def edit_role(request: Request) -> Response:
    return await _edit(request, await _find(request), groups_of(request), {})


async def _find(request: Request) -> OwnRole:
    row = await find_own_role(request.path_params["role"])
    if row is None:
        raise HTTPException(404)
    return row


async def _edit(request: Request, row: OwnRole | None, groups: Groups, start: dict[str, Any]) -> Response:
    form = await read_form(request, OwnRoleForm, obj=row, **start)
    changeable = editable(groups) & request.state.permissions
    titles = {each.name: each.title for _title, rows in groups.values() for each in rows if each.name in changeable}
    form.permissions.choices = choices(titles)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(request, row, form, groups)))
        except TitleTakenError:
            form.add_error("title", _("Another role is called so already"))
        except NotYoursToGiveError:
            form.form_error = _("You can only give what you may do yourself.")
        except RoleChangedError:
            form.form_error = _("Somebody else saved the role meanwhile. Open it again to see how it is now.")
    held = frozenset(row.permissions) if row else frozenset()
    fixed = {title: [each for each in rows if each.name in held - changeable] for title, rows in groups.values()}
    context = {"form": form, "role": row, "groups": groups, "changeable": changeable, "fixed": fixed,
               "standing": request.state.standing}  # fmt: skip
    return await render_form(request, "core/membership/roles/edit.html", context)


async def _save(request: Request, row: OwnRole | None, form: OwnRoleForm, groups: Groups) -> str:
    values: dict[str, Any] = {
        "title": form.title.data, "explanation": form.explanation.data or "",
        "permissions": form.permissions.data or (), "visible": editable(groups), "is_office": form.is_office.data,
    }  # fmt: skip
    if row is None:
        await make_role(request.state.association, request.state.standing, **values)
    else:
        await save_role(row, request.state.standing, version=form.version_number, **values)
    return url_for(request, "roles")


async def delete(request: Request) -> Response:
    row = await _find(request)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _delete(request, row)))
        except RoleHeldError:
            form.form_error = _("Somebody holds the role, or will. End that first.")
        except NotYoursToGiveError:
            form.form_error = _("The role permits more than you may do yourself.")
    context = {"form": form, "role": own_as_role(row)}
    return await render_form(request, "core/membership/roles/delete.html", context)


async def _delete(request: Request, row: OwnRole) -> str:
    await delete_role(row, request.state.standing)
    return url_for(request, "roles")


_BOTH = ("GET", "POST")
_MANAGE = permission(MANAGE_ROLES)
ROUTES = [
    Route("/roles", list_roles, name="roles", audience=_MANAGE),
    Route("/roles/new", new_role, name="roles:new", methods=_BOTH, audience=_MANAGE, step_up=True),
    Route("/roles/{role}/edit", edit_role, name="roles:edit", methods=_BOTH, audience=_MANAGE, step_up=True),
    Route("/roles/{role}/delete", delete, name="roles:delete", methods=_BOTH, audience=_MANAGE),
]

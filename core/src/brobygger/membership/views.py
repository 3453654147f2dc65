"""Members and roles, as those in charge see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.db import transaction
from brobygger.i18n import current_language
from brobygger.i18n import gettext as _
from brobygger.membership import table_views
from brobygger.membership.errors import DepartureError, LastAdministratorError, NotYoursToGiveError
from brobygger.membership.forms import AddMemberForm, MembersForm
from brobygger.membership.kinds.services import read_kinds, read_open_kinds
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.lists import memberships_of_contacts, search_members
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles import MANAGE_MEMBERS, MANAGE_ROLES
from brobygger.membership.roles.assignments import all_roles, check_may_hand_out, roles_of
from brobygger.membership.services import add_contact, add_member, end_membership
from brobygger.plugins import SIGNED_IN, Route, permission
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, choices, read_form, read_query
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.kinds.models import MembershipKind
    from brobygger.membership.roles import Role

_TEXTS = {"kind_title": kind_title}


async def list_members(request: Request) -> Response:
    form = read_query(request, MembersForm, kinds=await read_kinds())
    page = await search_members(form.wanted(), after=request.query_params.get("after", ""))
    memberships = await memberships_of_contacts(page.items)
    roles = await roles_of(membership for rows in memberships.values() for membership in rows)
    context = {
        "form": form, "query": form.query(), "page": page, "memberships": memberships, "roles": roles, **_TEXTS,
    }  # fmt: skip
    return await render(request, "core/membership/list.html", context, partial="results")


async def new_member(request: Request) -> Response:
    kinds = await read_open_kinds()
    form = await read_form(request, AddMemberForm, kinds=kinds)
    form.roles.choices = choices({role.key: role.title for role in await _roles_to_give(request)})
    if request.method == "POST" and form.validate():
        kind = next(kind for kind in kinds if kind.public_id == form.kind.data)
        return see_other(await once(form.once_key, lambda: _add(request, form, kind)))
    return await render_form(request, "core/membership/new.html", {"form": form})


async def _roles_to_give(request: Request) -> list[Role]:
    """Return the roles that the visitor may give."""
    if MANAGE_ROLES not in request.state.permissions:
        return []
    return [role for role in (await all_roles()).values() if request.state.standing.may_hand_out(role)]


async def _add(request: Request, form: AddMemberForm, kind: MembershipKind) -> str:
    async with transaction():
        contact = await add_contact(
            request.state.association, form.name.data or "", language=current_language(),
            email=form.email.data or "", phone=form.phone.data or "",
        )  # fmt: skip
        await add_member(contact, kind=kind, roles=form.roles.data or ())
    return url_for(request, "members")


async def _find(request: Request) -> Membership:
    membership = await Membership.get_or_none(
        public_id=request.path_params["member"], status=MembershipStatus.ACTIVE
    ).select_related("contact")
    if membership is None:
        raise HTTPException(404)
    return membership


async def end(request: Request) -> Response:
    """End somebody's membership, and their roles with it: so not of somebody who may more than the visitor."""
    membership = await _find(request)
    try:
        check_may_hand_out(request.state.standing, (await roles_of([membership]))[membership.id])
    except NotYoursToGiveError:
        raise HTTPException(403) from None
    return await _end_page(request, membership, back=url_for(request, "members"), own=False)


async def leave(request: Request) -> Response:
    """Let a member leave, or somebody who acts for them."""
    membership = await _find(request)
    if membership.contact.person_id not in request.state.visitor.person_ids:
        raise HTTPException(404)
    return await _end_page(request, membership, back=url_for(request, "mine"), own=True)


async def _end_page(request: Request, membership: Membership, *, back: str, own: bool) -> Response:
    form = await read_form(request, WriteForm)
    obstacles: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _end(request, membership, back)))
        except LastAdministratorError:
            form.form_error = _("Somebody has to be in charge. Give the role to another member first.")
        except DepartureError as error:
            form.form_error = _("Something has to be settled first.")
            obstacles = list(error.obstacles)
    context = {"form": form, "membership": membership, "obstacles": obstacles, "back": back, "own": own}
    return await render_form(request, "core/membership/end.html", context)


async def _end(request: Request, membership: Membership, back: str) -> str:
    await end_membership(membership, modules=request.state.modules)
    return back


_BOTH = ("GET", "POST")
_MANAGE = permission(MANAGE_MEMBERS)
ASSOCIATION_ROUTES = [
    Route("/members", list_members, name="members", audience=_MANAGE),
    *table_views.ASSOCIATION_ROUTES,
    Route("/members/new", new_member, name="members:new", methods=_BOTH, audience=_MANAGE, step_up=True),
    Route("/members/{member}/end", end, name="members:end", methods=_BOTH, audience=_MANAGE),
    Route("/members/{member}/leave", leave, name="members:leave", methods=_BOTH, audience=SIGNED_IN),
]

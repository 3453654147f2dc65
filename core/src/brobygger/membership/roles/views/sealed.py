"""Giving what is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.errors import (
    NotYoursToGiveError,
    OnlyHoldersError,
    SealedError,
    SealedRequestGoneError,
    SecondPersonError,
)
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles import MANAGE_ROLES
from brobygger.membership.roles.forms import GiveSealedForm
from brobygger.membership.roles.models import SealedRequest
from brobygger.membership.roles.sealed import (
    check_sealed,
    confirm_sealed,
    is_held,
    may_confirm,
    request_sealed,
    withdraw_sealed,
)
from brobygger.membership.roles.views.common import groups_of, members_by_name
from brobygger.plugins import MEMBER, Route, permission
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, choices, read_form
from brobygger.web.pages import render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugins import Permission


def _find_permission(request: Request, name: str) -> Permission:
    try:
        return check_sealed(groups_of(request), name)
    except SealedError:
        raise HTTPException(404) from None


async def give(request: Request) -> Response:
    """Give a sealed permission, for its holders; or ask a second person in charge to, while nobody holds it."""
    sealed = _find_permission(request, request.path_params["permission"])
    standing = request.state.standing
    if sealed.name not in standing.permissions and not standing.is_in_charge:
        raise HTTPException(403)
    form = await read_form(request, GiveSealedForm)
    form.member.choices = choices({row.public_id: row.contact.name for row in await members_by_name()})
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _give(request, sealed, form.member.data)))
        except (OnlyHoldersError, NotYoursToGiveError):
            form.form_error = _("Somebody holds it already, so it is theirs to give.")
    context = {
        "form": form, "permission": sealed, "is_held": await is_held(sealed.name),
        "holds": sealed.name in standing.permissions,
    }  # fmt: skip
    return await render_form(request, "core/membership/roles/sealed_give.html", context)


async def _give(request: Request, sealed: Permission, member: str) -> str:
    membership = await Membership.get(public_id=member, status=MembershipStatus.ACTIVE)
    await request_sealed(membership, sealed, request.state.standing, request.state.visitor)
    return url_for(request, "roles") if MANAGE_ROLES in request.state.permissions else url_for(request, "access")


async def _find_request(request: Request) -> SealedRequest:
    row = await SealedRequest.get_or_none(public_id=request.path_params["waiting"]).select_related(
        "membership__contact", "requested_by__contact"
    )
    if row is None or not request.state.standing.is_in_charge:
        raise HTTPException(404)
    return row


async def decide(request: Request) -> Response:
    """Confirm what another one in charge asked for, or withdraw it."""
    row = await _find_request(request)
    sealed = _find_permission(request, row.permission)
    withdraw = request.path_params["act"] == "withdraw"
    if not withdraw and request.path_params["act"] != "confirm":
        raise HTTPException(404)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _decide(request, row, sealed, withdraw=withdraw)))
        except SecondPersonError:
            form.form_error = _("You asked for it yourself. Another person in charge has to confirm it.")
        except OnlyHoldersError:
            form.form_error = _("Somebody holds it already, so it is theirs to give.")
        except SealedRequestGoneError:
            form.form_error = _("This does not wait any more. It was withdrawn, or too much time went by.")
    context = {
        "form": form, "row": row, "permission": sealed, "withdraw": withdraw,
        "may_confirm": may_confirm(row, request.state.standing, request.state.visitor),
    }  # fmt: skip
    return await render_form(request, "core/membership/roles/sealed_decide.html", context)


async def _decide(request: Request, row: SealedRequest, sealed: Permission, *, withdraw: bool) -> str:
    if withdraw:
        await withdraw_sealed(row.public_id)
    else:
        await confirm_sealed(row.public_id, sealed, request.state.standing, request.state.visitor)
    return url_for(request, "roles")


_BOTH = ("GET", "POST")
ROUTES = [
    # Who holds one may hold nothing else, so it is the view that asks who they are.
    Route("/roles/sealed/{permission}", give, name="roles:sealed", methods=_BOTH, audience=MEMBER, step_up=True),
    Route(
        "/roles/waiting/{waiting}/{act}", decide, name="roles:waiting", methods=_BOTH,
        audience=permission(MANAGE_ROLES),
    ),
]  # fmt: skip

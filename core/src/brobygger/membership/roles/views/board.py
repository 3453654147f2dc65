"""“New board”: after a general assembly one who is in charge says who goes on, who leaves and who is new.

Each step is kept as it is sent, so going back, or going to bed, loses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.errors import HandoverChangedError, LastAdministratorError
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles import MANAGE_ROLES
from brobygger.membership.roles.forms import BoardForm, OfficeForm
from brobygger.membership.roles.handover import (
    discard,
    find_handover,
    hand_over,
    offices,
    plan,
    prepare,
    read_seats,
    seat_name,
    set_office,
)
from brobygger.membership.roles.views.common import members_by_name
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.formats import today
from brobygger.web.forms import EditForm, WriteForm, choices, read_form
from brobygger.web.pages import render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.membership.roles import Role
    from brobygger.membership.roles.models import Handover


def _only_in_charge(request: Request) -> None:
    """Refuse those who manage roles but are not in charge: a new board is given everything."""
    if not request.state.standing.is_in_charge:
        raise HTTPException(403)


async def _find(request: Request) -> Handover:
    _only_in_charge(request)
    row = await find_handover()
    if row is None:
        raise HTTPException(404)
    return row


async def dates(request: Request) -> Response:
    """Ask when the assembly was, and when the new board begins."""
    _only_in_charge(request)
    row = await find_handover()
    day = today()
    start = {} if row else {"held_on": day, "starts_on": day + timedelta(days=1)}
    form = await read_form(request, BoardForm, obj=row, **start)
    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, lambda: _prepare(request, form)))
    return await render_form(request, "core/membership/roles/board_dates.html", {"form": form, "handover": row})


async def _prepare(request: Request, form: BoardForm) -> str:
    assert form.held_on.data
    assert form.starts_on.data
    await prepare(
        request.state.association, held_on=form.held_on.data, starts_on=form.starts_on.data,
        decided=form.decided.data or "",
    )  # fmt: skip
    return url_for(request, "board:plan")


async def show_plan(request: Request) -> Response:
    """Show the new board beside the old one, office by office; hand over on POST."""
    _only_in_charge(request)
    row = await find_handover()
    if row is None:  # done meanwhile, by another tab or another person
        return see_other(url_for(request, "board"))
    form = await read_form(request, EditForm, version=str(row.version))
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _hand_over(request, row, form.version_number)))
        except HandoverChangedError:
            form.form_error = _("Somebody changed the new board meanwhile. Look it through once more.")
            form.version.data = str(row.version)
        except LastAdministratorError:
            form.form_error = _("Somebody with an e-mail address has to be in charge from the new board's first day.")
    too_late = row.starts_on < today()
    context = {
        "form": form, "handover": row, "plans": await plan(row), "seat_name": seat_name, "too_late": too_late,
        "last_day": row.starts_on - timedelta(days=1),
    }  # fmt: skip
    return await render_form(request, "core/membership/roles/board_plan.html", context)


async def _hand_over(request: Request, row: Handover, version: int) -> str:
    await hand_over(row, request.state.association, version=version)
    # Who hands over today may not see the list of roles any more.
    return url_for(request, "access" if row.starts_on <= today() else "roles:history")


async def edit_office(request: Request) -> Response:
    """Say who holds one office on the new board."""
    row = await _find(request)
    role = (await offices()).get(request.path_params["role"])
    if role is None:
        raise HTTPException(404)
    seats = await read_seats(row)
    mine = {str(seat.id): seat_name(seat) for seat in seats if seat.role == role.key}
    form = await read_form(request, OfficeForm, keep=list(mine))
    form.keep.choices = choices(mine)
    new = {f"seat:{seat.id}": seat.name for seat in seats if seat.membership_id is None and seat.role != role.key}
    people = {member.public_id: member.contact.name for member in await members_by_name()}
    form.member.choices = choices({"": _("Nobody"), **new, **people})
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _set_office(request, row, role, form)))
        except HandoverChangedError:
            return see_other(url_for(request, "board"))
    context = {"form": form, "handover": row, "role": role, "seated": bool(mine)}
    return await render_form(request, "core/membership/roles/board_office.html", context)


async def _set_office(request: Request, row: Handover, role: Role, form: OfficeForm) -> str:
    chosen = form.member.data or ""
    name, email, member = form.name.data or "", form.email.data or "", None
    keep = [int(number) for number in form.keep.data or ()]
    if chosen.startswith("seat:"):
        seat = next(seat for seat in await read_seats(row) if f"seat:{seat.id}" == chosen)
        await set_office(row, role, keep=keep, name=seat.name, email=seat.email)
        keep = [seat.id for seat in await read_seats(row) if seat.role == role.key]
    elif chosen:
        member = await Membership.get(public_id=chosen, status=MembershipStatus.ACTIVE)
    await set_office(row, role, keep=keep, membership=member, name=name, email=email)
    return url_for(request, "board:plan")


async def throw_away(request: Request) -> Response:
    row = await _find(request)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():
        await discard(row)
        return see_other(url_for(request, "roles"))
    return await render_form(request, "core/membership/roles/board_discard.html", {"form": form, "handover": row})


_BOTH = ("GET", "POST")
_MANAGE = permission(MANAGE_ROLES)
ROUTES = [
    Route("/board", dates, name="board", methods=_BOTH, audience=_MANAGE),
    Route("/board/plan", show_plan, name="board:plan", methods=_BOTH, audience=_MANAGE, step_up=True),
    Route("/board/plan/{role}", edit_office, name="board:office", methods=_BOTH, audience=_MANAGE),
    Route("/board/discard", throw_away, name="board:discard", methods=_BOTH, audience=_MANAGE),
]

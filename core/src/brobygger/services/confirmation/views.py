"""The page a mail's link leads to, the page on which a contact manages what they joined, and the calls to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger import runtime
from brobygger.db import association_scope
from brobygger.plugins import PUBLIC, Route, permission
from brobygger.services.confirmation.errors import ExpiredTokenError, UnknownTokenError
from brobygger.services.confirmation.links import find_contact, manage_token
from brobygger.services.confirmation.services import (
    confirm,
    find_call,
    find_confirmation,
    finish_call,
    read_calls,
    record_no_answer,
    what_is_confirmed,
)
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MAKE_CALLS = "core.make_calls"
#: Pages whose address holds a secret tell it to nobody.
_SECRET = {"Referrer-Policy": "no-referrer"}


def _keep_secret(response: Response) -> Response:
    response.headers.update(_SECRET)
    return response


async def confirm_page(request: Request) -> Response:
    """Show a button on GET, so that a mail scanner that opens the link confirms nothing; confirm on POST."""
    token = request.path_params["token"]
    try:
        if request.method == "POST":
            confirmation = await confirm(token)
            return _keep_secret(see_other(url_for(request, "manage", token=manage_token(confirmation.contact))))
        confirmation = await find_confirmation(token)
    except UnknownTokenError:
        raise HTTPException(404) from None
    except ExpiredTokenError:
        return _keep_secret(await render(request, "core/confirmation/expired.html", status=410))
    if confirmation.confirmed_at is not None:
        return _keep_secret(see_other(url_for(request, "manage", token=manage_token(confirmation.contact))))
    context = {
        "form": WriteForm(), "confirmation": confirmation, "about": confirmation.contact.association,
        "statements": await what_is_confirmed(confirmation),
    }  # fmt: skip
    return _keep_secret(await render(request, "core/confirmation/confirm.html", context))


async def manage(request: Request) -> Response:
    """Show what a contact joined in one association."""
    contact = await find_contact(request.path_params["token"])
    if contact is None:
        raise HTTPException(404)
    with association_scope(contact.association_id):
        items = await runtime.current().plugins.my_items(subject=contact)
        items += await runtime.current().core.own_items(contact)
    context = {"contact": contact, "about": contact.association, "items": items}
    return _keep_secret(await render(request, "core/confirmation/manage.html", context))


async def list_calls(request: Request) -> Response:
    page = await read_calls(after=request.query_params.get("after", ""))
    context = {"page": page, "form": WriteForm()}
    return await render(request, "core/confirmation/calls.html", context, partial="results")


async def settle_call(request: Request) -> Response:
    """Take what came of a call: ``yes``, ``no`` or ``no-answer``."""
    call = await find_call(request.path_params["call"])
    if call is None:
        raise HTTPException(404)
    form = await read_form(request, WriteForm)
    outcome = request.path_params["outcome"]

    async def perform() -> str:
        if outcome == "no-answer":
            await record_no_answer(call)
        else:
            await finish_call(call, said_yes=outcome == "yes")
        return url_for(request, "calls")

    if outcome not in {"yes", "no", "no-answer"}:
        raise HTTPException(404)
    return see_other(await once(form.once_key, perform))


SITE_ROUTES = [
    Route("/confirm/{token}", confirm_page, name="confirm", methods=("GET", "POST"), audience=PUBLIC),
    Route("/manage/{token}", manage, name="manage", audience=PUBLIC),
]
ASSOCIATION_ROUTES = [
    Route("/calls", list_calls, name="calls", audience=permission(MAKE_CALLS)),
    Route(
        "/calls/{call}/{outcome}", settle_call, name="calls:settle", methods=("POST",), audience=permission(MAKE_CALLS)
    ),
]

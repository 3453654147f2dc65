"""The addresses of one's account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.identity.cookies import CLAIMING, delete_cookie, read_cookie, set_cookie
from brobygger.identity.errors import (
    AddressTakenError,
    LastAddressError,
    LinkGoneError,
    OwnAddressError,
    TooManyRequestsError,
)
from brobygger.identity.forms import AddressForm
from brobygger.identity.services import (
    claim_address,
    confirm_address,
    find_address,
    find_claim,
    list_addresses,
    make_first,
    remove_address,
)
from brobygger.identity.services.addresses import CLAIM_LIFETIME
from brobygger.identity.views.browser import asking
from brobygger.plugins import PUBLIC, SIGNED_IN, Route
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import redirect_to, render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.identity.models import EmailAddress

_TOKEN = re.compile(r"[\w-]{20,64}", re.ASCII)
_GONE, _CONFLICT, _UNUSABLE = 410, 409, 422


async def addresses(request: Request) -> Response:
    """Show the addresses, and ask for one more."""
    visitor = request.state.visitor
    form = await read_form(request, AddressForm)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await _claim(request, form))
        except OwnAddressError:
            form.add_error("email", _("You have that address here already"))
        except TooManyRequestsError:
            form.form_error = _("You have asked for many addresses today. Try again tomorrow.")
    context = {
        "form": form,
        "addresses": await list_addresses(visitor.account_id),
        "sent": "sent" in request.query_params,
        "changed": "changed" in request.query_params,
    }
    return await render_form(request, "core/identity/addresses.html", context)


async def _claim(request: Request, form: AddressForm) -> str:
    asker = await asking(request, "")

    async def claim() -> str:
        await claim_address(request.state.visitor.account_id, form.email.data or "", asker)
        return url_for(request, "account:addresses", sent=1)

    return await once(f"{form.once_key} {form.email.data}", claim)


async def arrive(request: Request) -> Response:
    """Take the token out of the address; whoever is not signed in can do so before they go on."""
    response = see_other(url_for(request, "account:confirm_address"))
    response.headers["Referrer-Policy"] = "no-referrer"
    token = request.path_params["token"]
    set_cookie(
        response, CLAIMING, token if _TOKEN.fullmatch(token) else "", seconds=int(CLAIM_LIFETIME.total_seconds())
    )
    return response


async def confirm(request: Request) -> Response:
    """Show the button that adds the address; add it when it is pressed."""
    visitor = request.state.visitor
    token = read_cookie(request, CLAIMING)
    try:
        if request.method == "POST":
            await confirm_address(visitor, token, await asking(request, ""))
            response = redirect_to(request, "account:addresses", changed=1)
            delete_cookie(response, CLAIMING)
            return response
        context = {"form": WriteForm(), "address": (await find_claim(visitor.account_id, token)).address}
    except LinkGoneError:
        return await render(request, "core/identity/address_gone.html", {"taken": False}, status=_GONE)
    except AddressTakenError:
        return await render(request, "core/identity/address_gone.html", {"taken": True}, status=_CONFLICT)
    return await render(request, "core/identity/address_confirm.html", context)


async def _chosen(request: Request) -> EmailAddress:
    chosen = await find_address(request.state.visitor.account_id, request.path_params["address"])
    if chosen is None:
        raise HTTPException(404)
    return chosen


async def first(request: Request) -> Response:
    """Write to this address from now on."""
    chosen = await _chosen(request)
    await make_first(request.state.visitor, chosen.public_id, await asking(request, ""))
    return redirect_to(request, "account:addresses", changed=1)


async def remove(request: Request) -> Response:
    """Say what removing an address does; do it when the button is pressed."""
    chosen = await _chosen(request)
    context = {"form": WriteForm(), "address": chosen, "is_last": False}
    if request.method == "POST":
        try:
            await remove_address(request.state.visitor, chosen.public_id, await asking(request, ""))
        except LastAddressError:
            context["is_last"] = True
            return await render(request, "core/identity/address_remove.html", context, status=_UNUSABLE)
        return redirect_to(request, "account:addresses", changed=1)
    return await render(request, "core/identity/address_remove.html", context)


ROUTES = [
    Route("/account/addresses", addresses, name="account:addresses", methods=("GET", "POST"), audience=SIGNED_IN,
          step_up=True),
    Route("/account/addresses/link/{token}", arrive, name="account:arrive_address", audience=PUBLIC),
    Route("/account/addresses/confirm", confirm, name="account:confirm_address", methods=("GET", "POST"),
          audience=SIGNED_IN),
    Route("/account/addresses/{address}/first", first, name="account:first_address", methods=("POST",),
          audience=SIGNED_IN, step_up=True),
    Route("/account/addresses/{address}/remove", remove, name="account:remove_address", methods=("GET", "POST"),
          audience=SIGNED_IN, step_up=True),
]  # fmt: skip

"""A sign-up as its own person sees it: signed in, or by the link in a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import PUBLIC, SIGNED_IN, Route
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.services import find_contact, once, today
from brobygger.plugin_api.web import render, render_form, see_other, url_for
from brobygger_volunteering.errors import NotPossibleError
from brobygger_volunteering.signups.describe import TO_THE_PERSON, standing_of
from brobygger_volunteering.signups.models import ACTIVE
from brobygger_volunteering.signups.reading import find_signup, position
from brobygger_volunteering.signups.services import leave, take_offer
from brobygger_volunteering.tasks.describe import when, where

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_volunteering.signups.models import Signup

#: Routes for somebody who is signed in; those for a link have the same names with this at their end.
_BY_LINK = "_by_link"


async def _find(request: Request) -> Signup:
    """Return the sign-up when it is the visitor's own; another's is absent, like one that never was."""
    signup = await find_signup(request.path_params["signup"])
    if signup is None or not await _is_own(request, signup):
        raise HTTPException(404)
    return signup


async def _is_own(request: Request, signup: Signup) -> bool:
    if "key" in request.path_params:
        contact = await find_contact(request.path_params["key"])
        return contact is not None and contact.id == signup.contact_id
    return signup.contact.person_id in request.state.visitor.person_ids


def _url(request: Request, name: str, signup: Signup, **query: str) -> str:
    """Return the address of one of these pages, by the same way in as the one the visitor came by."""
    if "key" in request.path_params:
        return url_for(
            request, f"volunteering:{name}{_BY_LINK}",
            key=request.path_params["key"], signup=signup.public_id, **query,
        )  # fmt: skip
    return url_for(request, f"volunteering:{name}", signup=signup.public_id, **query)


async def show(request: Request) -> Response:
    signup = await _find(request)
    task = signup.task
    status, kind = TO_THE_PERSON[standing_of(signup)]
    context = {
        "signup": signup, "task": task, "standing": standing_of(signup), "status": status, "kind": kind,
        "position": await position(signup), "when": when(task), "where": where(task), "form": WriteForm(),
        "is_active": signup.state in ACTIVE, "leave_url": _url(request, "leave", signup),
        "take_url": _url(request, "take_offer", signup), "missed": "missed" in request.query_params,
        "can_return": task.is_open(today()),
    }  # fmt: skip
    return await render(request, "volunteering/signups/own.html", context)


async def take(request: Request) -> Response:
    signup = await _find(request)
    form = await read_form(request, WriteForm)
    if not form.validate():
        return see_other(_url(request, "signup", signup))
    try:
        return see_other(await once(form.once_key, _then_show(request, signup, take_offer)))
    except NotPossibleError:
        return see_other(_url(request, "signup", signup, missed="1"))


async def leave_page(request: Request) -> Response:
    """Say what giving up means, and do it on the second press."""
    signup = await _find(request)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, _then_show(request, signup, leave)))
    context = {
        "form": form, "signup": signup, "task": signup.task, "standing": standing_of(signup),
        "here": _url(request, "leave", signup), "back": _url(request, "signup", signup),
    }  # fmt: skip
    return await render_form(request, "volunteering/signups/leave.html", context)


def _then_show(
    request: Request, signup: Signup, act: Callable[[Signup], Awaitable[object]]
) -> Callable[[], Awaitable[str]]:
    async def perform() -> str:
        await act(signup)
        return _url(request, "signup", signup)

    return perform


_PAGES = (
    ("", show, "signup", ("GET",)),
    ("/take", take, "take_offer", ("POST",)),
    ("/leave", leave_page, "leave", ("GET", "POST")),
)
ASSOCIATION_ROUTES = [
    *(Route(f"/mine/{{signup}}{path}", view, name=name, methods=methods, audience=SIGNED_IN)
      for path, view, name, methods in _PAGES),
    *(Route(f"/by-link/{{key}}/{{signup}}{path}", view, name=f"{name}{_BY_LINK}", methods=methods, audience=PUBLIC)
      for path, view, name, methods in _PAGES),
]  # fmt: skip

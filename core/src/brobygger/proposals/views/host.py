"""The host's side: what waits, and the answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger import clock
from brobygger.associations.cvr import looks_right
from brobygger.associations.services import get_host
from brobygger.associations.texts import KINDS, THEMES
from brobygger.i18n import gettext as _
from brobygger.membership.roles import LOOK_AFTER_ASSOCIATIONS
from brobygger.plugins import Route, permission
from brobygger.proposals.errors import AnsweredMeanwhileError
from brobygger.proposals.forms import AskForm, DecideForm, DeclineForm
from brobygger.proposals.models import OPEN, Proposal
from brobygger.proposals.services import approve, ask, decline, find_proposal, read_waiting
from brobygger.proposals.texts import HOST_STATES
from brobygger.services.once import once
from brobygger.web.forms import read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

_TEXTS = {"kinds": KINDS, "theme_texts": THEMES, "states": HOST_STATES}


async def list_waiting(request: Request) -> Response:
    page = await read_waiting(after=request.query_params.get("after", ""))
    moment = clock.now()
    context = {
        "page": page,
        "days": {proposal.id: (moment - proposal.changed_at).days for proposal in page.items},
        "home": await get_host(),
        **_TEXTS,
    }
    return await render(request, "core/proposals/list.html", context, partial="results")


async def _find(request: Request) -> Proposal:
    proposal = await find_proposal(request.path_params["proposal"])
    if proposal is None:
        raise HTTPException(404)
    return proposal


def _context(proposal: Proposal, form: DecideForm | AskForm | DeclineForm) -> dict[str, object]:
    doubtful = bool(proposal.cvr) and not looks_right(proposal.cvr)
    return {"proposal": proposal, "form": form, "open": OPEN, "doubtful_cvr": doubtful, **_TEXTS}


async def show(request: Request) -> Response:
    """Show one proposal, with the button that approves it and the ways to ask and to decline."""
    proposal = await _find(request)
    form = DecideForm(obj=proposal)
    return await render(request, "core/proposals/answer.html", _context(proposal, form))


async def _answer(
    request: Request,
    form_class: type[DecideForm | AskForm | DeclineForm],
    template: str,
    perform: Callable[[Proposal, DecideForm | AskForm | DeclineForm], Awaitable[object]],
) -> Response:
    """Read an answer and act on it; who was too late is shown the proposal as it is now, with what they typed."""
    proposal = await _find(request)
    form = await read_form(request, form_class, obj=proposal)
    if request.method == "POST" and form.validate():

        async def act() -> str:
            await perform(proposal, form)
            return url_for(request, "proposals")

        try:
            return see_other(await once(form.once_key, act))
        except AnsweredMeanwhileError:
            proposal = await _find(request)
            form.form_error = _("Somebody else was quicker: the proposal has changed. Look how it stands now.")
            form.version.data = str(proposal.version)
    return await render_form(request, template, _context(proposal, form))


async def approve_one(request: Request) -> Response:
    return await _answer(
        request, DecideForm, "core/proposals/answer.html",
        lambda proposal, form: approve(proposal, version=form.version_number),
    )  # fmt: skip


async def ask_one(request: Request) -> Response:
    return await _answer(
        request, AskForm, "core/proposals/ask.html",
        lambda proposal, form: ask(proposal, form.data["text"], version=form.version_number),
    )  # fmt: skip


async def decline_one(request: Request) -> Response:
    return await _answer(
        request, DeclineForm, "core/proposals/decline.html",
        lambda proposal, form: decline(proposal, form.data["text"], version=form.version_number),
    )  # fmt: skip


_BOTH = ("GET", "POST")
_OURS = permission(LOOK_AFTER_ASSOCIATIONS)
ROUTES = [
    Route("/proposals", list_waiting, name="proposals", audience=_OURS),
    Route("/proposals/{proposal}", show, name="proposals:one", audience=_OURS),
    Route("/proposals/{proposal}/approve", approve_one, name="proposals:approve", methods=("POST",), audience=_OURS),
    Route("/proposals/{proposal}/ask", ask_one, name="proposals:ask", methods=_BOTH, audience=_OURS),
    Route("/proposals/{proposal}/decline", decline_one, name="proposals:decline", methods=_BOTH, audience=_OURS),
]

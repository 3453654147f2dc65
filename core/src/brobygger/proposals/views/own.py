"""Proposing an association, and looking after one's proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from brobygger.associations.texts import KINDS, THEMES
from brobygger.i18n import gettext as _
from brobygger.identity.services import get_own_person
from brobygger.plugins import SIGNED_IN, Route
from brobygger.proposals.errors import AnsweredMeanwhileError, TooManyProposalsError
from brobygger.proposals.forms import AnswerForm, ProposalForm
from brobygger.proposals.models import OPEN, Proposal, ProposalState
from brobygger.proposals.services import MOST_OPEN, correct, find_proposal, propose, withdraw
from brobygger.proposals.texts import STATES
from brobygger.services.once import once
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_ASKED_FOR = ("kind", "name", "summary", "themes", "applicant_name", "phone", "cvr")
_TEXTS = {"kinds": KINDS, "theme_texts": THEMES, "states": STATES}


def _values(form: ProposalForm) -> dict[str, Any]:
    return {name: form.data[name] or ([] if name == "themes" else "") for name in _ASKED_FOR}


async def new(request: Request) -> Response:
    """Ask what a proposal needs; who is not signed in yet was led through that by the gate."""
    account_id = request.state.visitor.account_id
    person = await get_own_person(account_id)
    form = await read_form(request, ProposalForm, applicant_name=person.name, phone=person.phone)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            proposal = await propose(account_id, **_values(form))
            return url_for(request, "proposal", proposal=proposal.public_id)

        try:
            return see_other(await once(form.once_key, perform))
        except TooManyProposalsError:
            form.form_error = _(
                "You have %(num)s proposals that wait, or have sent many today. Wait for an answer, or call us."
            ) % {"num": MOST_OPEN}
    return await render_form(request, "core/proposals/new.html", {"form": form})


async def _find(request: Request, *, is_open: bool = False) -> Proposal:
    account_id = request.state.visitor.account_id
    proposal = await find_proposal(request.path_params["proposal"], account_id=account_id)
    if proposal is None or (is_open and request.method == "GET" and proposal.state not in OPEN):
        raise HTTPException(404)
    return proposal


def _page(request: Request, proposal: Proposal) -> str:
    return url_for(request, "proposal", proposal=proposal.public_id)


async def show(request: Request) -> Response:
    """Show how a proposal stands."""
    context = {"proposal": await _find(request), "open": OPEN, **_TEXTS}
    return await render(request, "core/proposals/show.html", context)


async def edit(request: Request) -> Response:
    """Answer the question, and correct what was written."""
    proposal = await _find(request, is_open=True)
    form_class = AnswerForm if proposal.state == ProposalState.ASKED else ProposalForm
    form = await read_form(request, form_class, obj=proposal)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            answer = form.answer.data or "" if isinstance(form, AnswerForm) else ""
            await correct(proposal, version=form.version_number, answer=answer, **_values(form))
            return _page(request, proposal)

        try:
            return see_other(await once(form.once_key, perform))
        except AnsweredMeanwhileError:
            form.form_error = _("The proposal was changed while you wrote. Open it again and look how it stands.")
    context = {"form": form, "proposal": proposal, "back": _page(request, proposal)}
    return await render_form(request, "core/proposals/edit.html", context)


async def take_back(request: Request) -> Response:
    """Ask once, then withdraw."""
    proposal = await _find(request, is_open=True)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            await withdraw(proposal)
            return _page(request, proposal)

        try:
            return see_other(await once(form.once_key, perform))
        except AnsweredMeanwhileError:
            return see_other(_page(request, proposal))  # decided meanwhile: the page says how
    context = {"form": form, "proposal": proposal, "back": _page(request, proposal)}
    return await render_form(request, "core/proposals/withdraw.html", context)


_BOTH = ("GET", "POST")
ROUTES = [
    Route("/associations/new", new, name="proposals:new", methods=_BOTH, audience=SIGNED_IN),
    Route("/associations/proposals/{proposal}", show, name="proposal", audience=SIGNED_IN),
    Route("/associations/proposals/{proposal}/edit", edit, name="proposal:edit", methods=_BOTH, audience=SIGNED_IN),
    Route(
        "/associations/proposals/{proposal}/withdraw", take_back, name="proposal:withdraw", methods=_BOTH,
        audience=SIGNED_IN,
    ),
]  # fmt: skip

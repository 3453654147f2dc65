"""What can be done with proposals. Each step is a conditional update, so that of two at one moment only one counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.expressions import F

from brobygger import clock
from brobygger.associations.models import Theme
from brobygger.associations.services import create_association, get_host
from brobygger.db import association_scope, transaction
from brobygger.i18n import gettext as _
from brobygger.identity.services import get_own_person, list_addresses
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.membership.services import add_contact, add_member
from brobygger.plugins import MyItem
from brobygger.proposals.errors import AnsweredMeanwhileError, TooManyProposalsError
from brobygger.proposals.mails import tell_applicant, tell_host
from brobygger.proposals.models import OPEN, Proposal, ProposalState
from brobygger.proposals.texts import STATES
from brobygger.services import audit
from brobygger.services.limits import DAY, Limit, allow
from brobygger.web.paging import Page, read_page
from brobygger.web.urls import site_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.associations.models import Association

#: One account proposes no more than so many in a day, and has no more than so many open at a time.
PER_ACCOUNT: Final = Limit(5, DAY)
MOST_OPEN: Final = 3
KEPT: Final = timedelta(days=183)
KEPT_UNANSWERED: Final = timedelta(days=365)


async def propose(account_id: int, **values: Any) -> Proposal:
    """Ask the host to put an association on the site; its people hear of it. Raises TooManyProposalsError."""
    async with transaction():
        allowed = await allow(("proposal", account_id), PER_ACCOUNT)
        if not allowed or await Proposal.filter(account_id=account_id, state__in=OPEN).count() >= MOST_OPEN:
            raise TooManyProposalsError
        proposal = await Proposal.create(account_id=account_id, **values)
        await _record(proposal, "made")
        await tell_applicant(proposal, "received")
        await tell_host(proposal, "new")
    return proposal


async def correct(proposal: Proposal, *, version: int, answer: str = "", **values: Any) -> None:
    """Save what the one who proposed corrected, and their *answer* to a question: it waits for the host again.

    Raises AnsweredMeanwhileError.
    """
    asked = proposal.state == ProposalState.ASKED
    async with transaction():
        if asked:
            values |= {"answer": answer, "changed_at": clock.now()}
        await _step(proposal, version, ProposalState.WAITING, "corrected", **values)
        if asked:
            await tell_host(proposal, "answered")


async def withdraw(proposal: Proposal) -> None:
    """Take a proposal back; twice is the same as once. Raises AnsweredMeanwhileError when it was decided."""
    if proposal.state == ProposalState.WITHDRAWN:
        return
    async with transaction():
        await _step(proposal, None, ProposalState.WITHDRAWN, "withdrawn", changed_at=clock.now())
        await tell_host(proposal, "withdrawn")


async def ask(proposal: Proposal, question: str, *, version: int) -> None:
    """Ask back; it waits for the one who proposed. Raises AnsweredMeanwhileError."""
    async with transaction():
        await _step(
            proposal, version, ProposalState.ASKED, "asked", question=question, answer="", changed_at=clock.now()
        )
        await tell_applicant(proposal, "asked")


async def decline(proposal: Proposal, reason: str, *, version: int) -> None:
    """Say no, and why. Raises AnsweredMeanwhileError."""
    async with transaction():
        await _step(proposal, version, ProposalState.DECLINED, "declined", reason=reason, changed_at=clock.now())
        await tell_applicant(proposal, "declined")


async def approve(proposal: Proposal, *, version: int) -> Association:
    """Make the association, with the one who proposed it in charge, and tell them. All of it or nothing, and once.

    Raises AnsweredMeanwhileError.
    """
    async with transaction():
        await _step(proposal, version, ProposalState.APPROVED, "approved", changed_at=clock.now())
        association = await create_association(
            proposal.name, kind=proposal.kind, themes=[Theme(theme) for theme in proposal.themes],
            summary=proposal.summary, cvr=proposal.cvr,
        )  # fmt: skip
        await _put_in_charge(association, proposal)
        proposal.made = association
        await proposal.save(update_fields=["made_id"])
        await tell_applicant(proposal, "approved")
    return association


async def _put_in_charge(association: Association, proposal: Proposal) -> None:
    account = await proposal.account
    person = await get_own_person(account.id)
    addresses = await list_addresses(account.id)
    with association_scope(association.id):
        contact = await add_contact(
            association, proposal.applicant_name, language=account.language, email=addresses[0].address,
            phone=proposal.phone, person=person,
        )  # fmt: skip
        contact.confirmed_at = clock.now()
        await contact.save(update_fields=["confirmed_at"])
        await add_member(contact, roles=[ADMINISTRATOR])


async def _step(proposal: Proposal, version: int | None, state: ProposalState, action: str, **values: Any) -> None:
    """Bring an open proposal to *state* when it still is as it was read; *version* None takes any."""
    query = Proposal.filter(id=proposal.id, state__in=OPEN)
    if version is not None:
        query = query.filter(version=version)
    if not await query.update(state=state, version=F("version") + 1, **values):
        raise AnsweredMeanwhileError
    await proposal.refresh_from_db()
    await _record(proposal, action)


async def _record(proposal: Proposal, action: str) -> None:
    """Write it into the host's log, where those who answer read it."""
    host = await get_host()
    await audit.record(f"proposal.{action}", association_id=host.id if host else None, object=f"proposal:{proposal.id}")


async def read_waiting(*, after: str = "") -> Page[Proposal]:
    """Return a page of the open proposals: those that wait for the host first, each kind the oldest first."""
    return await read_page(Proposal.filter(state__in=OPEN), order=("-state", "changed_at", "id"), after=after)


async def find_proposal(public_id: str, *, account_id: int | None = None) -> Proposal | None:
    """Return a proposal, or only one of the account's own; with what became of it."""
    query = Proposal.filter(public_id=public_id).select_related("made")
    return await (query.filter(account_id=account_id) if account_id else query).first()


async def own_proposals(account_id: int) -> Sequence[Proposal]:
    """Return what an account proposed, the latest first."""
    return await Proposal.filter(account_id=account_id).order_by("-id")


async def proposal_items(account_id: int) -> list[MyItem]:
    """Return an account's proposals as “My things” shows them; what became a page is shown there as a membership."""
    host = await get_host()
    return [
        MyItem(
            title=proposal.name, url=site_path("proposal", proposal=proposal.public_id),
            association=host.name if host else "", status=str(STATES[proposal.state][0]),
            status_kind=STATES[proposal.state][1], awaits=proposal.state == ProposalState.ASKED,
            text=_("Your proposal"),
        )
        for proposal in await own_proposals(account_id) if proposal.state != ProposalState.APPROVED
    ]  # fmt: skip


async def delete_old_proposals() -> None:
    """Delete proposals half a year after they were decided, and those whose question nobody answered for a year."""
    moment = clock.now()
    closed = (ProposalState.APPROVED, ProposalState.DECLINED, ProposalState.WITHDRAWN)
    await Proposal.filter(state__in=closed, changed_at__lt=moment - KEPT).delete()
    await Proposal.filter(state=ProposalState.ASKED, changed_at__lt=moment - KEPT_UNANSWERED).delete()

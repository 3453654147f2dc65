"""Answering proposals: the host's people approve, ask back or decline, once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest_asyncio

from brobygger.associations.directory.models import AssociationTag, Facet
from brobygger.associations.models import Association, Kind
from brobygger.associations.services import create_association
from brobygger.db import association_scope
from brobygger.membership.models import Membership, RoleAssignment
from brobygger.proposals.models import Proposal, ProposalState
from brobygger.proposals.services import find_proposal
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.queries import recorded_queries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox

    SignInAs = Callable[..., Awaitable[Client]]

KNITTERS: dict[str, Any] = {
    "kind": "informal_group", "name": "Strikkecirklen", "summary": "We knit together on Tuesdays",
    "themes": ["hobby", "social"], "applicant_name": "Kirsten Garn", "phone": "20 30 40 50", "cvr": "",
}  # fmt: skip


@pytest_asyncio.fixture
async def proposal(applicant: Client) -> Proposal:
    """What an applicant proposed."""
    await applicant.submit("/associations/new", **KNITTERS)
    return await Proposal.get()


def _page(proposal: Proposal, rest: str = "") -> str:
    return f"/proposals/{proposal.public_id}{rest}"


def _own(proposal: Proposal, rest: str = "") -> str:
    return f"/associations/proposals/{proposal.public_id}{rest}"


async def test_list_shows_what_waits_and_for_how_long(
    proposal: Proposal, staff: Client, host: Association, clock: MovableClock, sign_in_as: SignInAs
) -> None:
    assert proposal
    assert "/proposals" in (await staff.get(f"/a/{host.slug}/inside")).links().values()
    clock.advance(days=4)
    another = await sign_in_as(host, "administrator")

    page = await another.get("/proposals")

    assert "Strikkecirklen" in page.links()
    assert "4 days" in page.main


async def test_number_of_queries_does_not_grow_with_the_list(proposal: Proposal, staff: Client) -> None:
    with recorded_queries() as few:
        await staff.get("/proposals")
    for number in range(15):
        await Proposal.create(
            account_id=proposal.account_id, kind=Kind.ASSOCIATION, name=f"Club {number}", summary="-",
            applicant_name="-", phone="-",
        )  # fmt: skip

    with recorded_queries() as many:
        await staff.get("/proposals")

    assert len(many) == len(few)


async def test_approval_makes_the_page_with_the_applicant_in_charge(
    proposal: Proposal, staff: Client, applicant: Client, outbox: Outbox
) -> None:
    await staff.submit(_page(proposal), action="/approve")

    association = await Association.get(slug="strikkecirklen")
    assert (association.kind, association.summary) == (Kind.INFORMAL_GROUP, "We knit together on Tuesdays")
    with association_scope(association.id):
        membership = await Membership.get().prefetch_related("contact")
        assert (membership.contact.name, membership.contact.email) == ("Kirsten Garn", "kirsten@example.org")
        assert [row.role for row in await RoleAssignment.all()] == ["administrator"]
        assert {row.value for row in await AssociationTag.filter(facet=Facet.THEME)} == {"hobby", "social"}
    link = await outbox.link("kirsten@example.org")
    assert link == "/a/strikkecirklen/profile"
    assert (await applicant.get(link)).heading == "Edit profile"
    assert "Strikkecirklen" not in (await staff.get("/proposals")).main
    assert await AuditEntry.filter(action="proposal.approved").count() == 1


async def test_two_who_approve_at_once_make_one_page(
    proposal: Proposal, staff: Client, host: Association, sign_in_as: SignInAs
) -> None:
    colleague = await sign_in_as(host, "coordinator")
    forms = [(await browser.get(_page(proposal))).form("/approve").values() for browser in (staff, colleague)]

    first, second = (
        browser.post(_page(proposal, "/approve"), form) for browser, form in zip((staff, colleague), forms, strict=True)
    )
    pages = await asyncio.gather(first, second)

    assert sorted(page.status for page in pages) == [200, 422]
    assert await Association.filter(name="Strikkecirklen").count() == 1
    [late] = [page for page in pages if page.status == 422]
    assert "Somebody else was quicker" in late.errors[0]
    assert "Approved" in late.main


async def test_name_that_is_taken_gets_an_address_of_its_own(proposal: Proposal, staff: Client) -> None:
    await create_association("Strikkecirklen")

    await staff.submit(_page(proposal), action="/approve")

    assert await Association.filter(slug="strikkecirklen-2").count() == 1


async def test_question_is_asked_answered_and_waits_again(
    proposal: Proposal, staff: Client, applicant: Client, outbox: Outbox
) -> None:
    await staff.submit(_page(proposal, "/ask"), text="Where do you meet?\nAnd may men come?")

    assert (await outbox.last("kirsten@example.org")).subject == "We have a question about your proposal"
    assert "Where do you meet?" not in (await outbox.last("kirsten@example.org")).text
    assert "This awaits you" in (await applicant.get("/mine")).main
    assert "And may men come?" in (await applicant.get(_own(proposal))).main
    page = await applicant.submit(_own(proposal, "/edit"), answer="At the library, and yes.", name="Garnbanden")
    assert "Waits for an answer from us" in page.main
    assert "At the library, and yes." in (await staff.get(_page(proposal))).main
    assert (await outbox.last("stine@example.org")).subject == "A question about a proposal was answered"
    assert (await Proposal.get()).name == "Garnbanden"


async def test_question_without_an_answer_stays_open(proposal: Proposal, staff: Client, applicant: Client) -> None:
    await staff.submit(_page(proposal, "/ask"), text="Where do you meet?")

    page = await applicant.submit(_own(proposal, "/edit"), answer=" ")

    assert page.status == 422
    assert (await Proposal.get()).state == ProposalState.ASKED


async def test_applicant_reads_why_it_was_declined(
    proposal: Proposal, staff: Client, applicant: Client, outbox: Outbox
) -> None:
    assert (await staff.submit(_page(proposal, "/decline"), text="")).errors == ["Write the reason"]

    await staff.submit(_page(proposal, "/decline"), text="There is one already: join them.")

    assert "There is one already: join them." in (await applicant.get(_own(proposal))).main
    assert (await outbox.last("kirsten@example.org")).subject == "The answer to your proposal"
    assert "Declined" in (await applicant.get("/mine")).main
    assert not await Association.filter(name="Strikkecirklen").exists()


async def test_what_was_corrected_meanwhile_is_read_before_it_is_approved(
    proposal: Proposal, staff: Client, applicant: Client
) -> None:
    old = await staff.get(_page(proposal))
    await applicant.submit(_own(proposal, "/edit"), summary="We sell timeshares")

    page = await staff.submit(old, action="/approve")

    assert page.status == 422
    assert "We sell timeshares" in page.main
    assert not await Association.filter(name="Strikkecirklen").exists()


async def test_decided_proposal_is_not_decided_again(proposal: Proposal, staff: Client, applicant: Client) -> None:
    form = (await staff.get(_page(proposal, "/decline"))).form().values()
    await applicant.submit(_own(proposal, "/withdraw"))

    page = await staff.post(_page(proposal, "/decline"), {**form, "text": "No"})

    assert page.status == 422
    found = await find_proposal(proposal.public_id)
    assert found
    assert (found.state, found.reason) == (ProposalState.WITHDRAWN, "")

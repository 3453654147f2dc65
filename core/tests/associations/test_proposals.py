"""Proposing an association: what is asked, how it stands, and what one can still do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.associations.cvr import looks_right
from brobygger.associations.models import Association
from brobygger.proposals.models import Proposal, ProposalState
from brobygger.services.audit.models import AuditEntry

if TYPE_CHECKING:
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

NEW = "/associations/new"
KNITTERS: dict[str, Any] = {
    "kind": "informal_group", "name": "Strikkecirklen", "summary": "We knit together on Tuesdays",
    "themes": ["hobby", "social"], "applicant_name": "Kirsten Garn", "phone": "20 30 40 50", "cvr": "",
}  # fmt: skip


async def _propose(browser: Client, **values: Any) -> Page:
    return await browser.submit(NEW, **{**KNITTERS, **values})


async def test_group_without_cvr_is_proposed_and_both_sides_hear_of_it(applicant: Client, outbox: Outbox) -> None:
    page = await _propose(applicant)

    assert page.heading == "Strikkecirklen"
    assert "Waits for an answer from us" in page.main
    proposal = await Proposal.get()
    assert (proposal.state, proposal.phone, proposal.cvr) == (ProposalState.WAITING, "+4520304050", "")
    for address in ("kirsten@example.org", "stine@example.org"):
        mail = await outbox.last(address)
        assert proposal.public_id in mail.text
        assert "Kirsten" not in mail.subject
        assert "Strikkecirklen" not in mail.subject


async def test_form_is_found_from_the_home_page_and_the_directory(client: Client) -> None:
    for path in ("/", "/associations"):
        assert (await client.get(path)).links().get("Create your association or group") == NEW, path


async def test_visitor_signs_in_by_mail_first_and_comes_back_to_the_form(
    client: Client, applicant: Client, outbox: Outbox
) -> None:
    assert applicant
    asked = await client.get(NEW)
    assert asked.path == "/sign-in"
    await client.submit(asked, email="kirsten@example.org")
    page = await client.submit(await outbox.link("kirsten@example.org", "/sign-in/link/"), action="/sign-in/link")

    assert page.path == NEW
    assert page.form().values()["applicant_name"] == "Kirsten Garn"


async def test_what_was_typed_survives_a_sign_in_that_ended(client: Client) -> None:
    page = await client.post(NEW, KNITTERS)

    assert page.status == 401
    assert page.form("/associations/new").values()["summary"] == KNITTERS["summary"]


async def test_missing_answers_are_named_and_what_was_typed_is_kept(applicant: Client) -> None:
    page = await _propose(applicant, name="", phone="12")

    assert page.status == 422
    assert len(page.errors) == 2
    assert page.form().values()["summary"] == KNITTERS["summary"]
    assert not await Proposal.exists()


@pytest.mark.parametrize("cvr", ["29189641", "29081948", "16020648"])
def test_cvr_number_whose_weighted_sum_fits_looks_right(cvr: str) -> None:
    assert looks_right(cvr)


@pytest.mark.parametrize("cvr", ["29189642", "1234", "", "\u0662\u0669\u0661\u0668\u0669\u0666\u0664\u0661"])
def test_mistyped_cvr_number_looks_wrong(cvr: str) -> None:
    assert not looks_right(cvr)


async def test_doubtful_cvr_number_warns_and_does_not_block(applicant: Client, staff: Client) -> None:
    page = await _propose(applicant, cvr="DK 29 18 96 42")

    proposal = await Proposal.get()
    assert proposal.cvr == "29189642"
    form = await applicant.get(f"{page.path}/edit")
    assert "does not look like a CVR number" in form.main
    assert "does not look like a CVR number" in (await staff.get(f"/proposals/{proposal.public_id}")).main


async def test_right_cvr_number_gets_no_warning(applicant: Client) -> None:
    page = await _propose(applicant, cvr="29189641")

    assert "does not look like" not in (await applicant.get(f"{page.path}/edit")).main


async def test_sent_twice_is_one_proposal(applicant: Client) -> None:
    form = (await applicant.get(NEW)).form()
    values = {**form.values(), **KNITTERS}

    pages = [await applicant.post(NEW, values) for _ in range(2)]

    assert pages[0].path == pages[1].path
    assert await Proposal.all().count() == 1


async def test_one_account_cannot_flood(applicant: Client) -> None:
    pages = [await _propose(applicant, name=f"Group {number}") for number in range(5)]

    assert [page.status for page in pages] == [200, 200, 200, 422, 422]
    assert "Wait for an answer" in pages[3].errors[0]
    assert await Proposal.all().count() == 3


async def test_taking_back_does_not_make_room_without_end(applicant: Client) -> None:
    for number in range(5):
        page = await _propose(applicant, name=f"Group {number}")
        await applicant.submit(f"{page.path}/withdraw")

    assert (await _propose(applicant)).status == 422


async def test_proposal_is_corrected_while_it_waits(applicant: Client) -> None:
    page = await _propose(applicant)

    page = await applicant.submit(f"{page.path}/edit", name="Garnbanden")

    assert page.heading == "Garnbanden"
    assert await AuditEntry.filter(action="proposal.corrected").count() == 1


async def test_two_windows_do_not_overwrite_each_other(applicant: Client) -> None:
    path = (await _propose(applicant)).path
    old = await applicant.get(f"{path}/edit")
    await applicant.submit(f"{path}/edit", name="Garnbanden")

    page = await applicant.submit(old, name="Something else")

    assert page.status == 422
    assert "was changed while you wrote" in page.errors[0]
    assert (await Proposal.get()).name == "Garnbanden"


async def test_proposal_stands_under_my_things_until_it_is_a_page(applicant: Client) -> None:
    await _propose(applicant)

    page = await applicant.get("/mine")

    assert "Strikkecirklen" in page.links()
    assert "Waits for an answer from us" in page.main


async def test_withdrawn_proposal_is_out_of_the_hosts_list_and_they_hear_of_it(
    applicant: Client, staff: Client, outbox: Outbox
) -> None:
    page = await _propose(applicant)

    page = await applicant.submit(f"{page.path}/withdraw")

    assert "Withdrawn" in page.main
    assert "Strikkecirklen" not in (await staff.get("/proposals")).main
    assert (await outbox.last("stine@example.org")).subject == "A proposal was taken back"
    assert (await applicant.get(f"{page.path}/edit")).status == 404


async def test_nobody_else_reads_or_changes_a_proposal(
    applicant: Client, outsider: Client, administrator: Client, client: Client
) -> None:
    path = (await _propose(applicant)).path
    proposal = await Proposal.get()

    for browser in (outsider, administrator):
        for page in ("", "/edit", "/withdraw"):
            assert (await browser.get(path + page)).status == 404
        assert (await browser.post(f"{path}/withdraw")).status == 404
        assert (await browser.post(f"{path}/edit", KNITTERS)).status == 404
        assert (await browser.get("/proposals")).status == 403
        assert (await browser.post(f"/proposals/{proposal.public_id}/approve")).status == 403
    assert (await client.get(path)).path == "/sign-in"
    assert (await Proposal.get()).state == ProposalState.WAITING


async def test_pending_proposal_shows_nowhere_in_public(applicant: Client, client: Client) -> None:
    await _propose(applicant)

    assert await Association.filter(name="Strikkecirklen").count() == 0
    assert not (await client.get("/associations", params={"q": "Strikkecirklen"})).soup.select("#results h2")
    assert (await client.get("/a/strikkecirklen/")).status == 404


async def test_decided_proposals_are_deleted_after_half_a_year_and_open_ones_are_kept(
    applicant: Client, site: Site, clock: MovableClock
) -> None:
    await applicant.submit(f"{(await _propose(applicant)).path}/withdraw")
    await _propose(applicant, name="Still waiting")

    clock.advance(days=182)
    await site.run_due_work()
    assert await Proposal.all().count() == 2

    clock.advance(days=3)
    await site.run_due_work()
    assert [proposal.name for proposal in await Proposal.all()] == ["Still waiting"]


async def test_copy_of_ones_data_holds_the_proposal_and_closing_the_account_deletes_it(applicant: Client) -> None:
    await _propose(applicant)

    assert "We knit together on Tuesdays" in (await applicant.get("/account/data")).main
    await applicant.submit("/account/close")
    assert not await Proposal.exists()

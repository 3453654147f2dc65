"""“Become a member”: from the form on the association's page to the membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.db import association_scope
from brobygger.membership.applications.deciding import decide
from brobygger.membership.applications.models import Answer, Application, ApplicationState
from brobygger.membership.kinds.models import Entry, KindQuestion, MembershipKind, Sort
from brobygger.membership.models import Contact, Membership
from brobygger.services.audit.models import AuditEntry
from brobygger.services.consent.models import ConsentRecord
from brobygger.testing.people import sign_in_again

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site


async def _join_path(association: Association, sort: Sort) -> str:
    with association_scope(association.id):
        return f"/a/{association.slug}/join/{(await MembershipKind.get(sort=sort)).public_id}"


def _typed(index: int = 0, **values: str) -> dict[str, Any]:
    """Return what is typed about one person on the form."""
    return {f"p{index}-{name}": value for name, value in values.items()}


async def _ask(browser: Client, association: Association, sort: Sort = Sort.ACTIVE, **values: Any) -> Page:
    """Fill in the form of a grown-up, look it through, and send it."""
    path = await _join_path(association, sort)
    given = {"p0-name": "Ali", "p0-is_15": "yes", "email": "ali@example.org", **values}
    return await browser.submit(await browser.submit(path, step="check", **given), step="send")


async def _press(browser: Client, outbox: Outbox, address: str) -> Page:
    return await browser.submit(await browser.get(await outbox.link(address, containing="/confirm/")))


async def _all(association: Association) -> list[Application]:
    with association_scope(association.id):
        return await Application.all().prefetch_related("contact").order_by("id")


async def _members(association: Association) -> set[str]:
    with association_scope(association.id):
        return {row.contact.name for row in await Membership.filter(status="active").prefetch_related("contact")}


async def test_who_asks_for_an_open_kind_is_a_member_at_the_press_of_the_link(
    client: Client, association: Association, outbox: Outbox
) -> None:
    profile = await client.get("/a/choir/")
    choose = await client.get(profile.links()["Become a member"])
    sent = await _ask(client, association, Sort.SUPPORTING)
    before = await _members(association)
    manage = await _press(client, outbox, "ali@example.org")

    assert "Supporting member" in choose.main
    assert sent.heading == "Find the mail we have sent you"
    assert before == set()
    assert await _members(association) == {"Ali"}
    assert "You are a member" in manage.main
    assert (await outbox.last("ali@example.org")).subject == "Welcome as a member of Bridge Choir"


async def test_those_in_charge_say_yes_and_the_applicant_is_told(
    client: Client, association: Association, administrator: Client, outbox: Outbox, clock: MovableClock
) -> None:
    await _ask(client, association)
    manage = await _press(client, outbox, "ali@example.org")
    clock.advance(days=3)
    await sign_in_again(administrator, "charles@example.org")
    waiting = await administrator.get("/a/choir/applications")
    told = await outbox.last("charles@example.org")

    done = await administrator.submit(waiting.links()["Ali"], message="See you on Monday", decision="approve")

    assert "Waits for the association's answer" in manage.main
    assert "Has waited 3 days" in waiting.main
    assert "Ali" not in told.text
    assert "Ali" not in done.main
    assert await _members(association) == {"Ali", "Chair Charles"}
    assert "See you on Monday" in (await outbox.last("ali@example.org")).text
    assert await AuditEntry.filter(action="application.approved").count() == 1


async def test_no_needs_a_reason_which_the_applicant_reads(
    client: Client, association: Association, administrator: Client, outbox: Outbox
) -> None:
    await _ask(client, association)
    manage = await _press(client, outbox, "ali@example.org")
    [application] = await _all(association)
    path = f"/a/choir/applications/{application.public_id}"

    refused = await administrator.submit(path, decision="decline")
    await administrator.submit(path, decision="decline", message="We have no room for more basses")
    own = await client.get(manage.links()["Membership: Ali"])

    assert refused.errors == ["Say why. They read it."]
    assert "The association said no" in own.main
    assert "no room for more basses" in own.main
    assert "no room for more basses" in (await outbox.last("ali@example.org")).text
    assert "Ali" not in await _members(association)


async def test_only_one_of_two_answers_counts(
    client: Client, association: Association, administrator: Client, outbox: Outbox
) -> None:
    await _ask(client, association)
    await _press(client, outbox, "ali@example.org")
    [application] = await _all(association)
    page = await administrator.get(f"/a/choir/applications/{application.public_id}")
    other_tab = await administrator.get(f"/a/choir/applications/{application.public_id}")
    await administrator.submit(page, decision="approve")

    late = await administrator.submit(other_tab, decision="decline", message="No")

    assert "Somebody else was quicker" in late.main
    assert (await _all(association))[0].state == ApplicationState.APPROVED


async def test_who_has_only_a_phone_is_called(
    client: Client, association: Association, coordinator: Client, outbox: Outbox
) -> None:
    sent = await _ask(client, association, Sort.SUPPORTING, email="", phone="27 78 97 93")
    await coordinator.submit("/a/choir/calls", action="/yes")

    assert sent.heading == "We will call you"
    assert "Ali" in await _members(association)
    assert await outbox.mails("ali@example.org") == []


async def test_who_is_signed_in_needs_no_link_and_can_withdraw(
    member: Client, outsider: Client, association: Association
) -> None:
    path = await _join_path(association, Sort.ACTIVE)
    form = await outsider.get(path)
    own = await outsider.submit(await outsider.submit(form, step="check", **_typed(is_15="yes")), step="send")
    mine = await outsider.get("/mine")
    [application] = await _all(association)
    stranger = await member.get(f"/a/choir/join/mine/{application.public_id}")

    await outsider.submit(own.links()["Withdraw"])

    assert form.form().values()["p0-name"] == "Outsider Olga"
    assert "Waits for the association's answer" in own.main
    assert "Membership: Outsider Olga" in mine.links()
    assert stranger.status == 404
    assert (await _all(association))[0].state == ApplicationState.WITHDRAWN


async def test_asking_again_is_one_application_and_one_mail_and_tells_nothing(
    client: Client, association: Association, outbox: Outbox
) -> None:
    first = await _ask(client, association)
    again = await _ask(client, association, email="Ali@Example.org")

    assert first.main == again.main
    assert len(await _all(association)) == 1
    assert len(await outbox.mails("ali@example.org")) == 1


async def test_mother_signs_up_herself_and_two_children_on_one_form(
    client: Client, association: Association, administrator: Client, outbox: Outbox
) -> None:
    page = await client.submit(await _join_path(association, Sort.ACTIVE), step="add", **_typed(name="Mona"))
    page = await client.submit(page, step="add", **_typed(1, name="Bob"))
    page = await client.submit(page, step="remove-1", **_typed(2, name="Ida"))
    page = await client.submit(page, step="add")
    answers: dict[str, Any] = {
        "p0-is_15": "yes",
        "p1-is_15": "no",
        "p2-name": "Eva",
        "p2-is_15": "no",
        "email": "mona@example.org",
    }
    asked = await client.submit(page, step="check", **answers)
    refused = await client.submit(asked, step="check")
    check = await client.submit(refused, step="check", custody="y")
    await client.submit(check, step="send")
    confirm = await client.get(await outbox.link("mona@example.org", containing="/confirm/"))
    manage = await client.submit(confirm)
    rows = await _all(association)
    await administrator.submit(f"/a/choir/applications/{rows[1].public_id}", decision="approve", together="y")

    assert "I have custody of the child" in asked.main
    assert refused.errors == ["Say that you have custody, or let a parent fill in the form"]
    assert "Mona, Ida and Eva" in confirm.main
    assert "I have custody of the child" in confirm.main
    assert [row.state for row in rows] == [ApplicationState.WAITING] * 3
    assert {"Membership: Mona", "Membership: Ida", "Membership: Eva"} <= set(manage.links())
    assert await _members(association) == {"Mona", "Ida", "Eva", "Chair Charles"}
    with association_scope(association.id):
        consents = await ConsentRecord.filter(purpose="membership.guardian").prefetch_related("contact")
    assert [(row.contact.name, row.text_version) for row in consents] == [("Mona", 1)] * 2


async def test_nothing_is_decided_about_a_child_before_the_parent_said_yes(
    client: Client, association: Association, administrator: Client, outbox: Outbox
) -> None:
    path = await _join_path(association, Sort.ACTIVE)
    page = await client.submit(path, step="check", email="kim@example.org", **_typed(name="Kim", is_15="no"))
    check = await client.submit(page, step="check", guardian_name="Dad", guardian_email="dad@example.org")
    await client.submit(check, step="send")
    unasked = await outbox.mails("dad@example.org")
    own = await _press(client, outbox, "kim@example.org")
    [application] = await _all(association)
    desk = f"/a/choir/applications/{application.public_id}"
    early = await administrator.post(desk, {"decision": "approve", "version": str(application.version)})

    statement = await client.get(await outbox.link("dad@example.org", containing="/confirm/"))
    await client.submit(statement)

    assert unasked == []
    assert "Waits for a parent" in own.main
    assert early.status == 422
    assert "Kim" in statement.main
    assert "I have custody of the child" in statement.main
    assert (await _all(association))[0].state == ApplicationState.WAITING
    assert "Dad has custody" in (await administrator.get(desk)).main


@pytest.fixture
async def asked(association: Association) -> list[KindQuestion]:
    """The questions of the choir: one plain, one private."""
    with association_scope(association.id):
        kind = await MembershipKind.get(sort=Sort.ACTIVE)
        voice = await KindQuestion.create(association=association, kind=kind, text="Your voice?", required=True)
        illness = await KindQuestion.create(
            association=association, kind=kind, text="Allergies?", sensitive=True, reason="We bake"
        )
    return [voice, illness]


async def _answered(client: Client, association: Association, asked: list[KindQuestion]) -> Page:
    voice, illness = asked
    return await _ask(
        client, association, **{**_typed(), f"p0-q_{voice.public_id}": "Alto", f"p0-q_{illness.public_id}": "Nuts <b>"}
    )


async def test_answers_are_read_by_those_who_decide_and_by_nobody_else(
    client: Client, association: Association, other_association: Association, administrator: Client,
    coordinator: Client, member: Client, outbox: Outbox, asked: list[KindQuestion],
) -> None:  # fmt: skip
    missing = await client.submit(
        await _join_path(association, Sort.ACTIVE), step="check",
        email="ali@example.org",
        **_typed(name="Ali", is_15="yes"),
    )  # fmt: skip
    await _answered(client, association, asked)
    await _press(client, outbox, "ali@example.org")
    [application] = await _all(association)

    desk = await administrator.get(f"/a/choir/applications/{application.public_id}")

    assert missing.errors == ["Answer this question"]
    assert "We bake" in missing.main
    assert "Alto" in desk.main
    assert "Nuts <b>" in desk.main
    for browser in (coordinator, member):
        assert (await browser.get(f"/a/choir/applications/{application.public_id}")).status == 403
    assert (await administrator.get(f"/a/chess/applications/{application.public_id}")).status == 403
    assert not any("Nuts" in mail.text for mail in await outbox.mails())


async def test_private_answers_are_deleted_after_the_decision_and_others_stay(
    client: Client, association: Association, administrator: Client, outbox: Outbox, asked: list[KindQuestion],
    clock: MovableClock, site: Site,
) -> None:  # fmt: skip
    await _answered(client, association, asked)
    await _press(client, outbox, "ali@example.org")
    clock.advance(days=40)
    await site.run_due_work()
    with association_scope(association.id):
        undecided = await Answer.all().count()
        application = await Application.get()
        kind = await MembershipKind.get(sort=Sort.ACTIVE)
        contact = await Contact.get(name="Ali")
    with association_scope(association.id):
        await decide(application, approve=True, message="", version=application.version)
    clock.advance(days=31)
    await site.run_due_work()

    with association_scope(association.id):
        assert undecided == 2
        assert [answer.text for answer in await Answer.all()] == ["Alto"]
        assert (await Membership.get(contact_id=contact.id)).kind_id == kind.id


async def test_unconfirmed_application_is_deleted_after_two_days(
    client: Client, association: Association, clock: MovableClock, site: Site
) -> None:
    await site.run_due_work()
    await _ask(client, association)
    clock.advance(days=2, hours=2)

    await site.run_due_work()

    assert await _all(association) == []


async def test_application_goes_when_no_membership_is_left(
    client: Client, association: Association, outbox: Outbox, clock: MovableClock, site: Site
) -> None:
    await _ask(client, association, Sort.SUPPORTING)
    await _press(client, outbox, "ali@example.org")
    await site.run_due_work()
    clock.advance(days=200)
    await site.run_due_work()
    while_a_member = len(await _all(association))
    with association_scope(association.id):
        await Membership.all().delete()

    clock.advance(days=1)
    await site.run_due_work()

    assert while_a_member == 1
    assert await _all(association) == []


async def test_applications_of_another_association_are_absent(
    client: Client, association: Association, other_association: Association, administrator: Client, outbox: Outbox
) -> None:
    await _ask(client, other_association, email="sune@example.org", **_typed(name="Secret Sune"))
    await _press(client, outbox, "sune@example.org")
    [foreign] = await _all(other_association)

    assert (await administrator.get(f"/a/choir/applications/{foreign.public_id}")).status == 404
    assert (
        await administrator.post(f"/a/choir/applications/{foreign.public_id}", {"decision": "approve"})
    ).status == 404
    assert (await administrator.get(f"/a/choir/join/mine/{foreign.public_id}")).status == 404
    assert "Secret Sune" not in (await administrator.get("/a/choir/applications")).main


async def test_kind_that_was_closed_meanwhile_lets_nobody_in_by_itself(
    client: Client, association: Association, outbox: Outbox
) -> None:
    await _ask(client, association, Sort.SUPPORTING)
    with association_scope(association.id):
        await MembershipKind.filter(sort=Sort.SUPPORTING).update(entry=Entry.APPROVAL)

    await _press(client, outbox, "ali@example.org")

    assert await _members(association) == set()
    assert [row.state for row in await _all(association)] == [ApplicationState.WAITING]

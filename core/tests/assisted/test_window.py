"""A visit is the only window on somebody: half an hour, for one helper, on what was written in it and nothing older."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.assisted.models import AssistedVisit
from brobygger.associations.models import Association
from brobygger.db import association_scope
from brobygger.membership.applications.models import Answer, Application
from brobygger.membership.kinds.services import first_kind
from brobygger.membership.models import Contact
from brobygger.membership.roles import COORDINATOR
from brobygger.membership.services import add_contact, add_member
from brobygger.services.confirmation import manage_token, notify

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.pages import Page

    Help = Callable[..., Awaitable[Page]]
    Hire = Callable[..., Awaitable[Client]]

DESK = "/a/choir/assisted"
#: What the contact had before; none of it may reach the helper.
PLANTED = ("planted", "Coordinator", "older@private.example", "Chess Karen", "99887766")


async def _plant(association: Association, other: Association) -> Contact:
    """Give somebody a past: an address, a role, an application, a message, and a namesake in another association."""
    with association_scope(association.id):
        contact = await add_contact(
            association, "Lone Holm", language="da", phone="+4522334455", email="older@private.example"
        )
        contact.association = association
        await add_member(contact, roles=[COORDINATOR])
        application = await Application.create(
            association=association, contact=contact, kind=await first_kind(), household="h", message="planted no"
        )
        await Answer.create(
            association=association, application=application, question_text="Health?", text="planted illness"
        )
        await notify(
            contact, owner="core", reference="r", template="core/assisted/mail/registered.txt",
            context={"helper": "planted helper"},
        )  # fmt: skip
    with association_scope(other.id):
        await add_contact(other, "Chess Karen", language="da", phone="+4522334455", email="planted@chess.example")
    return contact


def _pages(visit: str) -> list[str]:
    return [visit, f"{visit}/slip"]


async def test_no_byte_of_what_somebody_had_before_reaches_the_helper(
    samira: Client, association: Association, other_association: Association
) -> None:
    contact = await _plant(association, other_association)

    read = await samira.submit(DESK, step="read", name="Lone Holm", phone="22334455", language="en")
    visit = await samira.submit(read, step="save", said_yes="y", known=contact.public_id)
    slip = await samira.get(f"{visit.path}/slip")

    assert "We knew you already" in slip.main
    for page in (read, visit, slip):
        assert page.status == 200
        for secret in (*PLANTED, manage_token(contact)):
            assert secret not in page.response.text
    for path in ("/a/choir/members", "/a/choir/calls", "/a/choir/log", "/a/choir/applications"):
        assert (await samira.get(path)).status == 403


async def test_helper_sees_nothing_of_what_comes_after_the_visit(samira: Client, help_somebody: Help) -> None:
    visit = await help_somebody(language="en")

    done = await samira.submit(visit, action="/done")
    again = await samira.submit(visit, action="/done")

    assert "You cannot see it any more" in done.main
    assert again.path == done.path
    for path in _pages(visit.path):
        assert (await samira.get(path)).status == 404


async def test_visit_closes_by_itself_after_half_an_hour(
    samira: Client, help_somebody: Help, clock: MovableClock
) -> None:
    visit = await help_somebody()

    clock.advance(minutes=14)
    assert [(await samira.get(path)).status for path in _pages(visit.path)] == [200, 200]
    # Beyond a quarter of an hour the helper proves themselves again; the visit is over whether or not they do.
    clock.advance(minutes=17)
    assert (await samira.get(visit.path)).path == "/account/prove"


async def test_visit_that_is_over_is_absent_even_for_who_proved_themselves(
    samira: Client, help_somebody: Help, association: Association, clock: MovableClock
) -> None:
    visit = await help_somebody()
    with association_scope(association.id):
        await AssistedVisit.all().update(opened_at=clock.now() - timedelta(minutes=31))

    assert [(await samira.get(path)).status for path in _pages(visit.path)] == [404, 404]


async def test_visit_is_of_one_helper(
    help_somebody: Help, hire: Hire, administrator: Client, association: Association, other_association: Association
) -> None:
    visit = await help_somebody()
    colleague = await hire(association, "Omar Desk")
    stranger = await hire(other_association, "Chess Helper")

    for browser in (colleague, administrator):
        for path in _pages(visit.path):
            assert (await browser.get(path)).status == 404
        assert (await browser.post(f"{visit.path}/done")).status == 404
    for path in _pages(visit.path):
        assert (await stranger.get(path)).status == 403
        assert (await stranger.get(path.replace("/choir/", "/chess/"))).status == 404


@pytest.mark.parametrize("path", ["", "/nothing", "/k3k3k3k3k3k3", "/k3k3k3k3k3k3/slip"])
async def test_page_of_the_desk_needs_the_permission(
    coordinator: Client, member: Client, outsider: Client, path: str
) -> None:
    for browser in (coordinator, member, outsider):
        assert (await browser.get(f"{DESK}{path}")).status == 403


async def test_slip_says_who_wrote_what_and_how_to_change_it(
    samira: Client, help_somebody: Help, association: Association
) -> None:
    await Association.filter(id=association.id).update(phone="+4527789793", street="Bygangen 25", town="Albertslund")
    visit = await help_somebody(language="en")
    slip = await samira.get(f"{visit.path}/slip")
    with association_scope(association.id):
        contact = await Contact.get(name="Lone Holm")

    for words in ("Lone Holm", "Samira Haddad", "27 78 97 93", "Bygangen 25"):
        assert words in slip.main
    assert manage_token(contact) in slip.main
    assert slip.soup.select_one(".slip-square svg title") is not None


async def test_slip_is_in_the_language_of_the_one_who_gets_it(samira: Client, help_somebody: Help) -> None:
    visit = await help_somebody(language="da")

    assert (await samira.get(f"{visit.path}/slip")).heading == "Det er skrevet ned om dig"


async def test_visits_are_counted_by_channel_for_the_annual_report(
    administrator: Client, samira: Client, help_somebody: Help
) -> None:
    await help_somebody()
    await help_somebody(name="Bo", phone="22334466", channel="phone")
    await help_somebody(name="Ida", phone="22334477", channel="phone")
    read = await samira.submit(DESK, step="read", name="No", phone="22334488")
    await samira.submit(read, step="no")

    page = await administrator.get("/a/choir/figures")

    assert "Helped at the desk 1" in page.main
    assert "Helped on the phone 2" in page.main


async def test_helper_finds_the_desk_inside_the_association(samira: Client) -> None:
    page = await samira.get("/a/choir/inside")

    assert page.links()["Help somebody here or on the phone"] == DESK

"""What was done in an association, and what a contact agreed to, as those in charge read it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import brobygger
from brobygger.db import association_scope
from brobygger.i18n import lazy
from brobygger.identity.models import Account
from brobygger.identity.services import find_account
from brobygger.membership.models import Contact
from brobygger.membership.roles import COORDINATOR
from brobygger.membership.roles.assignments import grant_role
from brobygger.membership.services import add_contact, add_member
from brobygger.privacy.log_texts import ACTIONS
from brobygger.services import audit, consent
from brobygger.services.consent import Channel, ConsentText
from brobygger.testing.people import make_member, make_person, sign_in_again

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock

NEWS = ConsentText("newsletter", 3, lazy("Phone"))


@pytest.fixture
async def bent(association: Association) -> Membership:
    _, person = await make_person("Bent Bro", "bent@example.org")
    return await make_member(association, person, email="bent@example.org")


async def account_id(address: str) -> int:
    account = await find_account(address)
    assert account
    return account.id


def log_of(association: Association) -> str:
    return f"/a/{association.slug}/log"


async def test_log_says_who_did_what_to_whom_and_when(
    administrator: Client, association: Association, bent: Membership
) -> None:
    with association_scope(association.id), audit.acting(await account_id("charles@example.org")):
        await grant_role(bent, COORDINATOR)

    page = await administrator.get(log_of(association))

    [row] = [row.get_text(" ", strip=True) for row in page.soup.select("li.row") if "role: Bent Bro" in row.text]
    assert "Gave somebody a role: Bent Bro" in row
    assert "Coordinator" in row
    assert "By: Chair Charles" in row
    assert "Monday 2 March at 10:00" in row
    assert "What was done" in (await administrator.get(f"/a/{association.slug}/inside")).links()


async def test_log_of_another_association_does_not_show(
    administrator: Client, association: Association, other_association: Association
) -> None:
    with association_scope(other_association.id):
        contact = await add_contact(other_association, "Foreign Frida", language="en")
        foreign = await add_member(contact)
        await audit.record("foreign.deed", association_id=other_association.id, object=f"membership:{foreign.id}")
    # An entry of one's own that names an id of another association tells no name either.
    await audit.record("call.made", association_id=association.id, object=f"membership:{foreign.id}")

    page = await administrator.get(log_of(association))

    assert "foreign.deed" not in page.response.text
    assert "Foreign Frida" not in page.response.text
    assert "Called somebody: somebody who is forgotten" in page.main
    assert page.soup.select(".field-error") == []


async def test_who_acted_is_the_member_the_site_or_a_former_member(
    administrator: Client, association: Association, other_association: Association
) -> None:
    stranger, person = await make_person("Stranger Sten", "sten@example.org")
    await make_member(other_association, person)
    gone = await Account.create(language="en")
    for number, actor in enumerate((None, stranger.id, gone.id, await account_id("charles@example.org"))):
        with audit.acting(actor):
            await audit.record(f"deed.{number}", association_id=association.id)

    page = await administrator.get(log_of(association))

    rows = {row.h2.get_text(strip=True): row.get_text(" ", strip=True) for row in page.soup.select("li.row") if row.h2}
    assert "The site, or somebody without an account" in rows["deed.0"]
    assert "A former member" in rows["deed.1"]
    assert "A former member" in rows["deed.2"]
    assert "Chair Charles" in rows["deed.3"]
    assert "Stranger Sten" not in page.response.text


async def test_log_is_narrowed_by_kind_and_by_month(
    administrator: Client, association: Association, bent: Membership, clock: MovableClock
) -> None:
    await audit.record("call.no_answer", association_id=association.id)
    clock.set(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))  # half past midnight on 1 April in Denmark
    await audit.record("association.profile_saved", association_id=association.id)
    await sign_in_again(administrator, "charles@example.org")

    by_kind = await administrator.get(f"{log_of(association)}?kind=calls")
    two_kinds = await administrator.get(f"{log_of(association)}?kind=calls&kind=profile")
    by_month = await administrator.submit(log_of(association), action="/log", month="2026-04")
    nonsense = await administrator.get(f"{log_of(association)}?kind=xyz&month=2026-99")

    def titles(page: object) -> list[str]:
        return [title.get_text(strip=True) for title in page.soup.select("li.row h2")]  # type: ignore[attr-defined]  # a Page

    assert by_kind.soup.select(".field-error") == []
    assert titles(by_kind) == ["Called somebody who did not answer"]
    assert titles(two_kinds)[0] == "Changed the profile"
    assert set(titles(two_kinds)) >= {"Called somebody who did not answer", "Changed the profile"}
    assert titles(by_month) == ["Changed the profile"]
    assert len(titles(nonsense)) > 3


async def test_log_goes_on_page_by_page_without_repeating(
    administrator: Client, association: Association, clock: MovableClock
) -> None:
    for number in range(45):
        clock.advance(minutes=1)
        await audit.record(f"call.{number}", association_id=association.id)

    seen: list[str] = []
    page = await administrator.get(f"{log_of(association)}?kind=calls")
    while True:
        seen += [title.get_text(strip=True) for title in page.soup.select("li.row h2")]
        if "Show more" not in page.links():
            break
        page = await administrator.get(page.links()["Show more"])

    assert seen == [f"call.{number}" for number in reversed(range(45))]


async def test_somebody_who_is_forgotten_is_in_the_log_without_a_name(
    administrator: Client, association: Association
) -> None:
    with association_scope(association.id):
        contact = await add_contact(association, "Forgotten Frode", language="en")
        await add_member(contact)
        await contact.delete()

    page = await administrator.get(log_of(association))

    assert "Made somebody a member: somebody who is forgotten" in page.main
    assert "Frode" not in page.response.text


async def test_consents_of_a_contact_stand_in_order_with_text_channel_and_helper(
    administrator: Client, association: Association, other_association: Association, bent: Membership
) -> None:
    with association_scope(association.id):
        contact = await Contact.get(email_folded="bent@example.org")
        helper = await account_id("charles@example.org")
        await consent.give(contact, NEWS, channel=Channel.PHONE, helper_account_id=helper)
        await consent.withdraw(contact, NEWS)
    with association_scope(other_association.id):
        foreign = await add_contact(other_association, "Foreign Frida", language="en")
        await consent.give(foreign, NEWS)

    members = await administrator.get(f"/a/{association.slug}/members")
    page = await administrator.get(members.links()["What they said yes to : Bent Bro"])

    first, second = (row.get_text(" ", strip=True) for row in page.soup.select("li.row"))
    assert "On the phone, written down by Chair Charles" in first
    assert "Version 3 of the text" in first
    assert first.endswith("Yes")
    assert "On the site" in second
    assert second.endswith("No")
    assert (await administrator.get(f"{log_of(association)}/consents/{foreign.public_id}")).status == 404


def test_everything_that_core_writes_down_is_in_words() -> None:
    source = "".join(path.read_text() for path in Path(brobygger.__file__).parent.rglob("*.py"))
    calls = re.findall(r'audit\.record\(\s*"([a-z_.]+)"((?:[^()]|\([^()]*\))*)\)', source)
    of_associations = {action for action, rest in calls if "association_id" in rest}

    assert len(of_associations) > 10
    assert of_associations - set(ACTIONS) == set()

"""Core forgets by itself: memberships long over, and people whom nothing ties to an association any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope, crossing_associations
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.membership.services import add_contact, add_member
from brobygger.services import consent
from brobygger.services.consent.models import ConsentRecord
from brobygger.site.work import do_due_work
from brobygger.testing.people import sign_in_again

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site


async def _write_down(association: Association, name: str) -> Contact:
    with association_scope(association.id):
        return await add_contact(association, name, language="en", phone="12345678")


async def _is_known(contact: Contact) -> bool:
    with crossing_associations("a test looks everywhere"):
        return await Contact.exists(id=contact.id)


async def _nights_pass(clock: MovableClock, *, until: datetime | None = None, days: float = 3) -> None:
    """The site was running before, so it knows what is due at night."""
    await do_due_work()
    clock.set(until or clock.now() + timedelta(days=days))
    await do_due_work()


async def test_somebody_whom_nothing_ties_is_forgotten(association: Association, clock: MovableClock) -> None:
    stranger = await _write_down(association, "Somebody Once")

    await _nights_pass(clock)

    assert not await _is_known(stranger)


async def test_somebody_just_written_down_is_not_forgotten(association: Association, clock: MovableClock) -> None:
    new = await _write_down(association, "Somebody New")

    await _nights_pass(clock, days=1.5)

    assert await _is_known(new)


async def test_member_is_known_for_five_years_after_leaving(association: Association, clock: MovableClock) -> None:
    contact = await _write_down(association, "Former Frida")
    with association_scope(association.id):
        membership = await add_member(contact)
        await Membership.filter(id=membership.id).update(status=MembershipStatus.ENDED, ends_on=date(2026, 3, 1))

    await _nights_pass(clock, until=datetime(2031, 12, 30, tzinfo=UTC))
    assert await _is_known(contact)
    await _nights_pass(clock, until=datetime(2032, 1, 2, tzinfo=UTC))

    assert not await _is_known(contact)


async def test_evidence_of_a_consent_goes_with_the_one_who_gave_it(
    association: Association, clock: MovableClock
) -> None:
    stranger = await _write_down(association, "Somebody Once")
    text = consent.ConsentText("news", 1, "I want news.")
    with association_scope(association.id):
        await consent.give(stranger, text)

    await _nights_pass(clock)

    assert not await _is_known(stranger)
    with crossing_associations("a test looks everywhere"):
        assert not await ConsentRecord.exists(contact_id=stranger.id)


@pytest.fixture
async def uninstalled_table(site: Site) -> AsyncIterator[str]:
    """A table of a plugin that is not installed any more, with rows in place."""
    connection = Contact._meta.db
    await connection.execute_script(
        "CREATE TABLE gone_card (id INTEGER PRIMARY KEY, "
        "holder_id INTEGER NOT NULL REFERENCES core_contact (id) ON DELETE CASCADE)"
    )
    yield "gone_card"
    await connection.execute_script("DROP TABLE gone_card")


async def test_rows_of_a_plugin_that_is_not_installed_tie(
    association: Association, clock: MovableClock, uninstalled_table: str
) -> None:
    holder = await _write_down(association, "Holder Hanne")
    other = await _write_down(association, "Other Ole")
    await Contact._meta.db.execute_script(f"INSERT INTO {uninstalled_table} (id, holder_id) VALUES (1, {holder.id})")

    await _nights_pass(clock)

    assert await _is_known(holder)
    assert not await _is_known(other)


async def test_every_association_forgets_its_own(
    association: Association, other_association: Association, clock: MovableClock
) -> None:
    here, there = await _write_down(association, "Same Signe"), await _write_down(other_association, "Same Signe")
    with association_scope(other_association.id):
        await add_member(there)

    await _nights_pass(clock)

    assert not await _is_known(here)
    assert await _is_known(there)


async def test_what_goes_within_a_month_is_shown_with_its_rule_to_those_in_charge(
    association: Association, other_association: Association, administrator: Client, clock: MovableClock
) -> None:
    await _write_down(association, "Somebody Once")
    await _write_down(other_association, "Somebody Elsewhere")
    former = await _write_down(association, "Former Frida")
    with association_scope(association.id):
        membership = await add_member(former)
        await Membership.filter(id=membership.id).update(status=MembershipStatus.ENDED, ends_on=date(2020, 12, 31))
        kept = await add_member(await add_contact(association, "Former Finn", language="en"))
        await Membership.filter(id=kept.id).update(status=MembershipStatus.ENDED, ends_on=date(2021, 1, 1))

    page = await administrator.get("/a/choir/deletions")

    assert "Somebody Once" in page.main
    assert "Nothing ties them to the association any more." in page.main
    assert "Former Frida" in page.main
    assert "Former Finn" not in page.main
    assert "Somebody Elsewhere" not in page.main
    clock.set(datetime(2026, 12, 15, 9, tzinfo=UTC))
    await sign_in_again(administrator, "charles@example.org")
    assert "Former Finn" in (await administrator.get("/a/choir/deletions")).main

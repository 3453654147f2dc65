"""Audit entries and consent records: what was done and agreed to, as the database keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from brobygger import clock as site_clock
from brobygger.db import association_scope
from brobygger.i18n import lazy, use_language
from brobygger.membership.services import add_contact
from brobygger.services import audit, consent
from brobygger.services.audit.models import AuditEntry
from brobygger.services.consent import Channel, ConsentText
from brobygger.services.consent.models import ConsentRecord

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact
    from brobygger.testing.clock import MovableClock

REFUSED = (IntegrityError, OperationalError)
NEWS = ConsentText("newsletter", 2, lazy("Phone"))


async def _contact(association: Association) -> Contact:
    return await add_contact(association, "Anna", language="da", email="anna@example.org")


async def _days_ago(days: int) -> AuditEntry:
    """Write an entry of the past, by the database's own clock."""
    return await AuditEntry.create(action="door.opened", at=datetime.now(UTC) - timedelta(days=days))


@pytest.mark.usefixtures("site")
async def test_audit_entry_says_who_did_what_in_which_request() -> None:
    with audit.acting(7, "request1"):
        await audit.record("module.enabled", association_id=3, object="module:events", reason="asked")

    [entry] = (await audit.read_entries(3)).items
    assert (entry.account_id, entry.action, entry.object) == (7, "module.enabled", "module:events")
    assert (entry.reason, entry.request_id) == ("asked", "request1")
    assert entry.at == site_clock.now()


@pytest.mark.usefixtures("site")
async def test_entries_of_another_association_are_not_among_them() -> None:
    for association_id in (3, 4, None):
        await audit.record("door.opened", association_id=association_id)

    for association_id in (3, 4, None):
        entries = await audit.read_entries(association_id)
        assert {entry.association_id for entry in entries.items} == {association_id}


@pytest.mark.usefixtures("site")
async def test_audit_entry_is_never_changed() -> None:
    entry = await _days_ago(900)

    with pytest.raises(REFUSED, match="never changed"):
        await AuditEntry.filter(id=entry.id).update(action="door.shut")

    assert (await AuditEntry.get(id=entry.id)).action == "door.opened"


@pytest.mark.usefixtures("site")
async def test_audit_entry_is_kept_two_years_and_then_deleted(clock: MovableClock) -> None:
    young, old = await _days_ago(700), await _days_ago(740)

    with pytest.raises(REFUSED, match="two years"):
        await AuditEntry.filter(id=young.id).delete()
    clock.set(datetime.now(UTC))
    await audit.delete_old_entries()

    assert [entry.id for entry in await AuditEntry.filter(action="door.opened")] == [young.id]
    assert not await AuditEntry.filter(id=old.id).exists()


async def test_consent_is_proved_by_text_version_language_and_channel(association: Association) -> None:
    with association_scope(association.id):
        contact = await _contact(association)
        with use_language("da"):
            danish = await consent.give(contact, NEWS, channel=Channel.PHONE, helper_account_id=5)
        with use_language("en"):
            english = await consent.give(contact, NEWS)

        assert await consent.has_given(contact, NEWS)
        assert [(row.language, row.channel, row.helper_account_id) for row in await consent.history(contact)] == [
            ("da", Channel.PHONE, 5), ("en", Channel.WEB, None),
        ]  # fmt: skip
        assert danish.text_version == 2
        assert danish.text_hash != english.text_hash


async def test_withdrawal_is_a_new_word_and_both_stay(association: Association) -> None:
    with association_scope(association.id):
        contact = await _contact(association)
        assert not await consent.has_given(contact, NEWS)
        await consent.give(contact, NEWS)
        await consent.withdraw(contact, NEWS)

        assert not await consent.has_given(contact, NEWS)
        assert [row.given for row in await consent.history(contact)] == [True, False]


async def test_consent_is_never_changed_nor_deleted_while_its_contact_is_there(association: Association) -> None:
    with association_scope(association.id):
        contact = await _contact(association)
        record = await consent.give(contact, NEWS)

        with pytest.raises(REFUSED, match="never changed"):
            await ConsentRecord.filter(id=record.id).update(given=False)
        with pytest.raises(REFUSED, match="as long as its contact"):
            await ConsentRecord.filter(id=record.id).delete()
        assert await consent.has_given(contact, NEWS)

        await contact.delete()
        assert await ConsentRecord.all().count() == 0


async def test_association_that_goes_takes_its_consents_along(association: Association) -> None:
    with association_scope(association.id):
        await consent.give(await _contact(association), NEWS)

    await association.delete()

    with association_scope(association.id):
        assert await ConsentRecord.all().count() == 0

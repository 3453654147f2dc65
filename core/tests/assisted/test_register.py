"""Somebody is registered at the desk or on the phone: after a yes that is kept, and never without one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.assisted.models import AssistedVisit
from brobygger.assisted.texts import OWN_TEXT, PROXY_TEXT
from brobygger.db import association_scope
from brobygger.ids import hash_token
from brobygger.mail.models import OutboxMail
from brobygger.membership.models import Contact
from brobygger.membership.services import add_contact
from brobygger.services.audit.models import AuditEntry
from brobygger.services.confirmation.models import CallTask
from brobygger.services.consent import Channel
from brobygger.services.consent.models import ConsentRecord

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

    Help = Callable[..., Awaitable[Page]]

DESK = "/a/choir/assisted"


async def _known(association: Association) -> int:
    with association_scope(association.id):
        return await Contact.filter(name__startswith="Lone").count()


async def test_somebody_with_only_a_phone_is_registered_after_a_yes(
    help_somebody: Help, association: Association
) -> None:
    page = await help_somebody()

    assert "You are helping" in page.main
    assert "Lone Holm" in page.main
    with association_scope(association.id):
        contact = await Contact.get(name="Lone Holm")
        record = await ConsentRecord.get(contact_id=contact.id)
        visit = await AssistedVisit.get(contact_id=contact.id)
    assert (contact.phone, contact.email, contact.language) == ("+4522334455", "", "da")
    assert (record.purpose, record.text_version, record.given) == (OWN_TEXT.purpose, OWN_TEXT.version, True)
    assert (record.channel, record.helper_account_id) == (Channel.DESK, visit.helper_account_id)


async def test_the_yes_is_to_the_text_in_the_language_it_was_read_in(samira: Client, association: Association) -> None:
    read = await samira.submit(DESK, step="read", name="Lone Holm", phone="22334455", language="da", channel="phone")
    danish = read.soup.select_one(".read-aloud").get_text(strip=True)  # type: ignore[union-attr]  # it is there
    await samira.submit(read, step="save", said_yes="y")

    with association_scope(association.id):
        record = await ConsentRecord.get()
    assert danish != str(OWN_TEXT.text)
    assert (record.language, record.channel) == ("da", Channel.PHONE)
    assert record.text_hash == hash_token(danish)


async def test_nothing_is_kept_after_a_no(samira: Client, association: Association, site: Site) -> None:
    read = await samira.submit(DESK, step="read", name="Lone Holm", email="lone@example.org", phone="22334455")
    page = await samira.submit(read, step="no")

    assert "Nothing was kept" in page.main
    assert await _known(association) == 0
    for model in site.models:
        columns = list(model._meta.fields_map.values())
        text = [column.model_field_name for column in columns if column.field_type is str]
        if "association" in model._meta.fields_map:
            with association_scope(association.id):
                rows = await model.all().values(*text) if text else []
        else:
            rows = await model.all().values(*text) if text else []
        kept = " ".join(str(value) for row in rows for value in row.values()).casefold()
        assert "lone" not in kept, model.__name__
        assert "22334455" not in kept, model.__name__


async def test_nothing_is_written_down_before_it_was_read_aloud(samira: Client, association: Association) -> None:
    read = await samira.submit(DESK, step="read", name="Lone Holm", phone="22334455")
    page = await samira.submit(read, step="save")

    assert page.status == 422
    assert "Read it aloud first" in page.main
    assert await _known(association) == 0


async def test_double_press_is_one_visit(samira: Client, association: Association) -> None:
    read = await samira.submit(DESK, step="read", name="Lone Holm", phone="22334455")
    first = await samira.submit(read, step="save", said_yes="y")
    second = await samira.submit(read, step="save", said_yes="y")

    assert first.path == second.path
    with association_scope(association.id):
        assert await AssistedVisit.all().count() == 1
        assert await ConsentRecord.all().count() == 1


async def test_somebody_who_gives_no_way_to_reach_them_is_registered_and_never_taken_for_another(
    samira: Client, help_somebody: Help, association: Association
) -> None:
    refused = await samira.submit(DESK, step="read", name="Lone Holm")
    for _time in range(2):
        await help_somebody(phone="", unreachable="y")

    assert "say that they do not want to give any" in refused.main
    assert await _known(association) == 2
    with association_scope(association.id):
        assert await CallTask.all().count() == 0


async def test_slip_is_sent_by_mail_or_said_in_a_call(
    help_somebody: Help, outbox: Outbox, association: Association
) -> None:
    await help_somebody(email="lone@example.org")
    await help_somebody(name="Bo Holm", phone="22334466")

    mail = await outbox.last("lone@example.org")
    with association_scope(association.id):
        call = await CallTask.get().select_related("contact")
    assert "Samira Haddad" in mail.text
    assert "/manage/" in mail.text
    assert call.contact.name == "Bo Holm"
    assert "http" not in call.message


async def test_relative_asks_and_the_text_tells_the_limits(samira: Client, association: Association) -> None:
    asked: dict[str, Any] = {
        "step": "read",
        "name": "Lone Holm",
        "phone": "22334455",
        "asks": "relative",
        "language": "en",
    }
    missing = await samira.submit(DESK, **asked)
    read = await samira.submit(DESK, **asked, proxy_name="Ida Holm", proxy_relation="daughter")
    page = await samira.submit(read, step="save", said_yes="y")
    slip = await samira.get(f"{page.path}/slip")

    assert missing.status == 422
    assert "Write the name of the one who asks" in missing.main
    assert str(PROXY_TEXT.text) in read.main
    assert "Ida Holm, daughter" in slip.main
    with association_scope(association.id):
        assert (await ConsentRecord.get()).purpose == PROXY_TEXT.purpose


async def test_look_up_needs_the_exact_number_shows_the_name_alone_and_is_written_down(
    samira: Client, association: Association, other_association: Association
) -> None:
    with association_scope(association.id):
        await add_contact(association, "Poul Holm", language="da", phone="+4522334455", email="poul@secret.example")
    with association_scope(other_association.id):
        await add_contact(other_association, "Chess Karen", language="da", phone="+4522334455")

    part = await samira.submit(DESK, step="read", name="Poul Holm", phone="22334456")
    read = await samira.submit(DESK, step="read", name="Lone Holm", phone="22334455")

    assert "There is already somebody" not in part.main
    assert "Poul Holm" in read.main
    assert "poul@secret.example" not in read.response.text
    assert "Chess Karen" not in read.response.text
    entries = await AuditEntry.filter(action="assisted.looked_up", association_id=association.id)
    assert len(entries) == 2
    assert all(entry.account_id and not entry.object for entry in entries)


async def test_number_of_a_household_is_shared_by_several(
    samira: Client, help_somebody: Help, association: Association
) -> None:
    await help_somebody()
    read = await samira.submit(DESK, step="read", name="Lone Marie Holm", phone="22334455")
    unanswered = await samira.submit(read, step="save", said_yes="y")
    await samira.submit(read, step="save", said_yes="y", known="new")

    assert unanswered.status == 422
    assert await _known(association) == 2


async def test_contact_that_was_not_offered_cannot_be_taken(
    samira: Client, association: Association, other_association: Association
) -> None:
    with association_scope(association.id):
        await add_contact(association, "Poul Holm", language="da", phone="+4522334455")
        stranger = await add_contact(association, "Karen", language="da", phone="+4599999999")
    with association_scope(other_association.id):
        foreign = await add_contact(other_association, "Chess Karen", language="da", phone="+4522334455")
    read = await samira.submit(DESK, step="read", name="Karen", phone="22334455")

    for contact in (stranger, foreign):
        page = await samira.submit(read, step="save", said_yes="y", known=contact.public_id)
        assert page.status == 422
    with association_scope(association.id):
        assert not await AssistedVisit.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "not a number"},
        {"email": "lone@@"},
        {"name": "x" * 500},
        {"channel": "pigeon"},
        {"language": "xx"},
        {"asks": "everybody"},
        {"step": "save", "known": "junk'--", "said_yes": "y", "name": ""},
    ],
)
async def test_hostile_input_is_answered_beside_the_field(
    samira: Client, association: Association, typed: dict[str, Any]
) -> None:
    page = await samira.submit(DESK, **{"step": "read", "name": "Lone Holm", "phone": "22334455"} | typed)

    assert page.status == 422
    assert await _known(association) == 0


async def test_markup_in_a_name_stays_text(help_somebody: Help) -> None:
    page = await help_somebody(name="<script>alert(1)</script>Lone", email="")

    assert page.status == 200
    assert "<script>alert" not in page.response.text


async def test_mail_of_another_who_was_named_by_mistake_is_not_written_on_somebody_known(
    help_somebody: Help, association: Association
) -> None:
    with association_scope(association.id):
        poul = await add_contact(association, "Poul Holm", language="da", phone="+4522334455")

    await help_somebody(name="Poul Holm", email="other@example.org", known=poul.public_id)

    with association_scope(association.id):
        await poul.refresh_from_db()
    assert poul.email == ""
    assert not await OutboxMail.filter(recipient="other@example.org").exists()


async def test_visit_is_deleted_after_30_days_and_then_who_joined_nothing(
    help_somebody: Help, association: Association, clock: MovableClock, site: Site
) -> None:
    await help_somebody(phone="", unreachable="y")
    clock.advance(timedelta(days=29))
    await site.run_due_work()
    before = await _known(association)
    clock.advance(timedelta(days=3))
    await site.run_due_work()

    with association_scope(association.id):
        assert not await AssistedVisit.exists()
    assert (before, await _known(association)) == (1, 0)
    assert await AuditEntry.filter(action="assisted.registered").exists()

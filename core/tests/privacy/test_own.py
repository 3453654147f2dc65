"""One's own data: a copy of everything, and being forgotten, with an account and without one."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tortoise.connection import get_connections

from brobygger import mail
from brobygger.db import association_scope, crossing_associations
from brobygger.i18n import lazy
from brobygger.identity.models import Account, ActsFor, Person, Relation, Session
from brobygger.identity.services import add_person, find_account
from brobygger.membership.models import Contact, Membership
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.membership.services import add_contact
from brobygger.services import consent
from brobygger.services.audit.models import AuditEntry
from brobygger.services.confirmation import ask_to_confirm, manage_url, notify
from brobygger.services.consent import ConsentText
from brobygger.services.consent.models import ConsentRecord
from brobygger.testing.rows import rows_with

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

    SignInAs = Callable[..., Awaitable[Client]]

NAME, EMAIL, PHONE = "Zacharias Canary", "zacharias@canary.example", "29384756"
#: Somebody's traces, as tables and as mails have them.
TRACES = (NAME, EMAIL, PHONE, "29 38 47 56")
NEWS = ConsentText("newsletter", 1, lazy("Phone"))
LETTER = "core/mail/sign_in.txt"


async def plant(association: Association, contact: Contact) -> None:
    """Let everything happen to *contact* that core writes down: consent, question, call, mails to and about them."""
    contact.association = association
    with association_scope(association.id):
        await consent.give(contact, NEWS)
        context = {"host": f"for {NAME}", "url": "https://x.test", "phone": PHONE, "minutes": 10}
        await ask_to_confirm(
            contact, owner="core", purpose="p", reference="r", template=LETTER, context=context, client="192.0.2.1"
        )
        await notify(contact, owner="core", reference="r", template=LETTER, context=context)
        email, contact.email = contact.email, ""
        await notify(contact, owner="core", reference="r", template=LETTER, context=context)
        contact.email = email
        sender = mail.Sender("Choir", association_id=association.id)
        await mail.send("carla@example.org", LETTER, context, language="en", sender=sender)


@pytest.fixture
async def own_contact(association: Association) -> Contact:
    """Somebody without an account."""
    with association_scope(association.id):
        contact = await add_contact(association, NAME, language="en", email=EMAIL, phone=PHONE)
    await plant(association, contact)
    return contact


@pytest.fixture
async def canary(site: Site, association: Association, sign_in_as: SignInAs) -> Client:
    """Somebody with an account, who is a member."""
    browser = await sign_in_as(association, name=NAME, email=EMAIL)
    await browser.submit("/account", action="/account", name=NAME, phone=PHONE)
    await browser.post("/sign-in", {"email": EMAIL})
    with association_scope(association.id):
        contact = await Contact.get(email_folded=EMAIL)
    await plant(association, contact)
    await site.run_due_work()
    return browser


def unpack(page: Page) -> tuple[str, str]:
    """Return both halves of the file."""
    with zipfile.ZipFile(io.BytesIO(page.response.content)) as archive:
        return archive.read("data.json").decode(), archive.read("data.html").decode()


async def test_copy_holds_everything_of_ones_own_and_nothing_of_others(
    canary: Client, association: Association, other_association: Association
) -> None:
    with association_scope(other_association.id):
        await add_contact(other_association, "Somebody Else", language="en", email="else@example.org")

    page = await canary.get((await canary.get("/account")).links()["See it, have a copy, or close the account"])
    answer = await canary.submit(page, action="/file")

    data, html = unpack(answer)
    for words in (NAME, EMAIL, PHONE, "Bridge Choir", "newsletter", "Active"):
        assert words in data, words
        assert words in html, words
    assert "else@example.org" not in data
    assert "Somebody Else" not in html
    assert "no-store" in answer.response.headers["Cache-Control"]
    account = json.loads(data)["The site itself"][0]
    assert account["rows"][0]["Proved"] == "2026-03-02T09:00:00+00:00"
    assert "Monday 2 March at 10:00" in html


async def test_who_has_no_account_gets_a_copy_by_the_link_in_a_mail(
    client: Client, own_contact: Contact, association: Association
) -> None:
    manage = await client.get(manage_url(own_contact))
    page = await client.get(manage.links()["What is kept about you: see it, have a copy, or be forgotten"])
    answer = await client.submit(page, action="/file")

    data, html = unpack(answer)
    assert all(words in data and words in html for words in (NAME, EMAIL, PHONE, association.name))
    for each in (manage, page, answer):
        assert each.response.headers["Referrer-Policy"] == "no-referrer"


async def test_account_that_is_closed_leaves_nothing_in_any_table(
    canary: Client, site: Site, association: Association
) -> None:
    assert len(await rows_with(*TRACES)) >= 8

    before = await canary.get("/account/close")
    after = await canary.submit(before)

    assert "cannot be undone" in before.main
    assert "How associations know you (1)" in before.main
    assert after.heading == "You are forgotten"
    assert await rows_with(*TRACES) == []
    assert (await canary.get("/account")).path == "/sign-in"
    assert await Session.all().count() == 0
    with association_scope(association.id):
        assert await ConsentRecord.all().count() == 0
    assert await AuditEntry.filter(action="membership.started").exists()


async def test_looking_at_what_would_happen_changes_nothing(canary: Client) -> None:
    before = await rows_with(*TRACES)

    await canary.get("/account/data")
    await canary.get("/account/close")

    assert await rows_with(*TRACES) == before


async def test_who_has_no_account_is_forgotten_by_the_link_in_a_mail(
    client: Client, site: Site, own_contact: Contact, association: Association, other_association: Association
) -> None:
    await site.run_due_work()
    with association_scope(other_association.id):
        elsewhere = await add_contact(other_association, "Zacharias elsewhere", language="en", email=EMAIL)
    address = f"{manage_url(own_contact)}/forget"

    page = await client.get(address)
    assert "It is for Bridge Choir. Other associations know nothing of it." in page.main
    after = await client.submit(page)

    assert after.heading == "You are forgotten"
    assert await rows_with(NAME, PHONE, "29 38 47 56") == []
    assert len(await rows_with(EMAIL)) == 1
    with association_scope(other_association.id):
        assert await Contact.filter(id=elsewhere.id).exists()
    assert (await client.get(address)).status == 404


async def test_couple_with_one_address_do_not_lose_each_others_mails(
    client: Client, own_contact: Contact, association: Association
) -> None:
    with association_scope(association.id):
        wife = await add_contact(association, "Yrsa Wife", language="en", email=EMAIL)
        wife.association = association
        context = {"host": "for Yrsa", "url": "https://x.test", "phone": "", "minutes": 10}
        await notify(wife, owner="core", reference="r", template=LETTER, context=context)

    await client.submit(f"{manage_url(own_contact)}/forget")

    assert any("core_outbox_mail" in row and "for Yrsa" in row for row in await rows_with(EMAIL))
    with association_scope(association.id):
        assert await Contact.filter(id=wife.id).exists()


async def test_who_alone_is_in_charge_hands_over_first(
    administrator: Client, association: Association, sign_in_as: SignInAs
) -> None:
    page = await administrator.submit("/account/close")

    assert page.status == 422
    assert any("Bridge Choir" in error for error in page.errors)
    assert await find_account("charles@example.org")

    await sign_in_as(association, ADMINISTRATOR)
    assert (await administrator.submit("/account/close")).heading == "You are forgotten"
    assert await find_account("charles@example.org") is None


async def test_child_whom_another_account_looks_after_stays(canary: Client) -> None:
    account = await find_account(EMAIL)
    assert account
    child = await Person.create(name="Child of two")
    only_mine = await Person.create(name="Child of one")
    other = await Account.create(language="en")
    await add_person(account, child, relation=Relation.PARENT)
    await add_person(account, only_mine, relation=Relation.PARENT)
    await add_person(other, child, relation=Relation.PARENT)

    await canary.submit("/account/close")

    assert await Person.filter(id=child.id).exists()
    assert not await Person.filter(id=only_mine.id).exists()
    assert [link.account_id for link in await ActsFor.filter(person_id=child.id)] == [other.id]


async def test_what_was_written_down_under_ones_address_is_forgotten_too(
    canary: Client, other_association: Association
) -> None:
    with association_scope(other_association.id):
        await add_contact(other_association, NAME.upper(), language="en", email=EMAIL.upper())

    assert "Chess Club" in (await canary.get("/account/data")).main
    await canary.submit("/account/close")

    assert await rows_with(EMAIL) == []


async def test_somebody_else_with_the_same_address_is_left_alone_and_named(
    canary: Client, other_association: Association
) -> None:
    with association_scope(other_association.id):
        await add_contact(other_association, "Yrsa Wife", language="en", email=EMAIL)

    page = await canary.get("/account/close")
    copy, _ = unpack(await canary.submit("/account/data", action="/file"))
    await canary.submit(page)

    assert "Chess Club has written down Yrsa Wife with your address." in page.main
    assert "Yrsa" not in copy
    assert len(await rows_with("Yrsa Wife")) == 1


async def test_erased_words_are_overwritten_in_the_file(canary: Client, database_url: str) -> None:
    if not database_url.startswith("sqlite:"):
        pytest.skip("PostgreSQL overwrites in its own time")
    path = Path(database_url.removeprefix("sqlite://").partition("?")[0])
    await get_connections().get("default").execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
    assert NAME.encode() in path.read_bytes()  # noqa: ASYNC240  # nobody waits

    await canary.submit("/account/close")
    await get_connections().get("default").execute_query("PRAGMA wal_checkpoint(TRUNCATE)")

    assert [words for words in TRACES if words.encode() in path.read_bytes()] == []  # noqa: ASYNC240  # nobody waits


async def test_membership_that_ended_with_its_person_is_in_no_list(
    canary: Client, administrator: Client, association: Association
) -> None:
    await canary.submit("/account/close")

    with crossing_associations("the test looks everywhere"):
        assert await Membership.filter(contact__name=NAME).count() == 0
    assert NAME not in (await administrator.get(f"/a/{association.slug}/members")).text

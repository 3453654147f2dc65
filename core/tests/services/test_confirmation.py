"""People without an account: a link that needs a press, a page to manage from, or a call for those with a phone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope
from brobygger.membership.services import add_contact
from brobygger.services.confirmation import ask_to_confirm, manage_url, notify, revoke_links
from brobygger.services.confirmation.models import CallState, CallTask, Confirmation
from brobygger.services.confirmation.services import delete_old_calls_and_confirmations

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact
    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.installer import Installer
    from brobygger.testing.outbox import Outbox

MAIL = "hall/mail/confirm.txt"
SOURCE = """
    heard = []

    @hookimpl
    async def contact_confirmed(association, contact, purpose, reference):
        heard.append((contact.name, purpose, reference))
        if reference == "broken":
            raise ValueError
"""
WORDS = """\
{% block subject %}Are you coming?{% endblock %}
{% block body %}{% if by_phone %}Ask {{ contact.name }}.{% else %}Press {{ confirm_url }}
{{ manage_url }}{% endif %}{% endblock %}
"""


@pytest.fixture
def settings(settings: Settings, installer: Installer) -> Settings:
    """A plugin that asks people, and hears their answers."""
    folder = installer.install("hall", SOURCE) / "templates" / "hall" / "mail"
    folder.mkdir(parents=True)
    (folder / "confirm.txt").write_text(WORDS, encoding="utf-8")
    return settings


def _heard() -> list[tuple[str, str, str]]:
    return list(import_module("brobygger_hall.plugin").heard)


async def _ask(association: Association, *, reference: str = "one", email: str = "", phone: str = "") -> Contact:
    with association_scope(association.id):
        contact = await add_contact(association, "Anna Bro", language="en", email=email, phone=phone)
        await ask_to_confirm(
            contact, owner="hall", purpose="visit", reference=reference, template=MAIL, context={}, client="192.0.2.1"
        )  # fmt: skip
        return contact


async def _confirmed(association: Association) -> bool:
    with association_scope(association.id):
        return (await Confirmation.get()).confirmed_at is not None


async def test_link_that_a_mail_scanner_opens_confirms_nothing(
    association: Association, client: Client, outbox: Outbox
) -> None:
    await _ask(association, email="anna@example.org")

    page = await client.get(await outbox.link("anna@example.org", "/confirm/"))

    assert page.status == 200
    assert not await _confirmed(association)
    assert _heard() == []


async def test_press_confirms_once_and_leads_to_what_one_joined(
    association: Association, client: Client, outbox: Outbox
) -> None:
    await _ask(association, email="anna@example.org")
    link = await outbox.link("anna@example.org", "/confirm/")

    first, second = await client.submit(link), await client.get(link)

    assert first.path == second.path
    assert first.path.startswith("/manage/")
    assert await _confirmed(association)
    assert _heard() == [("Anna Bro", "visit", "one")]


async def test_pages_with_a_secret_in_their_address_tell_it_to_nobody(
    association: Association, client: Client, outbox: Outbox
) -> None:
    await _ask(association, email="anna@example.org")

    for part in ("/confirm/", "/manage/"):
        page = await client.get(await outbox.link("anna@example.org", part))
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page.response.headers["Cache-Control"]


async def test_link_ends_after_two_days_and_says_so(
    association: Association, client: Client, outbox: Outbox, clock: MovableClock
) -> None:
    await _ask(association, email="anna@example.org")
    link = await outbox.link("anna@example.org", "/confirm/")

    clock.advance(hours=48)

    assert (await client.get(link)).status == 410
    assert (await client.post(link)).status == 410
    assert not await _confirmed(association)


async def test_link_that_was_never_made_is_not_found(association: Association, client: Client, outbox: Outbox) -> None:
    contact = await _ask(association, email="anna@example.org")
    good = await outbox.link("anna@example.org", "/manage/")

    assert (await client.get("/confirm/nonsense")).status == 404
    assert (await client.get(f"/manage/{contact.public_id}.{'0' * 40}")).status == 404
    assert (await client.get(f"{good[:-1]}")).status == 404
    assert (await client.get(good)).status == 200


async def test_owner_that_fails_leaves_it_unconfirmed_to_be_pressed_again(
    association: Association, client: Client, outbox: Outbox
) -> None:
    await _ask(association, reference="broken", email="anna@example.org")

    page = await client.submit(await outbox.link("anna@example.org", "/confirm/"))

    assert page.status == 500
    assert not await _confirmed(association)


async def test_manage_links_can_be_made_void(association: Association, client: Client, outbox: Outbox) -> None:
    contact = await _ask(association, email="anna@example.org")
    old = await outbox.link("anna@example.org", "/manage/")

    with association_scope(association.id):
        await revoke_links(contact)

    assert (await client.get(old)).status == 404
    assert (await client.get("/manage/" + manage_url(contact).rpartition("/")[2])).status == 200


async def test_who_has_only_a_phone_is_called_and_a_yes_confirms(
    association: Association, coordinator: Client, outbox: Outbox
) -> None:
    await _ask(association, phone="+4527789793")
    page = await coordinator.get("/a/choir/calls")
    assert "Ask Anna Bro." in page.main

    await coordinator.submit(page, action="/no-answer")
    assert not await _confirmed(association)
    await coordinator.submit(page, action="/yes")

    assert await _confirmed(association)
    assert _heard() == [("Anna Bro", "visit", "one")]
    assert "Anna Bro" not in (await coordinator.get("/a/choir/calls")).main
    assert await outbox.mails("anna@example.org") == []


async def test_no_on_the_phone_settles_the_call_and_confirms_nothing(
    association: Association, coordinator: Client
) -> None:
    await _ask(association, phone="+4527789793")

    await coordinator.submit("/a/choir/calls", action="/no")

    assert not await _confirmed(association)
    with association_scope(association.id):
        assert (await CallTask.get()).state == CallState.DONE


async def test_calls_of_another_association_are_not_there(
    association: Association, other_association: Association, coordinator: Client
) -> None:
    await _ask(other_association, phone="+4527789793")
    with association_scope(other_association.id):
        call = await CallTask.get()

    assert "Anna" not in (await coordinator.get("/a/choir/calls")).main
    assert (await coordinator.post(f"/a/choir/calls/{call.public_id}/yes")).status == 404
    assert not await _confirmed(other_association)


async def test_who_can_be_reached_by_nobody_is_not_told(association: Association, outbox: Outbox) -> None:
    with association_scope(association.id):
        contact = await add_contact(association, "Anna Bro", language="en")
        await notify(contact, owner="hall", reference="one", template=MAIL, context={})

        assert await CallTask.all().count() == 0
    assert await outbox.mails() == []


async def test_what_was_said_on_calls_is_deleted_and_open_ones_stay(
    association: Association, coordinator: Client, clock: MovableClock
) -> None:
    await _ask(association, phone="+4527789793")
    await coordinator.submit("/a/choir/calls", action="/yes")
    with association_scope(association.id):
        contact = await add_contact(association, "Bo", language="en", phone="+4527789794")
        await notify(contact, owner="hall", reference="two", template=MAIL, context={})

    clock.advance(days=15)
    await delete_old_calls_and_confirmations()

    with association_scope(association.id):
        assert [call.reference for call in await CallTask.all()] == ["two"]

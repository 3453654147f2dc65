"""Writing to an association: it gets a mail, its address stays off the page, and nobody is flooded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest_asyncio

from brobygger.associations.models import Association
from brobygger.services.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox

WRITE = "/a/choir/write"
LETTER: dict[str, Any] = {"name": "Nora New", "email": "nora@example.org", "message": "May I come?\nOn Monday?"}


@pytest_asyncio.fixture(autouse=True)
async def address(association: Association) -> None:
    """The choir can be written to."""
    await Association.filter(id=association.id).update(email="choir@example.org", phone="+4520304050")


async def test_page_shows_the_phone_number_and_not_the_address(client: Client) -> None:
    for path in ("/a/choir/", WRITE, "/associations"):
        page = await client.get(path)
        assert "choir@example.org" not in page.response.text
    page = await client.get("/a/choir/")
    assert "20 30 40 50" in page.main
    assert WRITE in page.links().values()


async def test_host_is_written_to_in_the_same_way(client: Client, host: Association) -> None:
    await Association.filter(id=host.id).update(email="centre@example.org")

    page = await client.get("/")

    assert "centre@example.org" not in page.response.text
    assert page.links()["Write to us"] == f"/a/{host.slug}/write"


async def test_letter_goes_to_the_association_and_the_answer_to_the_writer(client: Client, outbox: Outbox) -> None:
    page = await client.submit(WRITE, **LETTER)

    assert page.path == "/a/choir/written"
    [mail] = await outbox.mails()
    assert (mail.recipient, mail.reply_to) == ("choir@example.org", "nora@example.org")
    assert "May I come?\nOn Monday?" in mail.text
    assert "Nora" not in mail.subject
    entry = await AuditEntry.get(action="association.letter_sent")
    assert "nora" not in f"{entry.object}{entry.reason}"


async def test_markup_in_a_letter_is_text(client: Client, outbox: Outbox) -> None:
    await client.submit(WRITE, **{**LETTER, "message": "<img src=x onerror=alert(1)>", "name": "<b>Nora</b>"})

    html = (await outbox.last()).html
    assert "<img" not in html
    assert "<b>Nora" not in html


async def test_nobody_can_choose_the_recipient_or_add_a_header(client: Client, outbox: Outbox) -> None:
    await client.submit(WRITE, **LETTER, to="victim@example.org", recipient="victim@example.org")
    page = await client.submit(WRITE, **{**LETTER, "email": "a@example.org\r\nBcc: victim@example.org"})
    another = await client.submit(WRITE, **{**LETTER, "email": "a@example.org, victim@example.org"})

    assert (page.status, another.status) == (422, 422)
    assert [mail.recipient for mail in await outbox.mails()] == ["choir@example.org"]


async def test_what_is_missing_is_named_and_what_was_typed_is_kept(client: Client, outbox: Outbox) -> None:
    page = await client.submit(WRITE, **{**LETTER, "email": "nora"})

    assert page.status == 422
    assert page.form().values()["message"] == LETTER["message"]
    assert not await outbox.mails()


async def test_program_that_fills_in_everything_sends_nothing(client: Client, outbox: Outbox) -> None:
    page = await client.submit(WRITE, **LETTER, website="https://spam.example")

    assert page.path == "/a/choir/written"
    assert not await outbox.mails()


async def test_field_for_programs_is_hidden_from_people(client: Client) -> None:
    page = await client.get(WRITE)

    trap = page.soup.select_one("[name=website]")
    assert trap
    assert trap.find_parent(hidden=True)


async def test_sent_twice_is_one_letter(client: Client, outbox: Outbox) -> None:
    values = {**(await client.get(WRITE)).form().values(), **LETTER}

    for _ in range(2):
        await client.post(WRITE, values)

    assert len(await outbox.mails()) == 1


async def test_one_writer_and_one_network_send_so_many(client: Client, outbox: Outbox, clock: MovableClock) -> None:
    pages = [await client.submit(WRITE, **LETTER) for _ in range(6)]
    assert [page.status for page in pages] == [200] * 5 + [429]
    assert pages[5].form().values()["message"] == LETTER["message"]

    pages = [await client.submit(WRITE, **{**LETTER, "email": f"n{n}@example.org"}) for n in range(6)]
    assert [page.status for page in pages].count(429) >= 1
    assert len(await outbox.mails()) <= 10

    clock.advance(days=1, hours=1)
    assert (await client.submit(WRITE, **LETTER)).status == 200


async def test_association_without_an_address_has_no_such_page(
    client: Client, other_association: Association, sign_in_as: Callable[..., Awaitable[Client]]
) -> None:
    assert (await client.get(f"/a/{other_association.slug}/write")).status == 404
    somebody = await sign_in_as()
    assert (await somebody.post(f"/a/{other_association.slug}/write", LETTER)).status == 404

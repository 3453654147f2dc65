"""What stands in a mail, and what can not be smuggled into one."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from brobygger.mail.errors import AddressError
from brobygger.mail.message import build_message
from brobygger.mail.queues import Outbox
from brobygger.mail.transports import FolderTransport

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from brobygger.mail.models import OutboxMail
    from brobygger.testing.client import Client
    from core.tests.mail.conftest import Write


def _as_sent(row: OutboxMail) -> EmailMessage:
    return message_from_bytes(build_message(row).as_bytes(), policy=default)


@pytest.mark.parametrize(
    "name", ["Eve\r\nBcc: all@example.org", "Eve\nSubject: Win", 'Eve" <eve@example.org>, "Bo', "Ægir 🌉"]
)
async def test_name_of_a_sender_stays_a_name(name: str, write: Write) -> None:
    mail = _as_sent(await write(name=name))

    assert mail["Bcc"] is None
    assert [str(subject) for subject in mail.get_all("Subject") or ()] == ["Dit link til at logge ind"]
    [sender] = mail["From"].addresses
    assert sender.addr_spec == "no-reply@localhost"
    assert sender.display_name == " ".join(name.split())


@pytest.mark.parametrize(
    "address",
    ["", "anna", "a@example.org\r\nBcc: all@example.org", "a@example.org, b@example.org", "a" * 250 + "@example.org"],
)
async def test_address_that_is_none_is_refused_before_anything_is_written(address: str, write: Write) -> None:
    with pytest.raises(AddressError):
        await write(address)


async def test_mail_speaks_the_readers_language_and_loads_nothing_from_elsewhere(write: Write) -> None:
    row = await write()
    mail = _as_sent(row)
    html = mail.get_body(("html",))

    assert html
    words = html.get_content()
    assert '<html lang="da"' in words
    assert "<img" not in words
    assert "src=" not in words
    assert "url(" not in words
    assert row.subject == "Dit link til at logge ind"


async def test_the_one_thing_a_mail_asks_for_is_a_button_and_an_address_to_read(write: Write) -> None:
    row = await write()

    pressed = BeautifulSoup(row.html, "html.parser").select("a[href]")
    assert [link["href"] for link in pressed] == ["https://brobygger.test/sign-in/code"] * 2
    assert [link.get_text() for link in pressed] == ["Log ind", "https://brobygger.test/sign-in/code"]
    assert "https://brobygger.test/sign-in/code" in row.text.splitlines()


async def test_folder_holds_each_mail_once_as_any_mail_program_reads_it(write: Write, tmp_path: Path) -> None:
    row = await write()
    transport = FolderTransport(tmp_path / "mail")

    async with transport.connect() as connection:
        for _ in range(2):
            await connection.send(await Outbox().envelope(row), asyncio.sleep(0))

    [path] = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml"
    assert str(message_from_bytes(path.read_bytes(), policy=default)["To"]) == "anna@example.org"


async def test_mails_are_shown_to_nobody_on_a_site_for_the_public(client: Client) -> None:
    assert (await client.get("/development/mails")).status == 404
    assert (await client.get("/mails")).status == 404

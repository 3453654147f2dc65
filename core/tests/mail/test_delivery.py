"""Mails on their way to a real server that says yes, later, never, or nothing at all."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from brobygger.db import transaction
from brobygger.due.claims import BACK_OFF_SECONDS, claim_due
from brobygger.mail.ledger import Change, Ledger
from brobygger.mail.models import MailCount, MailState, OutboxMail
from brobygger.mail.queues import Outbox
from brobygger.mail.services import delete_old_mails
from brobygger.testing.browser import free_port
from core.tests.mail.conftest import make_worker

if TYPE_CHECKING:
    from brobygger.mail.delivery import MailWorker
    from brobygger.testing.clock import MovableClock
    from core.tests.mail.conftest import Server, Write

QUEUED, SENT, FAILED, UNKNOWN = MailState.QUEUED, MailState.SENT, MailState.FAILED, MailState.UNKNOWN


async def _state() -> MailState:
    return (await OutboxMail.get()).state


async def test_mail_arrives_whole(server: Server, worker: MailWorker[OutboxMail], write: Write) -> None:
    row = await write()

    await worker.work()

    [mail] = server.mails
    assert (str(mail["To"]), str(mail["Reply-To"])) == ("anna@example.org", "bo@example.org")
    assert mail["From"].addresses[0].display_name == "Bådforeningen “Æblet”"
    assert (mail["Message-ID"], mail["Content-Language"]) == (row.message_id, "da")
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    assert "https://brobygger.test/sign-in/code" in plain.get_content()
    assert 'href="https://brobygger.test/sign-in/code"' in html.get_content()
    assert (await _state(), [(count.state, count.count) for count in await MailCount.all()]) == (SENT, [(SENT, 1)])


async def test_server_that_says_later_is_asked_again_each_time_after_a_longer_wait(
    server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    server.answers = ["451 greylisted"] * 2

    for seconds in BACK_OFF_SECONDS[:2]:
        await worker.work()
        assert await _state() == QUEUED
        clock.advance(seconds=seconds - 1)
        assert await worker.work() == 0
        clock.advance(seconds=1)
    await worker.work()

    assert await _state() == SENT
    assert len(server.mails) == 1


async def test_server_that_says_later_for_ever_is_given_up(
    server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    server.answers = ["451 greylisted"] * 9

    for _ in range(9):
        await worker.work()
        clock.advance(hours=1)

    assert await _state() == FAILED
    assert len(server.answers) == 9 - len(BACK_OFF_SECONDS) - 1


@pytest.mark.parametrize("refused", ["recipients", "answers"])
async def test_server_that_says_never_is_not_asked_again_and_the_log_names_nobody(
    refused: str, server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    setattr(server, refused, ["550 no such person: anna@example.org"])

    with capture_logs() as said:
        await worker.work()
    clock.advance(days=1)
    await worker.work()

    row = await OutboxMail.get()
    assert (row.state, row.error, server.mails) == (FAILED, "550", [])
    assert [line["event"] for line in said] == ["mail not sent"]
    assert "anna" not in str(said)


async def test_one_bad_address_does_not_stop_the_others(
    server: Server, worker: MailWorker[OutboxMail], write: Write
) -> None:
    for number in range(5):
        await write(f"person{number}@example.org")
    server.recipients = ["550 no such person"]

    await worker.work()

    assert Counter([row.state for row in await OutboxMail.all()]) == {SENT: 4, FAILED: 1}


async def test_reply_that_is_lost_is_tried_once_more_with_the_same_id_and_then_left_to_a_person(
    server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    server.answers = [None, None]

    for _ in range(4):
        await worker.work()
        clock.advance(hours=1)

    assert await _state() == UNKNOWN
    assert len(server.mails) == 2
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


async def test_server_that_is_not_there_costs_no_mail(write: Write, clock: MovableClock) -> None:
    for number in range(3):
        await write(f"person{number}@example.org")

    await make_worker(free_port()).work()

    assert {(row.state, row.attempts) for row in await OutboxMail.all()} == {(QUEUED, 1)}


async def test_server_that_answers_nothing_is_left_after_a_while(write: Write) -> None:
    await write()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with silent:
        await make_worker(silent.sockets[0].getsockname()[1], timeout_seconds=1).work()

    row = await OutboxMail.get()
    assert (row.state, row.attempts) == (QUEUED, 1)


async def test_mail_is_not_sent_in_clear_where_encryption_is_wanted(server: Server, write: Write) -> None:
    await write()

    await make_worker(server.port, security="starttls").work()

    assert server.mails == []
    assert await _state() == QUEUED


async def test_two_workers_send_each_mail_once(server: Server, write: Write) -> None:
    for number in range(30):
        await write(f"person{number}@example.org")

    workers = [make_worker(server.port) for _ in range(3)]
    while sum(await asyncio.gather(*(worker.work() for worker in workers))):
        pass

    arrived = Counter(str(mail["To"]) for mail in server.mails)
    assert arrived == {f"person{number}@example.org": 1 for number in range(30)}


async def test_mail_that_was_in_hand_when_a_worker_was_killed_is_sent_once_more(
    server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    for _ in range(2):
        mails = await Outbox().claim(1, timedelta(minutes=5))
        await Ledger(Outbox()).write(*(Change(mail, MailState.SENDING) for mail in mails))  # and then the power goes
        clock.advance(hours=1)
        assert await _state() == MailState.SENDING

    await worker.work()

    assert (await _state(), server.mails) == (UNKNOWN, [])


async def test_worker_whose_lease_ran_out_sends_nothing(
    server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    late = await claim_due(OutboxMail, limit=1)
    clock.advance(hours=1)
    await worker.work()

    await worker.send(late)

    assert len(server.mails) == 1
    assert await _state() == SENT


async def test_mail_of_a_cause_that_was_rolled_back_is_never_sent(
    server: Server, worker: MailWorker[OutboxMail], write: Write
) -> None:
    async def cause() -> None:
        async with transaction():
            await write()
            raise KeyError

    with pytest.raises(KeyError):
        await cause()
    await worker.work()

    assert server.mails == []


async def test_words_are_deleted_in_time_and_counts_stay(
    server: Server, worker: MailWorker[OutboxMail], write: Write, clock: MovableClock
) -> None:
    await write()
    await worker.work()
    clock.advance(days=10)
    await write("later@example.org")
    await worker.work()

    clock.advance(days=5)
    await delete_old_mails()

    assert [row.recipient for row in await OutboxMail.all()] == ["later@example.org"]
    assert sum(count.count for count in await MailCount.all()) == 2

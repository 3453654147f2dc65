"""An issue to many, with a worker that is killed and a mail server that says yes, later, never, or nothing."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from brobygger.plugin_api.db import MailState, association_scope
from brobygger.testing.mailserver import MailServer, mail_server, worker_for
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.sending.queue import IssueQueue
from brobygger_newsletter.sending.rendering import render_edition
from brobygger_newsletter.subscribing.models import Subscriber
from brobygger_newsletter.writing.models import Edition, Issue, IssueState
from brobygger_newsletter.writing.reading import editions_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger_newsletter.newsletters.models import Newsletter

    MakeIssue = Callable[..., Awaitable[Issue]]

READERS = 2000
KILLS = 6
CONNECTIONS = 5


async def _on_its_way(issue: Issue, readers: int) -> None:
    """Freeze *issue* and write down that so many get it."""
    with association_scope(issue.association_id):
        [edition] = await editions_of(issue)
        rendered = await render_edition(issue, edition)
        await Edition.filter(id=edition.id).update(html=rendered.html, text=rendered.text)
        people = [
            Subscriber(
                association_id=issue.association_id, email=f"r{number}@example.org", language="da",
                email_folded=f"r{number}@example.org",
            )
            for number in range(readers)
        ]  # fmt: skip
        await Subscriber.bulk_create(people, batch_size=500)
        await Delivery.bulk_create(
            [
                Delivery(
                    issue_id=issue.id, edition_id=edition.id, subscriber_id=one.id, key=one.public_id,
                    recipient=one.email, association_id=issue.association_id,
                )
                for one in await Subscriber.all()
            ],
            batch_size=500,
        )  # fmt: skip
        await Issue.filter(id=issue.id).update(state=IssueState.SENDING)


async def _send_all(server: MailServer, clock: MovableClock, *, kills: int = 0) -> None:
    """Send until nothing is left to be sent, also in an hour; the worker is killed so often on its way."""
    chance = random.Random(7)  # the same every time
    for _ in range(kills):
        task = asyncio.create_task(worker_for(IssueQueue(), server, connections=CONNECTIONS).work())
        await asyncio.sleep(chance.uniform(0.005, 0.04))
        task.cancel()  # as with a kill, nothing is written down afterwards
        with suppress(asyncio.CancelledError):
            await task
    for _ in range(12):
        while await worker_for(IssueQueue(), server, connections=CONNECTIONS).work():
            pass
        clock.advance(hours=1)


async def test_two_thousand_get_it_though_the_worker_is_killed(
    newsletter: Newsletter, make_issue: MakeIssue, clock: MovableClock, coordinator: Client
) -> None:
    issue = await make_issue(newsletter)
    await _on_its_way(issue, READERS)
    page = f"/a/choir/newsletter/manage/issues/{issue.public_id}/progress"

    async with mail_server() as server:
        before = await coordinator.get(page)
        await _send_all(server, clock, kills=KILLS)

    with association_scope(issue.association_id):
        done = await Issue.get(id=issue.id)
    assert "0 of 2,000" in before.main
    assert len(server.taken) == READERS
    assert max(server.taken.values()) <= 2
    assert server.taken.total() - READERS <= KILLS * CONNECTIONS
    assert (done.state, done.delivered + done.unknown) == (IssueState.SENT, READERS)


async def test_every_list_ends_right_whatever_the_server_says(
    newsletter: Newsletter, make_issue: MakeIssue, clock: MovableClock
) -> None:
    issue = await make_issue(newsletter)
    await _on_its_way(issue, 60)
    asked: Counter[str] = Counter()

    def judge(recipient: str) -> str:
        asked[recipient] += 1
        kind = int(recipient.partition("@")[0].removeprefix("r")) % 6
        later = "250" if asked[recipient] > 2 else "451"
        return {0: "250", 1: later, 2: "550", 3: "451", 4: "", 5: "" if asked[recipient] == 1 else "250"}[kind]

    async with mail_server(judge) as server:
        await _send_all(server, clock)

    states = Counter([(int(row.recipient.partition("@")[0][1:]) % 6, row.state) for row in await Delivery.all()])
    with association_scope(issue.association_id):
        done = await Issue.get(id=issue.id)
    assert states == {
        (0, MailState.SENT): 10,
        (1, MailState.SENT): 10,
        (2, MailState.FAILED): 10,
        (3, MailState.FAILED): 10,  # said “later” for ever
        (4, MailState.UNKNOWN): 10,  # broke off twice: it may have arrived
        (5, MailState.SENT): 10,
    }
    assert (done.state, done.recipients, done.delivered, done.failed, done.unknown) == (IssueState.SENT, 60, 30, 20, 10)
    assert max(asked.values()) <= 7
    assert {recipient for recipient, times in asked.items() if times > 2 and server.taken[recipient] > 2} == set()

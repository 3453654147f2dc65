"""What comes back from mail servers, and who is not written to any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger.testing.mailserver import mail_server, worker_for
from brobygger_newsletter.bouncing.parsing import Report, parse_report
from brobygger_newsletter.bouncing.services import record
from brobygger_newsletter.sending.models import Bounce, Delivery
from brobygger_newsletter.sending.preparing import prepare_next
from brobygger_newsletter.sending.queue import IssueQueue
from brobygger_newsletter.sending.services import send_at, start
from brobygger_newsletter.subscribing.models import Subscription, SubscriptionState, Suppression, SuppressionReason
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.site import Site
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber

    Join = Callable[..., Awaitable[Subscriber]]
    MakeIssue = Callable[..., Awaitable[Issue]]

OURS = "<bcdfghjkmnpq.23456789bcdf@brobygger.test>"


def _notification(status: str, action: str = "failed", message_id: str = OURS) -> bytes:
    """Return what Postfix sends when it gives a mail up."""
    return f"""\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: no-reply@brobygger.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

<anna@example.org>: host mx.example.org said: {status}
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no

--B
Content-Type: text/rfc822-headers

From: Choir <no-reply@brobygger.test>
Message-ID: {message_id}
Subject: Songs

--B--
""".encode()


COMPLAINT = f"""\
From: <abuse@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an abuse report.
--B
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--B
Content-Type: message/rfc822

From: Choir <no-reply@brobygger.test>
Message-ID: {OURS}
Subject: Songs

We sing
--B--
""".encode()


@pytest.mark.parametrize(
    ("content", "bounce"),
    [
        (_notification("5.1.1"), Bounce.UNKNOWN),
        (_notification("5.7.1"), Bounce.HARD),
        (_notification("4.2.2"), Bounce.SOFT),
        (COMPLAINT, Bounce.COMPLAINT),
    ],
)
def test_report_of_a_mail_server_is_read(content: bytes, bounce: Bounce) -> None:
    assert parse_report(content) == Report("bcdfghjkmnpq", "23456789bcdf", bounce)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe" * 100,
        b"Subject: I am on holiday\n\nBack on Monday",
        _notification("4.0.0", action="delayed"),
        _notification("5.1.1", message_id="<somebody@else.example>"),
        _notification("nonsense", action=""),
        _notification("5.1.1").replace(b"multipart/report", b"multipart/mixed"),
    ],
)
def test_other_mail_that_comes_in_reports_nothing(content: bytes) -> None:
    assert parse_report(content) is None


async def _sent(site: Site, issue: Issue) -> None:
    with association_scope(issue.association_id):
        await send_at(issue, None, version=(await Issue.get(id=issue.id)).version)
    await site.run_due_work()


async def _report(issue: Issue, subscriber: Subscriber, bounce: Bounce) -> bool:
    return await record(Report(issue.public_id, subscriber.public_id, bounce))


async def test_address_that_does_not_exist_gets_no_more_and_one_that_is_full_may_be_full_four_times(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue
) -> None:
    gone, full = await join(newsletter, "gone@example.org"), await join(newsletter, "full@example.org")
    states = []
    for number in range(5):
        issue = await make_issue(newsletter)
        await _sent(site, issue)
        if number == 0:
            assert await _report(issue, gone, Bounce.UNKNOWN)
            assert not await _report(issue, gone, Bounce.UNKNOWN)  # told twice, counted once
        await _report(issue, full, Bounce.SOFT)
        with crossing_associations("the test looks at everything"):
            states.append((await Subscription.get(subscriber_id=full.id)).state)

    with crossing_associations("the test looks at everything"):
        first = await Issue.all().order_by("id").first()
        suppressed = await Suppression.all().count()
    assert states == [SubscriptionState.ACTIVE] * 4 + [SubscriptionState.BOUNCED]
    assert first
    assert (first.delivered, first.bounced) == (2, 2)
    assert suppressed == 2
    assert await Delivery.filter(subscriber_id=gone.id).count() == 1


async def test_mail_that_arrives_between_two_that_came_back_keeps_the_subscription(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue
) -> None:
    anna = await join(newsletter, "anna@example.org")
    for bounce in (Bounce.HARD, None, Bounce.HARD):
        issue = await make_issue(newsletter)
        await _sent(site, issue)
        if bounce:
            await _report(issue, anna, bounce)
    with crossing_associations("the test looks at everything"):
        before = (await Subscription.get()).state
    last = await make_issue(newsletter)
    await _sent(site, last)
    await _report(last, anna, Bounce.HARD)

    with crossing_associations("the test looks at everything"):
        assert (before, (await Subscription.get()).state) == (SubscriptionState.ACTIVE, SubscriptionState.BOUNCED)


async def test_server_that_refuses_an_address_at_once_is_a_mail_that_came_back(
    newsletter: Newsletter, join: Join, make_issue: MakeIssue, site: Site
) -> None:
    await join(newsletter, "anna@example.org")
    for _ in range(2):
        issue = await make_issue(newsletter)
        with association_scope(issue.association_id):
            await send_at(issue, None, version=(await Issue.get(id=issue.id)).version)
        with association_scope(issue.association_id):
            await start(await Issue.get(id=issue.id).select_related("newsletter", "association"))
            await prepare_next(await Issue.get(id=issue.id).select_related("newsletter", "association"), {})
        async with mail_server(lambda _recipient: "550") as server:
            await worker_for(IssueQueue(), server).work()

    with crossing_associations("the test looks at everything"):
        assert (await Subscription.get()).state == SubscriptionState.BOUNCED
        assert (await Suppression.get()).reason == SuppressionReason.BOUNCED
    assert site


async def test_site_without_a_key_takes_nothing(client: Client) -> None:
    assert (await client.request("POST", "/newsletter/bounces", content=b"{}")).status == 404

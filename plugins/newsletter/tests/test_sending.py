"""Who gets an issue, and what happens on its way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import MailState, association_scope, crossing_associations
from brobygger.plugin_api.services import find_or_add_contact
from brobygger.testing.people import make_member, make_person
from brobygger_newsletter.errors import NotReadyError
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.sending import audience, services
from brobygger_newsletter.sending.audience import Audience
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.sending.preparing import prepare_next
from brobygger_newsletter.sending.queue import IssueQueue
from brobygger_newsletter.subscribing.models import Subscriber
from brobygger_newsletter.subscribing.services import leave
from brobygger_newsletter.writing.models import Issue, IssueState
from brobygger_newsletter.writing.reading import editions_of
from brobygger_newsletter.writing.services import translate_edition

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from email.message import EmailMessage

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site

    Join = Callable[..., Awaitable[Subscriber]]
    MakeIssue = Callable[..., Awaitable[Issue]]
    Sent = Callable[[], list[EmailMessage]]


async def _send(issue: Issue) -> None:
    with association_scope(issue.association_id):
        await issue.refresh_from_db()
        await services.send_at(issue, None, version=issue.version)


async def _member(association: Association, name: str) -> None:
    address = f"{name.lower()}@members.example"
    _account, person = await make_person(name, address)
    await make_member(association, person, email=address)


def _to(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["To"]) for mail in mails]


async def test_count_is_who_gets_it_nobody_twice_and_nobody_who_left(
    site: Site, association: Association, newsletter: Newsletter, join: Join, make_issue: MakeIssue, sent: Sent
) -> None:
    for name in ("Anna", "Bo"):
        await join(newsletter, f"{name.lower()}@example.org", name=name)
    left = await join(newsletter, "left@example.org")
    await _member(association, "Mia")
    await _member(association, "Noah")
    await join(newsletter, "MIA@members.example")
    issue = await make_issue(newsletter)
    with association_scope(association.id):
        await Newsletter.filter(id=newsletter.id).update(to_members=True)
        await leave(left, newsletter)
        issue = await Issue.get(id=issue.id).select_related("newsletter", "association")
        counted = await audience.count(issue)

    await _send(issue)
    await site.run_due_work()

    assert (counted.asked, counted.members) == (3, 1)
    assert _to(sent()) == ["MIA@members.example", "anna@example.org", "bo@example.org", "noah@members.example"]
    with association_scope(association.id):
        done = await Issue.get(id=issue.id)
    assert (done.state, done.recipients, done.delivered) == (IssueState.SENT, 4, 4)


async def test_member_who_never_asked_leaves_like_everybody_and_gets_no_more(
    site: Site, association: Association, newsletter: Newsletter, make_issue: MakeIssue, client: Client, sent: Sent
) -> None:
    await _member(association, "Mia")
    with association_scope(association.id):
        await Newsletter.filter(id=newsletter.id).update(to_members=True)
        newsletter = await Newsletter.get(id=newsletter.id).select_related("association")
    await _send(await make_issue(newsletter))
    await site.run_due_work()
    [mail] = sent()
    link = str(mail["List-Unsubscribe"]).partition(">")[0].removeprefix("<https://brobygger.test")
    await client.post(link)

    second = await make_issue(newsletter)
    with association_scope(association.id):
        counted = await audience.count(second)

    assert counted.all == 0
    with pytest.raises(NotReadyError):
        await _send(second)


async def test_reader_gets_their_own_language_and_everybody_else_the_first(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue, sent: Sent
) -> None:
    await join(newsletter, "dansk@example.org", language="da")
    await join(newsletter, "english@example.org", language="en")
    await join(newsletter, "arabic@example.org", language="ar")
    issue = await make_issue(newsletter, subject="Sange i maj")
    with association_scope(newsletter.association_id):
        [danish] = await editions_of(issue)
        english = await translate_edition(issue, danish, "en")
        english.subject = "Songs in May"
        await english.save()

    await _send(issue)
    await site.run_due_work()

    by_reader = {str(mail["To"]): (mail["Subject"], mail["Content-Language"]) for mail in sent()}
    assert by_reader == {
        "dansk@example.org": ("Sange i maj", "da"),
        "english@example.org": ("Songs in May", "en"),
        "arabic@example.org": ("Sange i maj", "da"),
    }


@pytest.mark.parametrize(
    ("chosen", "who"),
    [
        ({}, {"anna@example.org", "bo@example.org", "mia@members.example", "noah@members.example"}),
        ({"languages": ("da",)}, {"bo@example.org"}),
        ({"roles": ("coordinator",)}, set()),
        ({"joined_since": "2000-01-01"}, {"mia@members.example", "noah@members.example"}),
    ],
)
async def test_choice_makes_it_fewer_and_never_more(
    association: Association, newsletter: Newsletter, join: Join, make_issue: MakeIssue, chosen: dict[str, Any],
    who: set[str],
) -> None:  # fmt: skip
    await join(newsletter, "anna@example.org", language="en")
    await join(newsletter, "bo@example.org", language="da")
    await _member(association, "Mia")
    await _member(association, "Noah")
    issue = await make_issue(newsletter)
    with association_scope(association.id):
        await find_or_add_contact(association, "Known", language="da", email="known@example.org")
        await Newsletter.filter(id=newsletter.id).update(to_members=True)
        await Issue.filter(id=issue.id).update(audience={**Audience().stored(), **chosen})
        issue = await Issue.get(id=issue.id).select_related("newsletter", "association")
        found = [one.email async for batch in audience.recipients(issue) for one in batch]

    assert set(found) == who
    assert len(found) == len(who)


async def test_what_a_sponsor_pays_for_goes_to_no_member_who_did_not_ask(
    association: Association, newsletter: Newsletter, join: Join, make_issue: MakeIssue
) -> None:
    await join(newsletter, "anna@example.org")
    await _member(association, "Mia")
    issue = await make_issue(newsletter)
    with association_scope(association.id):
        await Newsletter.filter(id=newsletter.id).update(to_members=True)
        await Issue.filter(id=issue.id).update(is_commercial=True)
        issue = await Issue.get(id=issue.id).select_related("newsletter", "association")

        assert (await audience.count(issue)).all == 1


async def test_issue_waits_for_its_time_and_can_be_called_off_until_then(
    site: Site, association: Association, newsletter: Newsletter, join: Join, make_issue: MakeIssue,
    coordinator: Client, clock: MovableClock, sent: Sent,
) -> None:  # fmt: skip
    await join(newsletter, "anna@example.org")
    issue = await make_issue(newsletter)
    page = f"/a/choir/newsletter/manage/issues/{issue.public_id}"
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()

    past = await coordinator.submit(f"{page}/send", action="/send", when="later", day="2020-01-01", time="09:00")
    waits = await coordinator.submit(f"{page}/send", action="/send", when="later", day=tomorrow, time="09:00")
    await site.run_due_work()
    called_off = await coordinator.submit(waits, action="/unschedule")
    clock.advance(days=2)
    await site.run_due_work()
    nothing = sent()
    await _send(issue)
    await site.run_due_work()

    assert past.errors == ["Choose a time within the next year"]
    assert "It is sent on" in waits.main
    assert called_off.heading == "Songs in May"
    assert nothing == []
    assert _to(sent()) == ["anna@example.org"]


async def test_pause_holds_from_the_next_mail_on_and_stopping_is_for_good(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue, coordinator: Client, sent: Sent
) -> None:
    for number in range(3):
        await join(newsletter, f"person{number}@example.org")
    issue = await make_issue(newsletter)
    await _send(issue)
    with association_scope(issue.association_id):
        started = await Issue.get(id=issue.id).select_related("newsletter", "association")
        await services.start(started)
        started = await Issue.get(id=issue.id).select_related("newsletter", "association")
        await prepare_next(started, {})
    page = f"/a/choir/newsletter/manage/issues/{issue.public_id}"
    [first, *_rest] = await IssueQueue().claim(1, timedelta(minutes=5))
    paused = await coordinator.submit(f"{page}/progress", action="/pause")
    await site.run_due_work()
    while_paused = sent()
    with association_scope(issue.association_id):
        await leave(await _subscriber("person2@example.org"), newsletter)
    await coordinator.submit(f"{page}/stop")
    await site.run_due_work()
    done = await coordinator.get(f"{page}/progress")

    assert "Paused" in paused.main
    assert "0 of 3" in paused.main
    assert while_paused == []
    assert sent() == []
    assert "Stopped" in done.main
    assert first.state == MailState.QUEUED
    assert await Delivery.filter(issue_id=issue.id).count() <= 1


async def _subscriber(email: str) -> Any:
    return await Subscriber.get(email=email)


async def test_whoever_leaves_while_it_is_sent_does_not_get_it(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue, sent: Sent
) -> None:
    anna = await join(newsletter, "anna@example.org")
    await join(newsletter, "bo@example.org")
    issue = await make_issue(newsletter)
    await _send(issue)
    with association_scope(issue.association_id):
        started = await Issue.get(id=issue.id).select_related("newsletter", "association")
        await services.start(started)
        await prepare_next(await Issue.get(id=issue.id).select_related("newsletter", "association"), {})
        await leave(anna, newsletter)
    await site.run_due_work()

    assert _to(sent()) == ["bo@example.org"]


async def test_words_are_frozen_when_it_starts(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue, coordinator: Client
) -> None:
    await join(newsletter, "anna@example.org")
    issue = await make_issue(newsletter)
    words = f"/a/choir/newsletter/manage/issues/{issue.public_id}/words/da"
    form = await coordinator.get(f"{words}/new/text")
    await _send(issue)
    await site.run_due_work()

    late = await coordinator.submit(form, text="Too late")

    assert late.path.endswith("/progress")
    assert "Too late" not in (await coordinator.get(f"{words}/preview")).main


async def test_module_that_is_switched_off_sends_nothing_and_goes_on_afterwards(
    site: Site, administrator: Client, newsletter: Newsletter, join: Join, make_issue: MakeIssue, sent: Sent
) -> None:
    await join(newsletter, "anna@example.org")
    issue = await make_issue(newsletter)
    await _send(issue)
    with association_scope(issue.association_id):
        started = await Issue.get(id=issue.id).select_related("newsletter", "association")
        await services.start(started)
        await prepare_next(await Issue.get(id=issue.id).select_related("newsletter", "association"), {})
    await administrator.submit("/a/choir/modules/newsletter/off")
    await site.run_due_work()
    while_off = sent()
    await administrator.submit("/a/choir/modules/newsletter/on")
    await site.run_due_work()

    assert while_off == []
    assert _to(sent()) == ["anna@example.org"]


async def test_long_issue_keeps_no_short_one_waiting(
    newsletter: Newsletter, other_association: Association, join: Join, make_issue: MakeIssue
) -> None:
    with association_scope(other_association.id):
        theirs = await Newsletter.get().select_related("association")
    for number in range(5):
        await join(newsletter, f"person{number}@example.org")
    await join(theirs, "short@example.org")
    for one in (newsletter, theirs):
        issue = await make_issue(one)
        await _send(issue)
        with association_scope(issue.association_id):
            await services.start(await Issue.get(id=issue.id).select_related("newsletter", "association"))
            await prepare_next(await Issue.get(id=issue.id).select_related("newsletter", "association"), {})
    queue = IssueQueue()

    turns = [len(await queue.claim(2, timedelta(minutes=5))) for _ in range(4)]

    assert turns == [2, 1, 2, 1]


async def test_test_mail_goes_to_oneself_and_into_no_count(
    newsletter: Newsletter, join: Join, make_issue: MakeIssue, coordinator: Client, outbox: Any
) -> None:
    issue = await make_issue(newsletter, text="Dear [first name|friend]")

    page = await coordinator.submit(f"/a/choir/newsletter/manage/issues/{issue.public_id}/send", action="/trial")

    mail = await outbox.last("carla@example.org")
    assert "The test is on its way to you" in page.main
    assert mail.subject == "Prøve: Songs in May"
    assert "Dear Coordinator" in mail.text
    with crossing_associations("the test looks at everything"):
        assert not await Delivery.exists()

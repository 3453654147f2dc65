"""Writing down who gets an issue: a thousand in each transaction, so that whoever is killed goes on where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brobygger.plugin_api.db import fold
from brobygger.plugin_api.services import now, schedule
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.sending.audience import Audience, goes_to_members, members, narrowing_of, subscribed
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.subscribing.models import Subscriber
from brobygger_newsletter.writing.models import Issue, IssueState
from brobygger_newsletter.writing.reading import editions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger_newsletter.sending.audience import Recipient

PREPARE: Final = "prepare"
_SUBSCRIBED, _MEMBERS = "subscribed", "members"


async def prepare_next(issue: Issue, payload: dict[str, Any]) -> None:
    """Write down the next thousand who get *issue*; in the transaction of a due task, which it follows by the next."""
    if issue.state != IssueState.STARTING:
        return  # it was stopped
    source, after = payload.get("source", _SUBSCRIBED), int(payload.get("after", 0))
    audience = Audience.of(issue)
    if source == _SUBSCRIBED:
        batch, following = await subscribed(issue.newsletter, after=after)
    else:
        batch, following = await members(issue.newsletter, audience, after=after)
    narrowing = await narrowing_of(audience, issue.association)
    await _write_down(issue, await narrowing.narrow(batch))
    if following:
        await schedule_next(issue, source=source, after=following)
    elif source == _SUBSCRIBED and goes_to_members(issue, issue.newsletter):
        await schedule_next(issue, source=_MEMBERS)
    else:
        await Issue.filter(id=issue.id, state=IssueState.STARTING).update(state=IssueState.SENDING)


async def schedule_next(issue: Issue, *, source: str = _SUBSCRIBED, after: int = 0) -> None:
    payload = {"issue": issue.id, "source": source, "after": after}
    await schedule(OWNER, PREPARE, payload, association_id=issue.association_id, key=f"newsletter.prepare.{issue.id}")


async def _write_down(issue: Issue, batch: Sequence[Recipient]) -> None:
    """Make a row for everybody of *batch* who has none yet."""
    if not batch:
        return
    editions = {edition.language: edition.id for edition in await editions_of(issue)}
    subscribers = await _subscribers(issue, batch)
    had = Delivery.filter(issue_id=issue.id, subscriber_id__in=[one.id for one in subscribers.values()])
    taken = {row.subscriber_id for row in await had.only("subscriber_id")}
    rows = []
    for one in batch:
        subscriber = subscribers[fold(one.email)]
        if subscriber.id not in taken:
            taken.add(subscriber.id)
            edition = editions.get(one.language, editions[issue.language])
            rows.append(_row(issue, edition, subscriber, one))
    await Delivery.bulk_create(rows, batch_size=200)
    await Subscriber.filter(id__in=[row.subscriber_id for row in rows]).update(last_sent_at=now())


def _row(issue: Issue, edition_id: int, subscriber: Subscriber, recipient: Recipient) -> Delivery:
    return Delivery(
        issue_id=issue.id, edition_id=edition_id, subscriber_id=subscriber.id, key=subscriber.public_id,
        recipient=subscriber.email, name=subscriber.name or recipient.name, association_id=issue.association_id,
    )  # fmt: skip


async def _subscribers(issue: Issue, batch: Sequence[Recipient]) -> dict[str, Subscriber]:
    """Return the rows by which *batch* is known, by folded address; a member who never asked is written down now, so
    that the link in the mail can be theirs.
    """
    folded = {fold(one.email): one for one in batch}
    known = {row.email_folded: row for row in await Subscriber.filter(email_folded__in=list(folded))}
    new = [
        Subscriber(
            association_id=issue.association_id, email=one.email, email_folded=address, name=one.name,
            language=one.language,
        )
        for address, one in folded.items()
        if address not in known
    ]  # fmt: skip
    if new:
        await Subscriber.bulk_create(new, batch_size=200)
        added = await Subscriber.filter(email_folded__in=[row.email_folded for row in new])
        known |= {row.email_folded: row for row in added}
    return known

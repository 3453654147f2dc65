"""Writing down what came back, and writing no more to addresses that do not work. Counts each mail once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tortoise.expressions import F, Q

from brobygger.plugin_api.db import association_scope, crossing_associations, transaction
from brobygger.plugin_api.services import add_to_figure, now
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.sending.models import Bounce, Delivery
from brobygger_newsletter.sending.withholding import withhold
from brobygger_newsletter.subscribing.models import Subscriber, Subscription, SubscriptionState, SuppressionReason
from brobygger_newsletter.subscribing.suppressing import suppress
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from brobygger_newsletter.bouncing.parsing import Report

#: So many mails in a row that came back end the subscription: for good, or for now (a full mailbox).
_HARD_IN_A_ROW: Final = 2
_SOFT_IN_A_ROW: Final = 5
_COUNTED: Final = {Bounce.COMPLAINT: "complained"}


async def record(report: Report) -> bool:
    """Write down what *report* says, and tell whether it was news of a mail of ours."""
    with crossing_associations("the report names one mail, whose association is known from it"):
        delivery = await Delivery.get_or_none(issue__public_id=report.issue, key=report.key)
    return delivery is not None and await record_bounce(delivery, report.bounce)


async def record_bounce(delivery: Delivery, bounce: Bounce) -> bool:
    """Do the same for a mail that is at hand."""
    assert delivery.association_id is not None
    with association_scope(delivery.association_id):
        async with transaction():
            # Told twice is counted once; only a reader who complains says something new of a mail that came back.
            news = Q(bounce=None) | (~Q(bounce=bounce) if bounce == Bounce.COMPLAINT else Q(bounce=None))
            if not await Delivery.filter(news, id=delivery.id).update(bounce=bounce, bounced_at=now()):
                return False
            counted = _COUNTED.get(bounce, "bounced")
            await Issue.filter(id=delivery.issue_id).update(**{counted: F(counted) + 1})
            await add_to_figure(delivery.association_id, OWNER, counted, year=now().year)
            subscriber = await Subscriber.get(id=delivery.subscriber_id)
            if bounce == Bounce.COMPLAINT:
                await _end(subscriber, SubscriptionState.LEFT, SuppressionReason.COMPLAINED)
            elif bounce == Bounce.UNKNOWN or await _too_often(subscriber):
                await _end(subscriber, SubscriptionState.BOUNCED, SuppressionReason.BOUNCED)
    return True


async def _too_often(subscriber: Subscriber) -> bool:
    """Tell whether the last mails to *subscriber* all came back."""
    last = await Delivery.filter(subscriber_id=subscriber.id, finished_at__isnull=False).order_by("-id").limit(
        _SOFT_IN_A_ROW
    )  # fmt: skip
    hard = [one.bounce in (Bounce.HARD, Bounce.UNKNOWN) for one in last[:_HARD_IN_A_ROW]]
    soft = [one.bounce is not None for one in last]
    return (len(hard) == _HARD_IN_A_ROW and all(hard)) or (len(soft) == _SOFT_IN_A_ROW and all(soft))


async def _end(subscriber: Subscriber, state: SubscriptionState, reason: SuppressionReason) -> None:
    """Write no newsletter of the association to *subscriber* again, until they ask the association for it."""
    open_ones = Subscription.filter(
        subscriber_id=subscriber.id, state__in=[SubscriptionState.ACTIVE, SubscriptionState.PENDING]
    )
    await open_ones.update(state=state, left_at=now())
    await suppress(subscriber.email, reason)
    await withhold(subscriber)

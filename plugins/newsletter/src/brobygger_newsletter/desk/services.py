"""Looking after who gets a newsletter. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.db import Page, fold, read_page, transaction
from brobygger.plugin_api.services import audit
from brobygger_newsletter.subscribing.models import Subscription, SubscriptionState
from brobygger_newsletter.subscribing.services import Yes, leave, subscribe
from brobygger_newsletter.subscribing.suppressing import lift, suppressed_among

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tortoise.queryset import QuerySet

    from brobygger_newsletter.newsletters.models import Newsletter

_BATCH = 500


def _matching(newsletter: Newsletter, state: SubscriptionState, text: str) -> QuerySet[Subscription]:
    rows = Subscription.filter(newsletter_id=newsletter.id, state=state).select_related("subscriber")
    return rows.filter(subscriber__email_folded__startswith=fold(text)) if text else rows


async def search(
    newsletter: Newsletter, *, state: SubscriptionState, text: str = "", after: str = ""
) -> Page[Subscription]:
    """Return a page of those whose address begins with *text*, in the order in which they came."""
    return await read_page(_matching(newsletter, state, text), order=("subscriber_id",), after=after)


async def everybody(newsletter: Newsletter, state: SubscriptionState) -> AsyncIterator[Subscription]:
    """Yield all of them, a batch at a time: a table of a hundred thousand is no hundred thousand rows in memory."""
    after = 0
    while True:
        rows = _matching(newsletter, state, "").filter(subscriber_id__gt=after).order_by("subscriber_id")
        batch = await rows.limit(_BATCH)
        for row in batch:
            yield row
        if len(batch) < _BATCH:
            return
        after = batch[-1].subscriber_id


async def find_subscription(newsletter: Newsletter, subscriber: str) -> Subscription | None:
    """Return how the subscriber with that public id stands to *newsletter*."""
    return await Subscription.get_or_none(newsletter_id=newsletter.id, subscriber__public_id=subscriber).select_related(
        "subscriber__association"
    )


async def take_off(subscription: Subscription, newsletter: Newsletter) -> None:
    """Take somebody off at their wish, told by phone or in person."""
    async with transaction():
        await leave(subscription.subscriber, newsletter)
        await _record("taken_off", newsletter)


async def add_list(newsletter: Newsletter, people: Mapping[str, str], *, language: str, yes: Yes) -> tuple[int, int]:
    """Subscribe everybody on a list with proof; return how many were added, and how many must not be written to.

    Nobody who left, and no address that must not be written to, comes back by a list.
    """
    async with transaction():
        refused = await suppressed_among(people, newsletter.id)
        added = 0
        for email, name in people.items():
            if email not in refused:
                await subscribe(newsletter.association, [newsletter], email, name=name, language=language, yes=yes)
                added += 1
        await _record("list_added", newsletter)
    return added, len(refused)


async def let_write_again(newsletter: Newsletter, email: str) -> bool:
    """Let an address be written to again, since its owner asks for it; tell whether it was refused at all."""
    async with transaction():
        lifted = await lift(email, None)
        lifted = await lift(email, newsletter.id) or lifted
        if lifted:
            await _record("lifted", newsletter)
    return lifted


async def _record(what: str, newsletter: Newsletter) -> None:
    await audit.record(
        f"newsletter.{what}", association_id=newsletter.association_id, object=f"newsletter:{newsletter.id}"
    )

"""Finding subscribers. Runs within the association's scope, but for what one person has in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.db import crossing_associations, fold
from brobygger.plugin_api.services import proven_addresses
from brobygger_newsletter.errors import UnknownKeyError
from brobygger_newsletter.newsletters.services import read_newsletters
from brobygger_newsletter.subscribing.models import Subscriber, Subscription, SubscriptionState
from brobygger_newsletter.subscribing.suppressing import suppressed_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.plugin_api.services import Subject
    from brobygger_newsletter.newsletters.models import Newsletter


async def find_subscriber(public_id: str) -> Subscriber:
    """Raises UnknownKeyError for one who is not there (any more)."""
    found = await Subscriber.get_or_none(public_id=public_id).select_related("association")
    if found is None:
        raise UnknownKeyError
    return found


async def gets(subscriber: Subscriber) -> set[int]:
    """Return the ids of the newsletters that go to *subscriber* because they asked."""
    active = Subscription.filter(subscriber_id=subscriber.id, state=SubscriptionState.ACTIVE)
    return {row.newsletter_id for row in await active}


async def offered_to(subscriber: Subscriber) -> Sequence[Newsletter]:
    """Return what a subscriber can choose from: what is open, and what they get already."""
    own = await gets(subscriber)
    everything = await read_newsletters()
    return [one for one in everything if one.is_open or one.id in own or one.to_members]


async def subscribers_of(subject: Subject) -> list[Subscriber]:
    """Return how associations know the addresses that *subject* proved: all of them, or of a contact only its own."""
    folded = [fold(address) for address in await proven_addresses(subject)]
    if not folded:
        return []
    association_id = getattr(subject, "association_id", None)
    with crossing_associations("what somebody subscribed to is theirs in every association"):
        rows = Subscriber.filter(email_folded__in=folded)
        if association_id is not None:
            rows = rows.filter(association_id=association_id)
        return await rows.select_related("association").order_by("id")


async def subscriptions_of(subscribers: Sequence[Subscriber]) -> list[Subscription]:
    if not subscribers:
        return []
    with crossing_associations("what somebody subscribed to is theirs in every association"):
        rows = Subscription.filter(subscriber_id__in=[one.id for one in subscribers])
        return await rows.select_related("newsletter__association", "subscriber").order_by("id")


async def is_wanted(subscriber: Subscriber, newsletter: Newsletter) -> bool:
    """Tell whether *subscriber* did not say no to a newsletter that all members get."""
    return not await suppressed_among([subscriber.email], newsletter.id)

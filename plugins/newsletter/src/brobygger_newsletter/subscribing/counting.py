"""How many get what. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.functions import Count

from brobygger_newsletter.subscribing.models import Subscription, SubscriptionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger_newsletter.newsletters.models import Newsletter


async def count_subscribers(newsletters: Sequence[Newsletter]) -> dict[int, int]:
    """Return how many asked for each newsletter, by id, in one query."""
    counts = {one.id: 0 for one in newsletters}
    if counts:
        active = Subscription.filter(newsletter_id__in=list(counts), state=SubscriptionState.ACTIVE)
        rows = await active.annotate(number=Count("id")).group_by("newsletter_id").values("newsletter_id", "number")
        counts |= {int(row["newsletter_id"]): int(row["number"]) for row in rows}
    return counts

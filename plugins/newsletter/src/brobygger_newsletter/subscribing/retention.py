"""Forgetting on time: who never confirmed, who left, who was written to long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.expressions import Q, Subquery

from brobygger.plugin_api import DueDeletion
from brobygger.plugin_api.db import crossing_associations, transaction
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import now
from brobygger_newsletter.permissions import MANAGE_SUBSCRIBERS
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.subscribing.keys import OPEN_FOR
from brobygger_newsletter.subscribing.models import Subscriber, Subscription, SubscriptionState

if TYPE_CHECKING:
    from datetime import date, datetime

    from tortoise.queryset import QuerySet

#: Links in newsletters work for at least 60 days (S-44), so the subscriber must be there for longer.
KEPT: Final = timedelta(days=90)
_BATCH: Final = 500
_OVER: Final = (SubscriptionState.LEFT, SubscriptionState.BOUNCED)


async def purge() -> None:
    """Delete what is due: asked and never confirmed, left, and rows of what was sent; then whom nothing ties."""
    moment = now()
    with crossing_associations("retention holds for every association"):
        pending = Subscription.filter(state=SubscriptionState.PENDING, asked_at__lt=moment - OPEN_FOR)
        await _delete_all(pending)
        over = Subscription.filter(Q(left_at=None) | Q(left_at__lt=moment - KEPT), state__in=_OVER)
        quiet = Subscriber.filter(_long_ago(moment - KEPT)).values("id")
        await _delete_all(over.filter(subscriber_id__in=Subquery(quiet)))
        await _delete_all(Delivery.filter(finished_at__lt=moment - KEPT))
        await _delete_untied(moment - KEPT)


def _long_ago(before: datetime) -> Q:
    return Q(last_sent_at=None) | Q(last_sent_at__lt=before)


async def _delete_all(rows: QuerySet[Any]) -> None:
    """Delete *rows* a batch at a time, so that nobody else waits long for the table."""
    while ids := await rows.limit(_BATCH).values_list("id", flat=True):
        await rows.model.filter(id__in=list(ids)).delete()


async def _delete_untied(before: datetime) -> None:
    tied = Subquery(Subscription.all().values("subscriber_id"))
    while (
        untied := await Subscriber.filter(_long_ago(before), created_at__lt=now() - OPEN_FOR)
        .exclude(id__in=tied)
        .limit(_BATCH)
    ):
        async with transaction():
            ids = [one.id for one in untied]
            await Delivery.filter(subscriber_id__in=ids).delete()
            await Subscriber.filter(id__in=ids).delete()


async def due_deletions(until: date) -> list[DueDeletion]:
    """Return which addresses of the association in scope go by *until*, since they left long ago."""
    rows = Subscription.filter(state__in=_OVER, left_at__isnull=False).select_related("subscriber")
    found = []
    for row in await rows.order_by("left_at").limit(_BATCH):
        assert row.left_at is not None
        on = (max(row.left_at, row.subscriber.last_sent_at or row.left_at) + KEPT).date()
        if on <= until:
            found.append(
                DueDeletion(
                    _("The newsletter address %(email)s") % {"email": row.subscriber.email}, on,
                    _("They left three months ago."), MANAGE_SUBSCRIBERS,
                )
            )  # fmt: skip
    return found

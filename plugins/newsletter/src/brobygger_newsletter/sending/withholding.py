"""Keeping back what is on its way to somebody who no longer wants it. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Subquery

from brobygger.plugin_api.db import MailState
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber


async def withhold(subscriber: Subscriber, newsletter: Newsletter | None = None) -> None:
    """Send nothing that is not handed over yet: of one newsletter, or of all the association's."""
    waiting = Delivery.filter(subscriber_id=subscriber.id, state=MailState.QUEUED)
    if newsletter is not None:
        waiting = waiting.filter(issue_id__in=Subquery(Issue.filter(newsletter_id=newsletter.id).values("id")))
    await waiting.delete()

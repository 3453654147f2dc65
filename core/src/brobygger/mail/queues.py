"""Core's own queue of mails, and the counts that every queue adds to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.due.claims import claim_due
from brobygger.mail.message import build_message
from brobygger.mail.models import MailCount, MailState, OutboxMail
from brobygger.plugins import Envelope, MailQueue
from brobygger.web.formats import local

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

#: Rows in these states still have to become a mail.
OPEN = "state IN ('queued', 'sending')"


class Outbox(MailQueue[OutboxMail]):
    """Mails to one person each."""

    model = OutboxMail

    async def claim(self, limit: int, lease: timedelta) -> Sequence[OutboxMail]:
        return await claim_due(self.model, limit=limit, lease=lease, only=OPEN)

    async def envelope(self, row: OutboxMail) -> Envelope:
        sender = runtime.current().settings.mail.sender_address
        name = row.message_id.strip("<>").partition("@")[0]
        return Envelope(sender, row.recipient, build_message(row).as_bytes(), name)


async def count_ended(rows: Sequence[tuple[Any, MailState]]) -> None:
    """Add to the counts of today, which stay when the mails are gone."""
    day = local(clock.now()).date()
    # In one order, or two workers could wait for each other's counters.
    for (association_id, state), number in sorted(
        Counter((row.association_id or 0, state) for row, state in rows).items()
    ):
        await _count({"day": day, "association_id": association_id, "state": state}, number)


async def _count(counter: dict[str, Any], number: int) -> None:
    if await MailCount.filter(**counter).update(count=F("count") + number):
        return
    try:
        async with transaction():
            await MailCount.create(**counter, count=number)
    except IntegrityError:  # another worker wrote the day's first one
        await MailCount.filter(**counter).update(count=F("count") + number)

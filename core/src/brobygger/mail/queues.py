"""Core's own queue of mails, and the counts that every queue adds to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connections

from brobygger import clock, runtime
from brobygger.due.claims import claim_due
from brobygger.mail.message import build_message
from brobygger.mail.models import MailCount, MailState, OutboxMail
from brobygger.plugins import Envelope, MailQueue
from brobygger.web.formats import local

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

#: One statement, so that no two workers write the day's first one.
_COUNT = """
    INSERT INTO core_mail_count AS counted (day, association_id, state, count) VALUES ({values})
    ON CONFLICT (day, association_id, state) DO UPDATE SET count = counted.count + excluded.count
"""
_VALUES = {"sqlite": "?1, ?2, ?3, ?4", "postgres": "$1, $2, $3, $4"}
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
    numbers = Counter((row.association_id or 0, str(state)) for row, state in rows)
    connection = get_connections().get("default")
    statement = _COUNT.format(values=_VALUES[connection.capabilities.dialect])
    # In one order, or two workers could wait for each other's counters.
    for (association_id, state), number in sorted(numbers.items()):
        values = [MailCount._meta.fields_map["day"].to_db_value(day, MailCount), association_id, state, number]
        await connection.execute_query_dict(statement, values)

"""Sending what is in the outbox: queued → sending → sent, failed or unknown.

“Sending” is committed before a mail is handed over and “sent” after the server took it. Whoever is killed in between
leaves a row whose lease runs out; it is tried once more, and a second time it is left to a person.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.due.claims import BACK_OFF_SECONDS, claim_due
from brobygger.mail.errors import AmbiguousError, MailError, PermanentError, TemporaryError
from brobygger.mail.message import build_message
from brobygger.mail.models import MailCount, MailState, OutboxMail
from brobygger.web.formats import local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.queryset import QuerySet

    from brobygger.mail.transports import FolderTransport, SMTPTransport

log = structlog.get_logger("brobygger.mail")
_OPEN = "state IN ('queued', 'sending')"
#: Longer than one mail can take with every time-out used up.
_LEASE = timedelta(minutes=4)
_BATCH_FOR_EACH_CONNECTION = 10


class MailWorker:
    """Sends due mails over several connections."""

    def __init__(self, transport: FolderTransport | SMTPTransport, *, connections: int) -> None:
        self.transport = transport
        self.connections = connections

    async def work(self) -> int:
        """Send one batch; return how many mails were taken."""
        limit = self.connections * _BATCH_FOR_EACH_CONNECTION
        mails = await claim_due(OutboxMail, limit=limit, lease=_LEASE, only=_OPEN)
        shares = [mails[start :: self.connections] for start in range(self.connections)]
        await asyncio.gather(*(self._send_share(share) for share in shares if share))
        return len(mails)

    async def _send_share(self, mails: Sequence[OutboxMail]) -> None:
        """Send *mails* over one connection, and over a new one when it broke."""
        waiting = list(reversed(mails))
        while waiting:
            try:
                async with self.transport.connect() as connection:
                    while waiting:
                        mail = waiting.pop()
                        if await _begin(mail) and not await self._send(connection, mail):
                            break
            except TemporaryError as error:  # nobody answers: each mail waits its turn again
                for mail in waiting:
                    await _retry(mail, error)
                return

    async def _send(self, connection: object, mail: OutboxMail) -> bool:
        """Send one mail, and tell whether the connection can be used again."""
        sender = runtime.current().settings.mail.sender_address
        try:
            await connection.send(build_message(mail), sender, mail.recipient)  # type: ignore[attr-defined]  # opened above
        except PermanentError as error:
            await _finish(mail, MailState.FAILED, str(error))
        except AmbiguousError as error:
            await _open_question(mail, error)
            return False
        except TemporaryError as error:
            await _retry(mail, error)
            return str(error).isdecimal()
        else:
            await _finish(mail, MailState.SENT)
        return True


async def _begin(mail: OutboxMail) -> bool:
    """Commit that the mail is about to be handed over; settle one that somebody left there when they were killed."""
    if mail.state == MailState.SENDING:
        mail.ambiguities += 1
        if mail.ambiguities > 1:
            await _finish(mail, MailState.UNKNOWN, "killed twice while sending")
            return False
    lease = clock.now() + _LEASE
    begun = await _held(mail).update(state=MailState.SENDING, ambiguities=mail.ambiguities, lease_until=lease)
    mail.lease_until = lease
    return bool(begun)


def _held(mail: OutboxMail) -> QuerySet[OutboxMail]:
    """Return the mail as long as it is ours: when its lease ran out, another worker may have taken it."""
    return OutboxMail.filter(id=mail.id, lease_until=mail.lease_until)


async def _open_question(mail: OutboxMail, error: MailError) -> None:
    mail.ambiguities += 1
    if mail.ambiguities > 1:
        await _finish(mail, MailState.UNKNOWN, str(error))
    else:
        await _retry(mail, error)


async def _retry(mail: OutboxMail, error: MailError) -> None:
    """Queue the mail again for later, or give it up when it was tried often enough."""
    if mail.attempts >= len(BACK_OFF_SECONDS):
        await _finish(mail, MailState.FAILED, str(error))
        return
    await _held(mail).update(
        state=MailState.QUEUED, ambiguities=mail.ambiguities, attempts=F("attempts") + 1, error=str(error)[:200],
        lease_until=None, due_at=clock.now() + timedelta(seconds=BACK_OFF_SECONDS[mail.attempts]),
    )  # fmt: skip


async def _finish(mail: OutboxMail, state: MailState, error: str = "") -> None:
    async with transaction():
        if not await _held(mail).update(state=state, error=error[:200], lease_until=None, finished_at=clock.now()):
            return
        await _count(mail.association_id or 0, state)
    if state != MailState.SENT:
        log.warning("mail not sent", mail=mail.id, state=state.value, error=error)


async def _count(association_id: int, state: MailState) -> None:
    row: dict[str, Any] = {"day": local(clock.now()).date(), "association_id": association_id, "state": state}
    if await MailCount.filter(**row).update(count=F("count") + 1):
        return
    try:
        async with transaction():
            await MailCount.create(**row, count=1)
    except IntegrityError:  # another worker wrote the day's first one
        await MailCount.filter(**row).update(count=F("count") + 1)

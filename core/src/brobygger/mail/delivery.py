"""Sending what waits in a queue: queued → sending → sent, failed or unknown.

“Sending” is committed before a mail is handed over and “sent” after the server took it. Whoever is killed in between
leaves a row whose lease runs out; it is tried once more, and a second time it is left to a person.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

import structlog

from brobygger import clock
from brobygger.due.claims import BACK_OFF_SECONDS
from brobygger.mail.errors import AmbiguousError, PermanentError, TemporaryError
from brobygger.mail.ledger import Change, Ledger
from brobygger.mail.models import MailRow, MailState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Sequence

    from brobygger.mail.transports import Connection, Transport
    from brobygger.plugins import MailQueue

log = structlog.get_logger("brobygger.mail")
R = TypeVar("R", bound=MailRow)
_BATCH_FOR_EACH_CONNECTION = 20
#: Beside the answers that a server may keep us waiting for, a mail takes less than this.
_MARGIN = timedelta(seconds=10)
_ANSWERS = 5
#: How often it may stay open whether a mail arrived.
_TWICE = 2


class MailWorker(Generic[R]):
    """Sends the due mails of *queue* over several connections."""

    def __init__(self, transport: Transport, queue: MailQueue[R], *, connections: int) -> None:
        self.transport = transport
        self.queue = queue
        self.connections = connections
        #: What one mail can take with every time-out used up.
        self._longest = timedelta(seconds=_ANSWERS * transport.timeout_seconds) + _MARGIN

    async def work(self) -> int:
        """Send one batch; return how many mails were taken."""
        mails = await self.queue.claim(self.connections * _BATCH_FOR_EACH_CONNECTION, 3 * self._longest)
        await self.send(mails)
        return len(mails)

    async def send(self, mails: Iterable[R]) -> None:
        """Send *mails*, that were claimed together, each over the first connection that is free."""
        waiting = deque(mails)
        connections = min(self.connections, len(waiting))
        ledger = Ledger(self.queue, senders=connections)
        await asyncio.gather(*(self._send_over_connection(waiting, ledger) for _ in range(connections)))

    async def _send_over_connection(self, waiting: deque[R], ledger: Ledger[R]) -> None:
        """Send what waits over one connection, and over a new one when it broke."""
        begun: list[R] = []
        while waiting or begun:
            try:
                async with self.transport.connect() as connection:
                    await self._send_waiting(connection, waiting, begun, ledger)
            except TemporaryError as error:  # nobody answers: each mail waits its turn again
                for mail in (*begun, *waiting):
                    await ledger.write(_again(mail, str(error)))
                begun.clear()
                waiting.clear()

    async def _send_waiting(self, connection: Connection, waiting: deque[R], begun: list[R], ledger: Ledger[R]) -> None:
        """Send until nothing waits or the connection broke; *begun* holds the mail that comes first, if there is one.

        While a mail is announced, it is written down how the one before ended, and that the next begins. It is handed
        over when that is written: no more than one mail of each connection is ever in doubt.
        """
        mail = begun.pop() if begun else await self._write([], waiting, ledger)
        ended: list[Change[R]] = []
        usable = True
        while mail is not None and usable:
            written = asyncio.create_task(self._write(ended, waiting, ledger))
            try:
                change, usable = await self._send(connection, mail, written)
                ended = [change]
                mail = await written
            except BaseException:
                written.cancel()
                raise
        if mail is not None:
            begun.append(mail)
        if ended:
            await ledger.write(*ended)

    async def _write(self, ended: Sequence[Change[R]], waiting: deque[R], ledger: Ledger[R]) -> R | None:
        """Write how a mail *ended*, and begin the next that waits; return that one. Nothing when none waits."""
        while waiting:
            mail = waiting.popleft()
            if mail.lease_until is None or mail.lease_until - clock.now() < 2 * self._longest:
                continue  # too late for this one: another worker takes it when the lease is over
            change = _begin(mail)
            made = await ledger.write(*ended, change)
            ended = ()
            if made and change.state == MailState.SENDING:
                return mail
        if ended:
            await ledger.write(*ended)
        return None

    async def _send(self, connection: Connection, mail: R, written: Awaitable[object]) -> tuple[Change[R], bool]:
        """Send one mail; return what became of it, and whether the connection can be used again."""
        try:
            await connection.send(await self.queue.envelope(mail), written)
        except PermanentError as error:
            return _failed(mail, MailState.FAILED, str(error)), True
        except AmbiguousError as error:
            mail.ambiguities += 1
            if mail.ambiguities >= _TWICE:
                return _failed(mail, MailState.UNKNOWN, str(error)), False
            return _again(mail, str(error)), False
        except TemporaryError as error:
            return _again(mail, str(error)), str(error).isdecimal()
        return Change(mail, MailState.SENT), True


def _begin(mail: R) -> Change[R]:
    """Commit that the mail is about to be handed over; settle one that somebody left there when they were killed."""
    if mail.state == MailState.SENDING:
        mail.ambiguities += 1
        if mail.ambiguities >= _TWICE:
            return _failed(mail, MailState.UNKNOWN, "killed twice while sending")
    return Change(mail, MailState.SENDING)


def _again(mail: R, error: str) -> Change[R]:
    """Queue the mail again for later, or give it up when it was tried often enough."""
    if mail.attempts >= len(BACK_OFF_SECONDS):
        return _failed(mail, MailState.FAILED, error)
    return Change(mail, MailState.QUEUED, error, timedelta(seconds=BACK_OFF_SECONDS[mail.attempts]))


def _failed(mail: R, state: MailState, error: str) -> Change[R]:
    log.warning("mail not sent", table=mail._meta.db_table, mail=mail.id, state=state.value, error=error)
    return Change(mail, state, error)

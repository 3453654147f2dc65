"""Writing down what becomes of mails: what several senders have to say at one moment is one commit.

A sender waits until its word is written before it goes on, so there are never more mails in doubt than senders.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from tortoise.connection import get_connections
from tortoise.expressions import F

from brobygger import clock
from brobygger.db import transaction
from brobygger.mail.models import MailRow, MailState
from brobygger.mail.queues import OPEN, count_ended

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from brobygger.plugins import MailQueue

R = TypeVar("R", bound=MailRow)
#: Seconds; a mail server takes longer to answer.
_MOMENT: Final = 0.001
_OVER = (MailState.SENT, MailState.FAILED, MailState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    """What becomes of a mail. SENDING begins it, QUEUED tries it again after *wait*, the others end it."""

    row: R
    state: MailState
    error: str = ""
    wait: timedelta | None = None


@dataclass(slots=True)
class _Word(Generic[R]):
    changes: Sequence[Change[R]]
    done: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Ledger(Generic[R]):
    """The book of one batch of *queue*, all of whose rows have the same lease."""

    def __init__(self, queue: MailQueue[R], *, senders: int = 1) -> None:
        """Take how many senders write into it: a moment's wait for half of them makes fewer and larger commits."""
        self._queue = queue
        self._enough = senders // 2
        self._words: list[_Word[R]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, *changes: Change[R]) -> bool:
        """Write *changes* with what others write now, and tell whether the last of them was made.

        It was not when the row is no longer ours, or may no longer become a mail.
        """
        word = _Word(changes)
        self._words.append(word)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        return await word.done

    async def _write_all(self) -> None:
        while self._words:
            if len(self._words) < self._enough:
                await asyncio.sleep(_MOMENT)
            words, self._words = self._words, []
            try:
                made = await self._commit([change for word in words for change in word.changes])
            except Exception as error:  # noqa: BLE001  # each sender hears it
                for word in words:
                    word.done.set_exception(error)
            else:
                for word in words:
                    word.done.set_result(word.changes[-1].row.id in made)
        self._writer = None

    async def _commit(self, changes: Sequence[Change[R]]) -> set[int]:
        """Make *changes* and return the ids of the rows that they were made to."""
        made: set[int] = set()
        async with transaction():
            for state in MailState:
                of_state = [change for change in changes if change.state == state]
                if of_state:
                    made |= await self._change(state, of_state)
            ended = [
                (change.row, change.state) for change in changes if change.state in _OVER and change.row.id in made
            ]
            if ended:
                await count_ended(ended)
                await self._queue.ended(ended)
        return made

    async def _change(self, state: MailState, changes: Sequence[Change[R]]) -> set[int]:
        if state == MailState.SENDING:
            begins = "state = 'sending', ambiguities = ambiguities + CASE state WHEN 'sending' THEN 1 ELSE 0 END"
            return await self._update(changes, begins, f"{OPEN} AND {self._queue.may_begin}")
        if state == MailState.SENT:
            return await self._update(changes, "state = 'sent', error = '', lease_until = NULL, finished_at = {now}")
        return {change.row.id for change in changes if await self._change_one(change)}

    async def _update(self, changes: Sequence[Change[R]], values: str, condition: str = "TRUE") -> set[int]:
        """Change many rows in one statement; Tortoise would tell how many it changed, and not which."""
        model = self._queue.model
        connection = get_connections().get("default")
        moment = model._meta.fields_map["due_at"]
        lease, now = ("$1", "$2") if connection.capabilities.dialect == "postgres" else ("?1", "?2")
        arguments = [moment.to_db_value(changes[0].row.lease_until, model)]
        if "{now}" in values:
            arguments.append(moment.to_db_value(clock.now(), model))
        ids = ", ".join(str(change.row.id) for change in changes)
        rows = await connection.execute_query_dict(
            f'UPDATE "{model._meta.db_table}" SET {values.format(now=now)} '  # noqa: S608  # no value of anybody's
            f"WHERE id IN ({ids}) AND lease_until = {lease} AND {condition} RETURNING id",
            arguments,
        )
        return {row["id"] for row in rows}

    async def _change_one(self, change: Change[R]) -> bool:
        row = change.row
        row.error = change.error[:200]
        held = self._queue.model.filter(id=row.id, lease_until=row.lease_until)
        values: dict[str, Any] = {"state": change.state, "error": row.error, "lease_until": None}
        if change.state == MailState.QUEUED:
            values |= {"ambiguities": row.ambiguities, "attempts": F("attempts") + 1}
            values["due_at"] = clock.now() + change.wait if change.wait else clock.now()
        else:
            values["finished_at"] = clock.now()
        return bool(await held.update(**values))

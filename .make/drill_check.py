"""What has to be true after the drill, asked of the database itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drill_site import Sink, Site

_END_LEASES = (
    "UPDATE core_due_task SET lease_until = NULL WHERE lease_until IS NOT NULL",
    "UPDATE core_outbox_mail SET lease_until = NULL WHERE lease_until IS NOT NULL",
    "UPDATE core_periodic_run SET lease_until = NULL WHERE lease_until IS NOT NULL",
    "UPDATE newsletter_delivery SET lease_until = NULL WHERE lease_until IS NOT NULL",
)
_SIGNUPS_OF_EACH = """
    SELECT count(*) FROM volunteering_signup s
    JOIN volunteering_task t ON t.id = s.task_id JOIN core_contact c ON c.id = s.contact_id
    WHERE t.public_id = $1 AND c.email LIKE 'person%@drill.example' GROUP BY c.email
"""
_SIGNUPS_IN_STATE = """
    SELECT count(*) FROM volunteering_signup s JOIN volunteering_task t ON t.id = s.task_id
    WHERE t.public_id = $1 AND s.state = $2
"""
_POOLS = """
    SELECT p.capacity, p.taken, p.waiting,
           (SELECT count(*) FROM core_place l WHERE l.pool_id = p.id AND l.state IN ('held', 'offered')),
           (SELECT count(*) FROM core_place l WHERE l.pool_id = p.id AND l.state = 'waiting')
    FROM core_pool p
"""


@dataclass
class Findings:
    """What was seen, and whether it is as it must be."""

    lines: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, what: str, seen: object, *, holds: bool = True) -> None:
        self.lines.append((what, str(seen), holds))

    @property
    def hold(self) -> bool:
        return all(holds for _, _, holds in self.lines)

    def show(self, kind: str, seconds: float) -> None:
        print(f"\n{kind}, {seconds:.0f} s")
        for what, seen, holds in self.lines:
            print(f"  {'ok    ' if holds else 'FAILED'}  {what:<58} {seen}", flush=True)


async def rows(database: str, statement: str, *values: str) -> Sequence[Sequence[Any]]:
    """Read past the site, over a connection of one's own; *values* are $1, $2 and so on."""
    if database.startswith("sqlite://"):
        return await asyncio.to_thread(_sqlite, database.removeprefix("sqlite://"), statement, values)
    connection = await asyncpg.connect(database)
    try:
        return [tuple(record) for record in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


def _sqlite(path: str, statement: str, values: Sequence[str]) -> list[Any]:
    connection = sqlite3.connect(path, timeout=10)
    try:
        with connection:
            return connection.execute(
                statement, {str(place): value for place, value in enumerate(values, 1)}
            ).fetchall()
    finally:
        connection.close()


async def end_leases(database: str) -> None:
    """Let what a killed process had in hand be taken up at once."""
    for statement in _END_LEASES:
        await rows(database, statement)


async def check(site: Site, sink: Sink, *, task: str, people: int, places: int) -> Findings:
    found = Findings()
    found.add("kills of the web process", site.kills["web"])
    found.add("kills of the worker", site.kills["worker"])
    found.add("requests without an answer, sent again", site.unanswered)
    found.add("answers 5xx, sent again", site.server_errors, holds=site.server_errors == 0)
    await _check_signups(site.database, found, task, people, places)
    await _check_mails(site, sink, found)
    stuck = await _number(site.database, "SELECT count(*) FROM core_due_task WHERE failed_at IS NOT NULL")
    found.add("due rows that were given up", stuck, holds=stuck == 0)
    if site.database.startswith("sqlite://"):
        ((said,),) = await rows(site.database, "PRAGMA integrity_check")
        broken = len(await rows(site.database, "PRAGMA foreign_key_check"))
        found.add("integrity_check; broken foreign keys", f"{said}; {broken}", holds=said == "ok" and not broken)
    return found


async def _number(database: str, statement: str, *values: str) -> int:
    return int((await rows(database, statement, *values))[0][0])


async def _check_signups(database: str, found: Findings, task: str, people: int, places: int) -> None:
    each = [count for (count,) in await rows(database, _SIGNUPS_OF_EACH, task)]
    found.add("people with a sign-up", f"{len(each)} of {people}", holds=len(each) == people)
    found.add("sign-ups of one person at the most", max(each, default=0), holds=max(each, default=0) == 1)
    pools = await rows(database, _POOLS)
    over = [pool for pool in pools if pool[1] > pool[0]]
    found.add("pools with more taken than there are places", len(over), holds=not over)
    wrong = [pool for pool in pools if (pool[1], pool[2]) != (pool[3], pool[4])]
    found.add("pools that count otherwise than their rows", len(wrong), holds=not wrong)
    accepted = await _number(database, _SIGNUPS_IN_STATE, task, "accepted")
    found.add("accepted, of the places", f"{accepted} of {places}", holds=accepted == places)
    lost = await _number(database, _SIGNUPS_IN_STATE, task, "unconfirmed")
    found.add("sign-ups left unconfirmed", lost, holds=lost == 0)


async def _check_mails(site: Site, sink: Sink, found: Findings) -> None:
    arrived = Counter(str(mail["Message-ID"]) for mail in sink.mails)
    written = await rows(site.database, "SELECT message_id, state FROM core_outbox_mail")
    missing = [row for row in written if not arrived[row[0]]]
    found.add("mails written; not arrived", f"{len(written)}; {len(missing)}", holds=bool(written) and not missing)
    states = Counter(str(row[1]) for row in written)
    unsent = {state: count for state, count in states.items() if state != "sent"}
    found.add("mails not known as sent", unsent or "none", holds=not unsent)
    twice = sum(count - 1 for count in arrived.values())
    found.add("mails that arrived twice, at most one for each kill", twice, holds=twice <= site.kills["worker"])
    subjects = Counter((str(mail["To"]), str(mail["Subject"]), str(mail["Message-ID"])) for mail in sink.mails)
    people = Counter((to, subject) for to, subject, _ in subjects if to.endswith("@drill.example"))
    again = sum(count - 1 for count in people.values())
    found.add("mails of one kind written twice to one person", again, holds=again == 0)

"""What has to be true after the drill, asked of the database itself."""
# ruff: noqa: S608  # statements of our own words and of ids that the site made

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

_LEASED = ("core_due_task", "core_outbox_mail", "core_periodic_run")


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


async def rows(database: str, statement: str) -> Sequence[Sequence[Any]]:
    """Read past the site, over a connection of one's own."""
    if database.startswith("sqlite://"):
        return await asyncio.to_thread(_sqlite, database.removeprefix("sqlite://"), statement)
    connection = await asyncpg.connect(database)
    try:
        return [tuple(record) for record in await connection.fetch(statement)]
    finally:
        await connection.close()


def _sqlite(path: str, statement: str) -> list[Any]:
    connection = sqlite3.connect(path, timeout=10)
    try:
        with connection:
            return connection.execute(statement).fetchall()
    finally:
        connection.close()


async def end_leases(database: str) -> None:
    """Let what a killed process had in hand be taken up at once."""
    for table in _LEASED:
        await rows(database, f"UPDATE {table} SET lease_until = NULL WHERE lease_until IS NOT NULL")


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


async def _number(database: str, statement: str) -> int:
    return int((await rows(database, statement))[0][0])


async def _check_signups(database: str, found: Findings, task: str, people: int, places: int) -> None:
    mine = f"s.task_id = (SELECT id FROM volunteering_task WHERE public_id = '{task}')"
    signups = f"SELECT count(*) FROM volunteering_signup s WHERE {mine}"
    each = await rows(
        database,
        "SELECT c.email, count(*) FROM volunteering_signup s JOIN core_contact c ON c.id = s.contact_id "
        f"WHERE c.email LIKE 'person%@drill.example' AND {mine} GROUP BY c.email",
    )
    found.add("people with a sign-up", f"{len(each)} of {people}", holds=len(each) == people)
    most = max((count for _, count in each), default=0)
    found.add("sign-ups of one person at the most", most, holds=most == 1)
    pools = await rows(
        database,
        "SELECT p.capacity, p.taken, p.waiting, "
        "(SELECT count(*) FROM core_place l WHERE l.pool_id = p.id AND l.state IN ('held', 'offered')), "
        "(SELECT count(*) FROM core_place l WHERE l.pool_id = p.id AND l.state = 'waiting') FROM core_pool p",
    )
    over = [pool for pool in pools if pool[1] > pool[0]]
    found.add("pools with more taken than there are places", len(over), holds=not over)
    wrong = [pool for pool in pools if (pool[1], pool[2]) != (pool[3], pool[4])]
    found.add("pools that count otherwise than their rows", len(wrong), holds=not wrong)
    accepted = await _number(database, f"{signups} AND state = 'accepted'")
    found.add("accepted, of the places", f"{accepted} of {places}", holds=accepted == places)
    lost = await _number(database, f"{signups} AND state = 'unconfirmed'")
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

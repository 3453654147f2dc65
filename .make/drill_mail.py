"""The second half of ``make drill``: a newsletter goes to many while its worker is killed; then everybody has it.

Once on SQLite and once on PostgreSQL. Meanwhile somebody leaves now and then, and whoever left in time gets nothing.
``MAILS=100000 make drill`` sends so many; ``SEED=7`` kills at the same points again.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import asyncpg
from bench_mail import mail_server
from drill_check import Findings, rows
from drill_site import Site
from mail_site import letterbox

from brobygger.testing.postgres import throwaway_cluster

MAILS = int(os.environ.get("MAILS", "10000"))
KILLS = 8
CONNECTIONS = 10
LEAVERS = 20
MOST_SECONDS = 900
_SENT = "SELECT id FROM newsletter_issue WHERE state = 'sent'"
_MOST_TIMES = 2
_LEAVE = "DELETE FROM newsletter_delivery WHERE recipient = $1 AND state = 'queued' RETURNING id"


class Sending:
    """One newsletter on its way."""

    def __init__(self, site: Site, folder: Path, chance: random.Random) -> None:
        self.site = site
        self.taken = folder / "taken"
        self.chance = chance
        self.left: set[str] = set()

    def arrived(self) -> Counter[str]:
        """Return how often each reader got it."""
        lines = self.taken.read_text(encoding="utf-8").splitlines() if self.taken.exists() else []
        return Counter(line.partition(" ")[0] for line in lines)

    async def let_some_leave(self) -> None:
        """Have somebody who waits leave; whoever is being written to at this moment still gets it."""
        reader = f"reader{self.chance.randrange(MAILS)}@example.org"
        if await rows(self.site.database, _LEAVE, reader):
            self.left.add(reader)

    async def go(self) -> None:
        await self.site.start("worker")
        async with asyncio.timeout(MOST_SECONDS):
            for _ in range(KILLS):
                seen = len(self.arrived())
                enough = min(seen + self.chance.randint(1, MAILS // (KILLS + 1)), MAILS - CONNECTIONS)
                while len(self.arrived()) < enough:  # noqa: ASYNC110  # another process writes it
                    await asyncio.sleep(self.chance.uniform(0, 0.05))
                await self.site.kill_and_start_again("worker")
                for _leaver in range(LEAVERS // KILLS):
                    await self.let_some_leave()
            while not await rows(self.site.database, _SENT):  # noqa: ASYNC110  # another process writes it
                await asyncio.sleep(0.2)


async def check(sending: Sending) -> Findings:
    """Compare what the mail server took with what the database says."""
    findings, arrived, database = Findings(), sending.arrived(), sending.site.database
    counts = (await rows(database, "SELECT recipients, delivered, failed, unknown FROM newsletter_issue"))[0]
    unsure = await rows(database, "SELECT recipient FROM newsletter_delivery WHERE state = 'unknown'")
    everybody = {f"reader{number}@example.org" for number in range(MAILS)} - sending.left
    missing = everybody - set(arrived) - {str(row[0]) for row in unsure}
    twice = sum(arrived.values()) - len(arrived)
    findings.add("kills of the worker", sending.site.kills["worker"], holds=sending.site.kills["worker"] == KILLS)
    findings.add("readers; mails taken", f"{len(everybody)}; {sum(arrived.values())}")
    findings.add("readers who got nothing, and it does not say so", len(missing), holds=not missing)
    findings.add("who left in time and got it all the same", len(sending.left & set(arrived)),
                 holds=not sending.left & set(arrived))  # fmt: skip
    findings.add("mails that arrived twice, at most those in flight", twice, holds=twice <= KILLS * CONNECTIONS)
    findings.add("one reader's mails at the most", max(arrived.values()), holds=max(arrived.values()) <= _MOST_TIMES)
    findings.add("of which nobody knows whether they arrived", len(unsure), holds=len(unsure) <= KILLS)
    findings.add("the page's own count of delivered", counts[1], holds=counts[1] == len(everybody) - len(unsure))
    return findings


async def run(kind: str, seed: int) -> bool:
    """Drill on one kind of database, say how it went, and tell whether it all added up."""
    started = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="brobygger-drill-")))
        database = f"sqlite://{folder / 'brobygger.db'}"
        if kind == "postgres":
            cluster = stack.enter_context(throwaway_cluster())
            connection = await asyncpg.connect(cluster.format(name="postgres"))
            await connection.execute("CREATE DATABASE drill")
            await connection.close()
            database = cluster.format(name="drill")
        port = stack.enter_context(mail_server(folder))
        async with letterbox(database, folder, port, connections=CONNECTIONS) as box:
            await box.fill(MAILS)
        site = stack.enter_context(Site(folder, database, port, connections=CONNECTIONS))
        sending = Sending(site, folder, random.Random(f"{seed} {kind}"))  # noqa: S311  # to be repeated
        try:
            await sending.go()
        except BaseException:
            print(site.last_words(), file=sys.stderr)
            raise
        findings = await check(sending)
    findings.show(f"newsletter, {kind}", time.monotonic() - started)
    return findings.hold


def main() -> int:
    """Drill on the database that is named; each in a process of its own."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10_000))
    print(f"Seed {seed}: make drill SEED={seed} kills at the same points again.", flush=True)
    return 0 if asyncio.run(run(sys.argv[1], seed)) else 1


if __name__ == "__main__":
    sys.exit(main())

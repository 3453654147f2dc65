"""``make drill``: people sign up and are accepted while web process and worker are killed; then it all adds up.

Once on SQLite and once on PostgreSQL, over a fresh demonstration site with real processes, real forms and a mail
server on this machine. ``make drill SEED=7`` kills at the same points again.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from drill_check import Findings, check, rows
from drill_site import Sink, Site

from brobygger.testing.postgres import throwaway_cluster

import httpx2  # isort: skip
from brobygger.testing.pages import Page  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Mapping

KILLS = 20
PEOPLE = 30
PLACES = 18
TASK, ASSOCIATION, COORDINATOR = "Dæk op til søndagsmiddag for fyrre", "spisevennerne", "inge@spisevennerne.example"
#: For everything on one database.
MOST_SECONDS = 85
_AGAIN_SECONDS = 0.2
_SERVER_ERROR = 500


class Browser:
    """Somebody who presses the button again when no answer came."""

    def __init__(self, site: Site, network: int) -> None:
        # A network of their own, as the reverse proxy would tell: what may be asked for from one network is limited.
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "da", "X-Forwarded-For": f"10.0.{network}.1"}
        self._http = httpx2.AsyncClient(base_url=site.origin, headers=headers, timeout=10)
        self._site = site

    async def ask(self, method: str, path: str, data: Mapping[str, object] | None = None) -> Page:
        """Send one request until it is answered; the same form every time."""
        while True:
            try:
                answer = await self._http.request(method, path, data=data, follow_redirects=True)
            except httpx2.TransportError:
                self._site.unanswered += 1
            else:
                if answer.status_code < _SERVER_ERROR:
                    return Page(answer)
                self._site.server_errors += 1
            await asyncio.sleep(_AGAIN_SECONDS)

    async def submit(self, page: Page, action: str = "", **values: str) -> Page:
        form = page.form(action)
        return await self.ask("POST", form.action, {**form.values(), **values})

    async def close(self) -> None:
        await self._http.aclose()


async def sign_up(site: Site, sink: Sink, task: str, number: int) -> None:
    """Sign up by mail, as somebody without an account does, and press the link."""
    browser, address = Browser(site, number), f"person{number}@drill.example"
    await asyncio.sleep(number * 0.7)
    form = await browser.ask("GET", f"/a/{ASSOCIATION}/volunteering/tasks/{task}/sign-up")
    look = await browser.submit(form, step="check", name=f"Person {number}", email=address)
    await browser.submit(look, step="send")
    link = await sink.link(address, "/confirm/")
    await browser.submit(await browser.ask("GET", link))
    await browser.close()


async def coordinate(browser: Browser, task: str, everybody: asyncio.Event) -> None:
    """Accept everybody who has a place, until *everybody* has signed up and nobody is left to accept."""
    desk = f"/a/{ASSOCIATION}/volunteering/manage/tasks/{task}"
    while True:
        last_time = everybody.is_set()
        page = await browser.ask("GET", desk)
        waiting = [str(link["href"]) for link in page.soup.select("[aria-labelledby=standing-place] li a[href]")]
        for path in waiting:
            await browser.submit(await browser.ask("GET", f"{path}/accept"), "/accept")
        if last_time and not waiting:
            return
        await asyncio.sleep(0.5)


async def kill_now_and_then(site: Site, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.1, 1.2))
        await site.kill_and_start_again(chance.choice(("web", "worker")))


async def open_desk(site: Site, task: str) -> Browser:
    """Sign the coordinator in, and make room for the people to come."""
    browser = Browser(site, 250)
    await browser.ask("POST", "/sign-in/demo", {"email": COORDINATOR})
    edit = await browser.ask("GET", f"/a/{ASSOCIATION}/volunteering/manage/tasks/{task}/edit")
    await browser.submit(edit, "/edit", places=str(PLACES))
    return browser


async def drill(site: Site, sink: Sink, chance: random.Random) -> Findings:
    await site.start("web")
    await site.start("worker")
    ((task,),) = await rows(site.database, "SELECT public_id FROM volunteering_task WHERE title = $1", TASK)
    coordinator, everybody = await open_desk(site, str(task)), asyncio.Event()
    async with asyncio.timeout(MOST_SECONDS), asyncio.TaskGroup() as group:
        killing = group.create_task(kill_now_and_then(site, chance))
        accepting = group.create_task(coordinate(coordinator, str(task), everybody))
        async with asyncio.TaskGroup() as people:
            for number in range(PEOPLE):
                people.create_task(sign_up(site, sink, str(task), number))
        await killing
        everybody.set()
        await accepting
        await site.kill_and_start_again("worker")
        await sink.quiet(site.database)
    await coordinator.close()
    return await check(site, sink, task=str(task), people=PEOPLE, places=PLACES)


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
        sink = stack.enter_context(Sink())
        site = stack.enter_context(Site(folder, database, sink.port))
        try:
            findings = await drill(site, sink, random.Random(f"{seed} {kind}"))  # noqa: S311  # to be repeated
        except BaseException:
            print(site.last_words(), file=sys.stderr)
            raise
    findings.show(kind, time.monotonic() - started)
    return findings.hold


def main() -> int:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10_000))
    print(f"Seed {seed}: make drill SEED={seed} kills at the same points again.", flush=True)
    held = [asyncio.run(run(kind, seed)) for kind in sys.argv[1:] or ("sqlite", "postgres")]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())

"""``make bench``: how quick a real site is, in ratios, because seconds belong to a machine.

Two sites are served on loopback, one with ten times the data of the other. Pages are compared with ``/healthz`` of the
same site, which costs what a request costs before anything is read or shown. ``DATABASE=postgres make bench`` measures
on a PostgreSQL cluster of its own.

Runs in the workspace's environment, and ends by itself within two minutes.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import bench_data

from brobygger.testing.browser import RunningSite, running_site
from brobygger.testing.postgres import throwaway_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TASKS = 50
SMALL, LARGE = 20, 200
CONNECTIONS = 4
THROUGHPUT_SECONDS = 3.0
ALONE = 60
REPEATS = 5
_OK = 400
#: A site as in production, but for the addresses of the askers: each sign-up comes from a network of its own.
SETTINGS = {
    "BROBYGGER_SITE__DEMO": "false",
    "BROBYGGER_SITE__DEVELOPMENT": "false",
    "BROBYGGER_SECURITY__TRUSTED_PROXIES": "127.0.0.1",
    "BROBYGGER_SECURITY__CONFIRMATION_MAILS_PER_HOUR": "1000000",
}


@dataclass
class Measured:
    """What one page of one site does."""

    per_second: float
    milliseconds: float


@dataclass
class Results:
    """All pages of one site, by their names, and how long it took to answer at all."""

    start: float
    pages: dict[str, Measured] = field(default_factory=dict)


class Visitor:
    """One connection that stays open, as a browser's does."""

    def __init__(self, site: RunningSite) -> None:
        self.connection = HTTPConnection(urlsplit(site.origin).netloc, timeout=30)

    def get(self, path: str) -> None:
        self._ask("GET", path)

    def sign_up(self, task: str) -> None:
        """Press “send” as somebody who was never here before."""
        form = {
            "form_key": secrets.token_urlsafe(24), "step": "send", "name": "Somebody",
            "email": f"{secrets.token_hex(8)}@example.org",
        }  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": ".".join(str(1 + secrets.randbelow(250)) for _part in range(4)),
        }
        self._ask("POST", f"{task}/sign-up", urlencode(form), headers)

    def _ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> None:
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status >= _OK or (method == "POST" and "/sent" not in (answer.getheader("location") or "")):
            raise SystemExit(f"{method} {path} answered {answer.status}; nothing can be measured.")


def throughput(site: RunningSite, visit: Callable[[Visitor], None]) -> float:
    """Return how many requests per second a few connections get through together."""

    def walk(_number: int) -> int:
        visitor, count = Visitor(site), 0
        while time.perf_counter() < until:
            visit(visitor)
            count += 1
        return count

    started = time.perf_counter()
    until = started + THROUGHPUT_SECONDS
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        total = sum(pool.map(walk, range(CONNECTIONS)))
    return total / (time.perf_counter() - started)


def latency(site: RunningSite, visit: Callable[[Visitor], None]) -> float:
    """Return the median of milliseconds that one request takes when nobody else asks."""
    visitor, times = Visitor(site), []
    for _ in range(ALONE):
        started = time.perf_counter()
        visit(visitor)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def visits(task: str) -> dict[str, Callable[[Visitor], None]]:
    return {
        "/healthz": lambda visitor: visitor.get("/healthz"),
        "home page": lambda visitor: visitor.get("/"),
        "browse": lambda visitor: visitor.get("/volunteering/"),
        "task": lambda visitor: visitor.get(task),
        "sign-up, sent": lambda visitor: visitor.sign_up(task),
    }


def measure(associations: int) -> Results:
    """Fill a site, start it, and measure every page."""
    with filled_site(associations) as (folder, settings, task):
        before = time.perf_counter()
        with running_site(folder, settings) as site:
            results = Results(time.perf_counter() - before)
            for name, visit in visits(task).items():
                visit(Visitor(site))
                alone = latency(site, visit)
                results.pages[name] = Measured(throughput(site, visit), alone)
    return results


@contextmanager
def filled_site(associations: int) -> Iterator[tuple[Path, dict[str, str], str]]:
    """Make a database with that much in it; yield its folder, its settings and the address of one of its tasks."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        settings = {**SETTINGS, "BROBYGGER_SITE__DATA_DIR": str(folder)}
        if os.environ.get("DATABASE") == "postgres":
            cluster = stack.enter_context(throwaway_cluster())
            settings["BROBYGGER_DATABASE__URL"] = cluster.format(name="postgres")
        print(f"Filling a site with {associations} associations, {associations * TASKS} tasks …", flush=True)
        yield folder, settings, asyncio.run(bench_data.fill(settings, associations, TASKS))


def run_python(code: str) -> float:
    """Return the median of seconds that a fresh Python takes for *code*."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def show(small: Results, large: Results) -> None:
    print(f"\n{'':<16}{'requests/s':>11}{'of /healthz':>13}{'alone':>10}{'alone, 10 × data':>19}{'ratio':>8}")
    base = small.pages["/healthz"].per_second
    for name, page in small.pages.items():
        more = large.pages[name].milliseconds
        print(
            f"{name:<16}{page.per_second:>11.0f}{page.per_second / base:>13.2f}{page.milliseconds:>7.1f} ms"
            f"{more:>16.1f} ms{more / page.milliseconds:>8.2f}"
        )
    python, imported = run_python("pass"), run_python("import brobygger.cli.serving")
    print(f"\nPython itself {python:.2f} s; with the site imported {imported:.2f} s, {imported / python:.0f} ×")
    print(f"From nothing to the first answer {small.start:.2f} s, with 10 × data {large.start:.2f} s")


def main() -> None:
    """Measure both sites and print the table."""
    show(measure(SMALL), measure(LARGE))


if __name__ == "__main__":
    main()

"""``make bench``: how quick a real site is, in ratios, because seconds belong to a machine.

Two sites are served on loopback, one with ten times the data of the other. Pages are compared with ``/healthz`` of the
same site, which costs what a request costs before anything is read or shown. What is compared is measured in turns, so
that other work on the machine slows both alike. ``DATABASE=postgres make bench`` measures
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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import bench_data

from brobygger.testing.browser import RunningSite, running_site
from brobygger.testing.postgres import throwaway_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

TASKS = 50
SMALL, LARGE = 20, 200
CONNECTIONS = 4
SLICE_SECONDS = 1.0
SLICES = 3
ALONE = 60
BASE = "/healthz"
REPEATS = 5
_OK = 400
#: A site as in production, but for the addresses of the askers: each sign-up comes from a network of its own.
SETTINGS = {
    "BROBYGGER_SITE__DEMO": "false",
    "BROBYGGER_SITE__DEVELOPMENT": "false",
    "BROBYGGER_SECURITY__TRUSTED_PROXIES": "127.0.0.1",
    "BROBYGGER_SECURITY__CONFIRMATION_MAILS_PER_HOUR": "1000000",
}


@dataclass(frozen=True)
class Running:
    """A site that was filled and started."""

    site: RunningSite
    task: str
    start_seconds: float


@dataclass(frozen=True)
class Measured:
    """What one page does: on the small site under load and alone, and alone on the large one."""

    per_second: float
    of_base: float
    small: float
    large: float


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


Visit = Callable[[Visitor, str], None]
VISITS: dict[str, Visit] = {
    BASE: lambda visitor, _task: visitor.get(BASE),
    "home page": lambda visitor, _task: visitor.get("/"),
    "browse": lambda visitor, _task: visitor.get("/volunteering/"),
    "directory": lambda visitor, _task: visitor.get("/associations?q=cykelklup+albertslund"),
    "task": lambda visitor, task: visitor.get(task),
    "sign-up, sent": lambda visitor, task: visitor.sign_up(task),
}


def throughput(running: Running, visit: Visit) -> float:
    """Return how many requests per second a few connections get through together."""

    def walk(_number: int) -> int:
        visitor, count = Visitor(running.site), 0
        while time.perf_counter() < until:
            visit(visitor, running.task)
            count += 1
        return count

    started = time.perf_counter()
    until = started + SLICE_SECONDS
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        total = sum(pool.map(walk, range(CONNECTIONS)))
    return total / (time.perf_counter() - started)


def compare_throughput(running: Running, visit: Visit) -> tuple[float, float]:
    """Return requests per second, and their ratio to the base's in the same seconds."""
    slices = [(throughput(running, visit), throughput(running, VISITS[BASE])) for _ in range(SLICES)]
    return statistics.median(page for page, _ in slices), statistics.median(page / base for page, base in slices)


def compare_latency(sites: tuple[Running, Running], visit: Visit) -> list[float]:
    """Return the median of milliseconds of one request on each site, when nobody else asks."""
    visitors = [Visitor(running.site) for running in sites]
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ALONE):
        for running, visitor, found in zip(sites, visitors, times, strict=True):
            started = time.perf_counter()
            visit(visitor, running.task)
            found.append((time.perf_counter() - started) * 1000)
    return [statistics.median(found) for found in times]


def measure(sites: tuple[Running, Running]) -> dict[str, Measured]:
    """Measure every page, after each was asked for once."""
    measured = {}
    for name, visit in VISITS.items():
        small, large = compare_latency(sites, visit)
        measured[name] = Measured(*compare_throughput(sites[0], visit), small, large)
    return measured


@contextmanager
def running_with(associations: int) -> Iterator[Running]:
    """Fill a site and start it."""
    with filled_site(associations) as (folder, settings, task):
        before = time.perf_counter()
        with running_site(folder, settings) as site:
            yield Running(site, task, time.perf_counter() - before)


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


def show(measured: dict[str, Measured]) -> None:
    print(f"\n{'':<16}{'requests/s':>11}{'of /healthz':>13}{'alone':>10}{'alone, 10 × data':>19}{'ratio':>8}")
    for name, page in measured.items():
        print(
            f"{name:<16}{page.per_second:>11.0f}{page.of_base:>13.2f}{page.small:>7.1f} ms"
            f"{page.large:>16.1f} ms{page.large / page.small:>8.2f}"
        )


def main() -> None:
    """Measure both sites and print the table."""
    with running_with(SMALL) as small, running_with(LARGE) as large:
        show(measure((small, large)))
        starts = small.start_seconds, large.start_seconds
    python, imported = run_python("pass"), run_python("import brobygger.cli.serving")
    print(f"\nPython itself {python:.2f} s; with the site imported {imported:.2f} s, {imported / python:.0f} ×")
    print(f"From nothing to the first answer {starts[0]:.2f} s, with 10 × data {starts[1]:.2f} s")


if __name__ == "__main__":
    main()

"""How quick a newsletter is: mails a second, and what each costs, beside ready-made messages sent by aiosmtplib alone.

Both send to one mail server on loopback, in a process of its own, over as many connections, in turns. The newsletter
makes each mail from its edition, writes down in the database that it is begun and that it arrived, and looks whether
its reader left meanwhile; the other does none of that. Once the server answers at once, as none does, and what counts
is the processor; once it is ten milliseconds away, as a relay is. ``MAILS=100000 make bench`` sends so many.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiosmtplib
import asyncpg
from mail_site import Letterbox, letterbox

from brobygger.testing.browser import free_port
from brobygger.testing.postgres import throwaway_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

MAILS = int(os.environ.get("MAILS", "4000"))
CONNECTIONS = 10
SLICES = 4
#: Milliseconds to the mail server and back.
AWAY = (0, 10)
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """Mails a second, and milliseconds of this process's time for each."""

    per_second: float
    milliseconds: float


@contextmanager
def mail_server(folder: Path, milliseconds: int = 0) -> Iterator[int]:
    """Run the server that takes everything and answers so much later; yield its port."""
    port = free_port()
    command = [sys.executable, str(HERE / "mail_sink.py"), str(port), str(folder), str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield port
        finally:
            process.terminate()


async def send_bare(port: int, messages: list[bytes]) -> None:
    """Send ready-made *messages* as a program would that does nothing else."""
    waiting = list(enumerate(messages))

    async def send_over_one() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            while waiting:
                number, message = waiting.pop()
                await client.sendmail("news@example.org", [f"reader{number}@example.org"], message)

    await asyncio.gather(*(send_over_one() for _ in range(CONNECTIONS)))


async def timed(mails: int, work: object) -> Measured:
    started, cpu = time.perf_counter(), time.process_time()
    await work  # type: ignore[misc]  # a coroutine
    return Measured(mails / (time.perf_counter() - started), (time.process_time() - cpu) * 1000 / mails)


async def compare(box: Letterbox, port: int) -> tuple[list[Measured], list[Measured]]:
    """Send a part of the newsletter, then as many ready-made messages, in turns."""
    part = MAILS // SLICES
    message = await box.one_mail()
    ours, bare = [], []
    for _ in range(SLICES):
        ours.append(await timed(part, box.send(part)))
        bare.append(await timed(part, send_bare(port, [message] * part)))
    return ours, bare


def _median(measured: list[Measured]) -> Measured:
    return Measured(
        statistics.median(one.per_second for one in measured), statistics.median(one.milliseconds for one in measured)
    )


def show(name: str, ours: list[Measured], bare: list[Measured]) -> None:
    one, other = _median(ours), _median(bare)
    ratio = statistics.median(mine.per_second / its.per_second for mine, its in zip(ours, bare, strict=True))
    print(f"\n{name}: {MAILS} mails, {CONNECTIONS} connections")
    print(f"  newsletter         {one.per_second:>7.0f} mails/s {one.milliseconds:>7.2f} ms of processor a mail")
    print(f"  aiosmtplib alone   {other.per_second:>7.0f} mails/s {other.milliseconds:>7.2f} ms of processor a mail")
    print(f"  ratio              {ratio:>7.2f}")
    print(f"  most memory        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:>7} MB")


async def measure(name: str, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for milliseconds in AWAY:
            with mail_server(Path(folder), milliseconds) as port:
                address = url.format(name=f"away_{milliseconds}")
                async with letterbox(address, Path(folder), port, connections=CONNECTIONS) as box:
                    await box.fill(MAILS)
                    show(f"{name}, server {milliseconds} ms away", *await compare(box, port))


async def make_databases(cluster: str) -> None:
    connection = await asyncpg.connect(cluster.format(name="postgres"))
    for milliseconds in AWAY:
        await connection.execute(f"CREATE DATABASE away_{milliseconds}")
    await connection.close()


def main() -> None:
    """Measure on the database that ``DATABASE`` names, as the other benchmark does."""
    with ExitStack() as stack:
        if os.environ.get("DATABASE") == "postgres":
            cluster = stack.enter_context(throwaway_cluster())
            asyncio.run(make_databases(cluster))
            asyncio.run(measure("PostgreSQL", cluster))
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            asyncio.run(measure("SQLite", f"sqlite://{folder}/{{name}}.db"))


if __name__ == "__main__":
    main()

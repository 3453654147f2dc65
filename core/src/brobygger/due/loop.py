"""The loops that do due work, inside the web process or in one of their own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

import structlog

from brobygger.due.wake import sleeper

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

log = structlog.get_logger("brobygger.due")
#: How long a row that another process wrote waits at the most.
IDLE_SECONDS = 5.0
MAX_TROUBLE_SECONDS = 60.0
STOP_SECONDS = 30.0


class Worker(Protocol):
    async def work(self) -> int:
        """Do a batch of what is due; return how much was found."""


async def run_loops(workers: Sequence[Worker], stop: asyncio.Event) -> None:
    """Do what is due until *stop* is set, each worker beside the others: none waits for another's slow mail server."""
    await asyncio.gather(*(_run_loop(worker, stop) for worker in workers))


async def _run_loop(worker: Worker, stop: asyncio.Event) -> None:
    """Outlive every failure, the database's absence too."""
    trouble = 0.0
    with sleeper() as woken:
        while not stop.is_set():
            woken.clear()
            try:
                found = await worker.work()
                trouble = 0.0
            except Exception:  # whatever it was, what is due stays due
                log.exception("due work failed")
                found, trouble = 0, min(max(1.0, trouble * 2), MAX_TROUBLE_SECONDS)
            if not found:
                await _sleep(trouble or IDLE_SECONDS, stop, *(() if trouble else (woken,)))


async def _sleep(seconds: float, *events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


@asynccontextmanager
async def background(workers: Sequence[Worker]) -> AsyncIterator[None]:
    """Do what is due beside the code inside; stop at the end of a batch."""
    stop = asyncio.Event()
    task = asyncio.create_task(run_loops(workers, stop))
    try:
        yield
    finally:
        stop.set()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await task
        except TimeoutError:
            log.warning("due work was cut off; what was begun is taken up again when its lease is over")

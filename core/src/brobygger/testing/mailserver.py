"""A mail server inside of the test, that answers as the test wants, and the worker that sends a queue to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from brobygger.mail.delivery import MailWorker
from brobygger.mail.transports import SMTPTransport
from brobygger.settings import MailSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from brobygger.plugins import MailQueue

_END = b"\r\n.\r\n"
_GREETING = {b"EHLO": b"250-test\r\n250 PIPELINING\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}


class MailServer:
    """Counts the mails that it took, by recipient. *judge* is asked about each mail: ``250``, another code, or nothing
    at all to break the connection when the mail was taken.
    """

    def __init__(self, judge: Callable[[str], str]) -> None:
        self.judge = judge
        self.taken: Counter[str] = Counter()
        self.port = 0


class _Connection(asyncio.Protocol):
    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.buffer = bytearray()
        self.recipient = ""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 test\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while answer := self._mail() if self.in_data else self._command():
            self.transport.write(answer)

    def _command(self) -> bytes:
        line, separator, rest = bytes(self.buffer).partition(b"\r\n")
        if not separator:
            return b""
        self.buffer = bytearray(rest)
        verb = line[:4].upper()
        if verb == b"RCPT":
            self.recipient = line[8:].strip(b"<> ").decode()
        self.in_data = verb == b"DATA"
        return _GREETING.get(verb, b"250 ok\r\n")

    def _mail(self) -> bytes:
        mail, separator, rest = bytes(self.buffer).partition(_END)
        if not separator and not mail.startswith(b".\r\n"):
            return b""
        self.buffer, self.in_data = bytearray(rest), False
        answer = self.server.judge(self.recipient)
        if not answer.strip() or answer.startswith("2"):
            self.server.taken[self.recipient] += 1
        if not answer:
            self.transport.abort()
            return b""
        return f"{answer} judged\r\n".encode()


@asynccontextmanager
async def mail_server(judge: Callable[[str], str] = lambda _recipient: "250") -> AsyncIterator[MailServer]:
    """Run a mail server on this machine."""
    server = MailServer(judge)
    listening = await asyncio.get_running_loop().create_server(lambda: _Connection(server), "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


def worker_for(queue: MailQueue[Any], server: MailServer, *, connections: int = 5) -> MailWorker[Any]:
    """Return a worker that sends what is due in *queue* to *server*."""
    settings = MailSettings(transport="smtp", host="127.0.0.1", port=server.port, security="none", timeout_seconds=2)
    return MailWorker(SMTPTransport(settings), queue, connections=connections)

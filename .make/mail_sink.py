"""A mail server that takes everything: ``python .make/mail_sink.py PORT FOLDER MILLISECONDS`` appends who got what to a
file, and answers so much later, as if it were far away.

It does as little as a server can, so that what is measured is who sends. It takes several commands at once, as Postfix
does. Each line of ``FOLDER/taken`` is one mail: its recipient and its Message-ID.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import TextIOWrapper

_END = b"\r\n.\r\n"
_EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"


class Connection(asyncio.Protocol):
    """Says yes to every command, and to every mail."""

    def __init__(self, taken: TextIOWrapper, seconds: float) -> None:
        self.taken = taken
        self.seconds = seconds
        self.buffer = bytearray()
        self.recipient = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answers = bytearray()
        while answer := self._next():
            answers += answer
        if self.seconds:
            asyncio.get_running_loop().call_later(self.seconds, self.transport.write, bytes(answers))
        else:
            self.transport.write(bytes(answers))

    def _next(self) -> bytes:
        """Return the answer to the next whole command or mail; nothing where it has not all come yet."""
        if self.in_data:
            end = self.buffer.find(_END)
            if end < 0:
                return b""
            self._take(bytes(self.buffer[:end]))
            del self.buffer[: end + len(_END)]
            self.in_data = False
            return b"250 taken\r\n"
        line, separator, _rest = bytes(self.buffer).partition(b"\r\n")
        if not separator:
            return b""
        del self.buffer[: len(line) + 2]
        verb = line[:4].upper()
        if verb == b"RCPT":
            self.recipient = line[8:].strip(b"<> ")
        self.in_data = verb == b"DATA"
        return {b"EHLO": _EHLO, b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n")

    def _take(self, mail: bytes) -> None:
        start = mail.lower().find(b"message-id: ")
        message_id = mail[start + 12 :].partition(b"\r\n")[0] if start >= 0 else b""
        self.taken.write(f"{self.recipient.decode()} {message_id.decode()}\n")
        self.taken.flush()


async def serve(port: int, folder: Path, seconds: float) -> None:
    with (folder / "taken").open("a", encoding="utf-8") as taken:
        server = await asyncio.get_running_loop().create_server(lambda: Connection(taken, seconds), "127.0.0.1", port)
        async with server:
            print("ready", flush=True)
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) / 1000))

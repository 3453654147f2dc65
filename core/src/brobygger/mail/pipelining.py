"""Handing mails to a server that takes several commands at once (RFC 2920): two round trips a mail instead of four.

aiosmtplib opens the connection, encrypts it and signs in; it waits for each answer before the next command, so from
there on the stream is ours.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from brobygger.mail.errors import AmbiguousError, MailError, PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    import aiosmtplib

    from brobygger.plugins import Envelope

_PERMANENT: Final = 500
_ERROR: Final = 400
_GO_AHEAD: Final = 354
_LINE_END = re.compile(rb"\r\n|\n|\r(?!\n)")
_CODE_LENGTH: Final = 3


class PipeliningConnection:
    """One connection, opened by aiosmtplib."""

    def __init__(self, client: aiosmtplib.SMTP, timeout_seconds: int) -> None:
        assert client.transport is not None
        loop = asyncio.get_running_loop()
        self._timeout = timeout_seconds
        self._reader = asyncio.StreamReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(self._reader, loop=loop)
        client.transport.set_protocol(protocol)
        protocol.connection_made(client.transport)
        self._writer = asyncio.StreamWriter(client.transport, protocol, self._reader, loop)  # type: ignore[arg-type]  # a transport of a stream

    async def send(self, envelope: Envelope, ready: Awaitable[object]) -> None:
        """Hand a mail over, its words when *ready* is. Raises MailError."""
        sender, recipient = wire_address(envelope.sender), wire_address(envelope.recipient)
        refused = await self._announce(b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % (sender, recipient))
        if refused is not None:
            raise refused
        await ready
        [code] = await self._exchange(_stuffed(envelope.content), answers=1, handed_over=True)
        if code >= _ERROR:
            raise classify(code, "", handed_over=True)

    async def _announce(self, commands: bytes) -> MailError | None:
        """Say who writes to whom. Return what the server has against it, with nothing left open on the connection."""
        codes = await self._exchange(commands, answers=3)
        worst = next((code for code in codes if code >= _ERROR), None)
        if worst is None:
            return None
        # A server that asks for the mail all the same gets an empty one, which it has nobody to deliver to.
        await self._exchange(b".\r\n" if codes[-1] == _GO_AHEAD else b"RSET\r\n", answers=1)
        return classify(worst, "", handed_over=False)

    async def _exchange(self, data: bytes, *, answers: int, handed_over: bool = False) -> list[int]:
        """Write *data* and read so many answers; return their codes."""
        try:
            self._writer.write(data)
            async with asyncio.timeout(self._timeout):
                await self._writer.drain()
                return [await self._read_code() for _ in range(answers)]
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            raise classify(None, type(error).__name__, handed_over=handed_over) from error

    async def _read_code(self) -> int:
        while True:
            line = await self._reader.readuntil(b"\n")
            if line[_CODE_LENGTH : _CODE_LENGTH + 1] != b"-":
                return int(line[:_CODE_LENGTH])


def _stuffed(content: bytes) -> bytes:
    """Return *content* as it goes over the wire: lines end with CR LF, and a dot at a line's beginning is doubled."""
    clean = content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    whole = content if clean else _LINE_END.sub(b"\r\n", content)
    whole = (b"." + whole if whole.startswith(b".") else whole).replace(b"\r\n.", b"\r\n..")
    return whole + (b".\r\n" if whole.endswith(b"\r\n") else b"\r\n.\r\n")


def wire_address(address: str) -> bytes:
    """Return *address* in ASCII, its domain as the name system spells it (RFC 5891).

    Raises PermanentError for a name before the “@” that is not ASCII: few servers take one.
    """
    name, _, domain = address.rpartition("@")
    try:
        return b"%b@%b" % (name.encode("ascii"), domain.encode("ascii" if domain.isascii() else "idna"))
    except UnicodeError:
        raise PermanentError("the address is not ASCII") from None


def classify(code: int | None, name: str, *, handed_over: bool) -> MailError:
    """A code is an answer; no answer after the mail was handed over leaves it open whether it arrived."""
    if code is not None:
        return PermanentError(str(code)) if code >= _PERMANENT else TemporaryError(str(code))
    return AmbiguousError(name) if handed_over else TemporaryError(name)

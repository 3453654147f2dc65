"""Ways out for a mail: into a folder, or to an SMTP server."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

import aiosmtplib

from brobygger.mail.errors import MailError, TemporaryError
from brobygger.mail.pipelining import PipeliningConnection, classify, wire_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from brobygger.plugins import Envelope
    from brobygger.settings import MailSettings, Settings


class Connection(Protocol):
    async def send(self, envelope: Envelope, ready: Awaitable[object]) -> None:
        """Hand a mail over, its words when *ready* is. Raises MailError."""


class Transport(Protocol):
    timeout_seconds: int

    def connect(self) -> AbstractAsyncContextManager[Connection]:
        """Open a connection. Raises TemporaryError."""


class FolderTransport:
    """Writes each mail into a folder, for development and for sites that fetch them from there."""

    timeout_seconds = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderTransport]:
        self.folder.mkdir(parents=True, exist_ok=True)
        yield self

    async def send(self, envelope: Envelope, ready: Awaitable[object]) -> None:
        await ready
        await asyncio.to_thread(self._write, envelope)

    def _write(self, envelope: Envelope) -> None:
        """Write the whole file or none; the same mail sent twice is the same file."""
        partial = self.folder / f".{envelope.name}.{os.getpid()}"
        partial.write_bytes(envelope.content)
        partial.replace(self.folder / f"{envelope.name}.eml")


class SMTPTransport:
    """Sends over one connection after the other; several run side by side."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings
        self.timeout_seconds = settings.timeout_seconds

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        settings = self.settings
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=settings.password or None,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            timeout=settings.timeout_seconds,
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()  # which tells whether it takes several commands at once
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TemporaryError(type(error).__name__) from error
        try:
            pipelines = client.supports_extension("pipelining")
            yield PipeliningConnection(client, settings.timeout_seconds) if pipelines else _PlainConnection(client)
        finally:
            client.close()


class _PlainConnection:
    """Says one command at a time, to servers that want it so."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client = client

    async def send(self, envelope: Envelope, ready: Awaitable[object]) -> None:
        try:
            await self._client.mail(wire_address(envelope.sender).decode())
            await self._client.rcpt(wire_address(envelope.recipient).decode())
        except (aiosmtplib.SMTPException, OSError) as error:
            await self._reset()
            raise _classify(error, handed_over=False) from error
        await ready
        try:
            await self._client.data(envelope.content)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _classify(error, handed_over=True) from error

    async def _reset(self) -> None:
        try:
            await self._client.rset()
        except (aiosmtplib.SMTPException, OSError):
            return  # the connection is gone; the next mail opens another one


def _classify(error: Exception, *, handed_over: bool) -> MailError:
    code = getattr(error, "code", None)
    answered = isinstance(code, int) and code > 0 and not isinstance(error, aiosmtplib.SMTPServerDisconnected)
    return classify(code if answered else None, type(error).__name__, handed_over=handed_over)


def choose_transport(settings: Settings) -> Transport:
    """Return the transport that the settings name."""
    if settings.mail.transport == "smtp":
        return SMTPTransport(settings.mail)
    return FolderTransport(settings.mail_folder)

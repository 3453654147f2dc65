"""Ways out for a mail: into a folder, or to an SMTP server."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiosmtplib

from brobygger.mail.errors import AmbiguousError, MailError, PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage
    from pathlib import Path

    from brobygger.settings import MailSettings, Settings

_PERMANENT = 500


class FolderTransport:
    """Writes each mail into a folder, for development and for sites that fetch them from there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderTransport]:
        self.folder.mkdir(parents=True, exist_ok=True)
        yield self

    async def send(self, message: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002  # in the message
        await asyncio.to_thread(self._write, message)

    def _write(self, message: EmailMessage) -> None:
        """Write the whole file or none; the same mail sent twice is the same file."""
        name = message["Message-ID"].strip("<>").partition("@")[0]
        partial = self.folder / f".{name}.{os.getpid()}"
        partial.write_bytes(message.as_bytes())
        partial.replace(self.folder / f"{name}.eml")


class SMTPTransport:
    """Sends over one connection after the other; several run side by side."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[_SMTPConnection]:
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
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TemporaryError(type(error).__name__) from error
        try:
            yield _SMTPConnection(client)
        finally:
            client.close()


class _SMTPConnection:
    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client = client

    async def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        try:
            await self._client.mail(sender)
            await self._client.rcpt(recipient)
        except (aiosmtplib.SMTPException, OSError) as error:
            await self._reset()
            raise _classify(error, handed_over=False) from error
        try:
            await self._client.data(message.as_bytes())
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _classify(error, handed_over=True) from error

    async def _reset(self) -> None:
        try:
            await self._client.rset()
        except (aiosmtplib.SMTPException, OSError):
            return  # the connection is gone; the next mail opens another one


def _classify(error: Exception, *, handed_over: bool) -> MailError:
    """A code is an answer; no answer after the mail was handed over leaves it open whether it arrived."""
    code = getattr(error, "code", None)
    if isinstance(code, int) and code > 0 and not isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return PermanentError(str(code)) if code >= _PERMANENT else TemporaryError(str(code))
    name = type(error).__name__
    return AmbiguousError(name) if handed_over else TemporaryError(name)


def choose_transport(settings: Settings) -> FolderTransport | SMTPTransport:
    """Return the transport that the settings name."""
    if settings.mail.transport == "smtp":
        return SMTPTransport(settings.mail)
    return FolderTransport(settings.mail_folder)

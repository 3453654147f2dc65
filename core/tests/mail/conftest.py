"""A mail server on this machine that answers as a test tells it to."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from brobygger.mail.delivery import MailWorker
from brobygger.mail.queues import Outbox
from brobygger.mail.services import Sender, send
from brobygger.mail.transports import SMTPTransport
from brobygger.settings import MailSettings
from brobygger.testing.browser import free_port

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from email.message import EmailMessage

    from brobygger.mail.models import OutboxMail
    from brobygger.testing.site import Site

    Write = Callable[..., Awaitable[OutboxMail]]


class Server:
    """Takes mails, and keeps those that it took; *answers* to the next ones wait in line."""

    def __init__(self, *, pipelining: bool) -> None:
        self.pipelining = pipelining
        self.mails: list[EmailMessage] = []
        #: A line to answer with, or nothing to break the connection after the mail was taken.
        self.answers: list[str | None] = []
        #: What to answer when told whom a mail is for.
        self.recipients: list[str] = []
        self.port = free_port()

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.recipients:
            return self.recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer is None or answer.startswith("2"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        if answer is None:
            server.transport.abort()
            return "421 gone"
        return answer


@pytest.fixture(params=[True, False], ids=["pipelining", "one_by_one"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    handler = Server(pipelining=request.param)
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def worker(server: Server) -> MailWorker[OutboxMail]:
    return make_worker(server.port)


def make_worker(port: int, **settings: Any) -> MailWorker[OutboxMail]:
    values = {"transport": "smtp", "host": "127.0.0.1", "security": "none", "timeout_seconds": 2, **settings}
    return MailWorker(SMTPTransport(MailSettings(port=port, **values)), Outbox(), connections=2)


@pytest.fixture
def write(site: Site) -> Write:
    """Write a sign-in mail, the one that core itself sends."""

    async def write_mail(
        recipient: str = "anna@example.org", *, name: str = "Bådforeningen “Æblet”", reply_to: str = "bo@example.org"
    ) -> OutboxMail:
        context = {"url": "https://brobygger.test/sign-in/code", "minutes": 10, "host": "Centre", "phone": ""}
        sender = Sender(name, reply_to)
        return await send(recipient, "core/mail/sign_in.txt", context, language="da", sender=sender)

    return write_mail

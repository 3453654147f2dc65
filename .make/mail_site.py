"""A site with one newsletter on its way to many, for the benchmark and the drill of sending."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tortoise.connection import get_connections

from brobygger import db
from brobygger.associations.models import Association, Kind
from brobygger.associations.services import create_association
from brobygger.cli.run import open_site
from brobygger.db import association_scope, fold
from brobygger.mail.delivery import MailWorker
from brobygger.mail.transports import SMTPTransport
from brobygger.modules.services import enable_module
from brobygger.settings import DatabaseSettings, MailSettings, Settings, SiteSettings
from brobygger.site.build import build_runtime
from brobygger.site.database import database_apps
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.sending.message import Reader, build_letter
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.sending.queue import IssueQueue
from brobygger_newsletter.sending.rendering import render_edition
from brobygger_newsletter.subscribing.models import Subscriber
from brobygger_newsletter.writing.models import BlockKind, Edition, Issue, IssueState
from brobygger_newsletter.writing.reading import editions_of
from brobygger_newsletter.writing.services import add_block, create_issue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TEXT = "Vi mødes, hjælper hinanden og drikker **kaffe** bagefter. Du behøver ikke kunne noget, [fornavn|ven]. "
BATCH = 1000


class Letterbox:
    """One issue on its way, and the worker that sends it."""

    def __init__(self, association: Association, mail: MailSettings) -> None:
        self.association = association
        self.worker = MailWorker(SMTPTransport(mail), IssueQueue(), connections=mail.connections)
        self.issue = Issue()

    async def fill(self, mails: int) -> None:
        """Write an issue, freeze it, and write down so many who get it."""
        with association_scope(self.association.id):
            newsletter = await Newsletter.get()
            self.issue = await create_issue(newsletter, subject="Nyt i maj")
            [edition] = await editions_of(self.issue)
            for number in range(5):
                await add_block(self.issue, edition, BlockKind.HEADING, {"text": f"Overskrift {number}"})
                await add_block(self.issue, edition, BlockKind.TEXT, {"text": TEXT * 4})
            issue = await Issue.get(id=self.issue.id).select_related("newsletter", "association")
            rendered = await render_edition(issue, edition)
            await Edition.filter(id=edition.id).update(html=rendered.html, text=rendered.text)
            await Issue.filter(id=issue.id).update(state=IssueState.SENDING)
            for start in range(0, mails, BATCH):
                await self._add(range(start, min(start + BATCH, mails)), edition)
        await get_connections().get("default").execute_script("ANALYZE")

    async def _add(self, numbers: range, edition: Edition) -> None:
        people = [
            Subscriber(
                association_id=self.association.id, email=f"reader{number}@example.org", language="da",
                email_folded=fold(f"reader{number}@example.org"), name=f"Læser {number}",
            )
            for number in numbers
        ]  # fmt: skip
        await Subscriber.bulk_create(people, batch_size=200)
        added = Subscriber.filter(email_folded__in=[one.email_folded for one in people])
        await Delivery.bulk_create(
            [
                Delivery(
                    issue_id=self.issue.id, edition_id=edition.id, subscriber_id=one.id, key=one.public_id,
                    recipient=one.email, name=one.name, association_id=self.association.id,
                )
                for one in await added
            ],
            batch_size=200,
        )  # fmt: skip

    async def send(self, mails: int) -> None:
        """Send about so many."""
        sent = 0
        while sent < mails:
            done = await self.worker.work()
            if not done:
                raise SystemExit("nothing more to send: it cannot be measured")
            sent += done

    async def one_mail(self) -> bytes:
        """Return one of the mails, as it goes over the wire."""
        with association_scope(self.association.id):
            [edition] = await editions_of(self.issue)
            issue = await Issue.get(id=self.issue.id).select_related("newsletter", "association")
            return build_letter(issue, edition).for_reader(Reader("reader@example.org", "Læser", "23456789bcdf"))


@asynccontextmanager
async def letterbox(url: str, folder: Path, port: int, *, connections: int) -> AsyncIterator[Letterbox]:
    """Open a new site at the database *url* that sends to *port* of this machine."""
    mail = MailSettings(
        transport="smtp", host="127.0.0.1", port=port, security="none", connections=connections, timeout_seconds=5
    )
    settings = Settings(site=SiteSettings(data_dir=folder), database=DatabaseSettings(url=url), mail=mail)
    site = build_runtime(settings)
    await db.migrate(settings.database_url, database_apps(site.plugins), log=lambda _line: None)
    async with open_site(site):
        await create_association("Frivilligcentret", kind=Kind.HOST)
        association = await create_association("Spisevennerne")
        with association_scope(association.id):
            await enable_module(association, "newsletter", account_id=None)
        yield Letterbox(association, mail)

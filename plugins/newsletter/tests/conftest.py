"""What the tests of this plugin share."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import association_scope
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.subscribing.services import subscribe
from brobygger_newsletter.writing.models import BlockKind, Issue
from brobygger_newsletter.writing.reading import editions_of
from brobygger_newsletter.writing.services import add_block, create_issue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from email.message import EmailMessage
    from pathlib import Path

    from brobygger.plugin_api.services import Association
    from brobygger_newsletter.subscribing.models import Subscriber


@pytest.fixture
async def newsletter(association: Association) -> Newsletter:
    """The newsletter that an association has from the start."""
    with association_scope(association.id):
        return await Newsletter.get().select_related("association")


@pytest.fixture
def join() -> Callable[..., Awaitable[Subscriber]]:
    """``await join(newsletter, "anna@example.org", name="Anna")`` subscribes somebody who proved the address."""

    async def subscribed(newsletter: Newsletter, email: str, *, name: str = "", language: str = "en") -> Subscriber:
        with association_scope(newsletter.association_id):
            return await subscribe(newsletter.association, [newsletter], email, name=name, language=language)

    return subscribed


@pytest.fixture
def make_issue() -> Callable[..., Awaitable[Issue]]:
    """``await make_issue(newsletter, text="Dear [first name|friend]")`` writes an issue that is ready to be sent."""

    async def make(newsletter: Newsletter, *, subject: str = "Songs in May", text: str = "We sing on Mondays") -> Issue:
        with association_scope(newsletter.association_id):
            issue = await create_issue(newsletter, subject=subject)
            [edition] = await editions_of(issue)
            await add_block(issue, edition, BlockKind.TEXT, {"text": text})
            return await Issue.get(id=issue.id).select_related("newsletter", "association")

    return make


@pytest.fixture
def sent(settings: Any) -> Callable[[], list[EmailMessage]]:
    """``sent()`` returns the newsletters that went out, read by a parser."""

    def read() -> list[EmailMessage]:
        folder: Path = settings.mail_folder
        mails: list[Any] = [message_from_bytes(file.read_bytes(), policy=default) for file in folder.glob("*.eml")]
        return sorted((mail for mail in mails if mail["List-Id"]), key=lambda mail: str(mail["To"]))

    return read

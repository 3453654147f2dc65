"""The mails that were written, whether or not they were sent yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from brobygger.mail.models import OutboxMail

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINK = re.compile(r"https?://\S+")


class Outbox:
    """What people find in their mailboxes."""

    async def mails(self, recipient: str = "") -> Sequence[OutboxMail]:
        """Return all mails in the order in which they were written, or those to *recipient*."""
        query = OutboxMail.filter(recipient=recipient) if recipient else OutboxMail.all()
        return await query.order_by("id")

    async def last(self, recipient: str = "") -> OutboxMail:
        mails = await self.mails(recipient)
        assert mails, f"no mail to {recipient or 'anybody'}"
        return mails[-1]

    async def link(self, recipient: str = "", containing: str = "") -> str:
        """Return the path of the first link in the last mail whose address has *containing* in it."""
        mail = await self.last(recipient)
        for found in _LINK.findall(mail.text):
            parts = urlsplit(found.rstrip(".,)"))
            if containing in parts.path:
                return f"{parts.path}?{parts.query}" if parts.query else parts.path
        raise AssertionError(f"no link with “{containing}” in: {mail.text}")

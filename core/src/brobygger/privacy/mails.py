"""Copies of mails in the outbox that go to somebody, or tell of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger.mail.models import MailState, OutboxMail
from brobygger.membership.models import Contact
from brobygger.web.formats import phone

if TYPE_CHECKING:
    from brobygger.membership.models import Contact as ContactRow

_WAITING = (MailState.QUEUED, MailState.SENDING)


async def delete_mails_of(contact: ContactRow) -> int:
    """Delete the mails of the contact's association to them, and the copies of those to others that name them.

    A mail that still waits is deleted where it is for nobody else who shares the address, and stays where only a name
    is found in it: another person may be called the same. It is deleted two weeks after it was sent.
    """
    mails = OutboxMail.filter(association_id=contact.association_id)
    found: set[int] = set()
    if contact.email:
        shared = await Contact.filter(email_folded=contact.email_folded).exclude(id=contact.id).exists()
        own = mails.filter(recipient__iexact=contact.email)
        own = own.exclude(state__in=_WAITING) if shared else own
        found |= {int(number) for number in await own.values_list("id", flat=True)}  # type: ignore[call-overload]  # one column
    found |= await _telling_of(contact)
    return await OutboxMail.filter(id__in=list(found)).delete() if found else 0


async def _telling_of(contact: ContactRow) -> set[int]:
    words = [word for word in (contact.name, contact.email, contact.phone, phone(contact.phone)) if word]
    condition = Q()
    for word in words:
        condition |= Q(text__icontains=word) | Q(html__icontains=word) | Q(reply_to__iexact=word)
    sent = OutboxMail.filter(condition, association_id=contact.association_id).exclude(state__in=_WAITING)
    whole = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    return {mail.id for mail in await sent if whole.search(f"{mail.text}\n{mail.html}\n{mail.reply_to}")}


async def delete_sign_in_mails(address: str) -> int:
    """Delete the mails of the site itself to *address*."""
    return await OutboxMail.filter(recipient__iexact=address, association_id=None).delete()

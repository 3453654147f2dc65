"""Giving and withdrawing consent. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.i18n import current_language
from brobygger.ids import hash_token
from brobygger.services.consent.models import Channel, ConsentRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.membership.models import Contact


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What somebody says yes to. A changed text is a new version; the old one stays provable by its hash."""

    purpose: str
    version: int
    #: Made by ``lazy``.
    text: str


async def give(
    contact: Contact, text: ConsentText, *, channel: Channel = Channel.WEB, helper_account_id: int | None = None
) -> ConsentRecord:
    """Write down that *contact* said yes to *text*, in the language they read it in."""
    return await _record(contact, text, given=True, channel=channel, helper_account_id=helper_account_id)


async def withdraw(
    contact: Contact, text: ConsentText, *, channel: Channel = Channel.WEB, helper_account_id: int | None = None
) -> ConsentRecord:
    """Write down that *contact* says no from now on."""
    return await _record(contact, text, given=False, channel=channel, helper_account_id=helper_account_id)


async def _record(
    contact: Contact, text: ConsentText, *, given: bool, channel: Channel, helper_account_id: int | None
) -> ConsentRecord:
    return await ConsentRecord.create(
        association_id=contact.association_id,
        contact=contact,
        purpose=text.purpose,
        text_version=text.version,
        text_hash=hash_token(str(text.text)),
        language=current_language(),
        given=given,
        channel=channel,
        helper_account_id=helper_account_id,
    )


async def has_given(contact: Contact, text: ConsentText) -> bool:
    """Tell whether the last word of *contact* on this purpose was yes."""
    last = await ConsentRecord.filter(contact_id=contact.id, purpose=text.purpose).order_by("-id").first()
    return last is not None and last.given


async def history(contact: Contact) -> Sequence[ConsentRecord]:
    """Return everything *contact* said, in order."""
    return await ConsentRecord.filter(contact_id=contact.id).order_by("id")

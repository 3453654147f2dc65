"""Links for people without an account. They are derived from the site's key, so that every mail can hold one while the
database keeps none.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from brobygger.db import crossing_associations
from brobygger.keyed import keyed_hash
from brobygger.membership.models import Contact
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNATURE_LENGTH = 40


def manage_token(contact: Contact) -> str:
    """Return the secret with which *contact* manages what they joined in one association."""
    return f"{contact.public_id}.{_sign(contact)}"


def manage_url(contact: Contact) -> str:
    """Return the whole address of the page on which *contact* manages what they joined."""
    return absolute_url(site_path("manage", token=manage_token(contact)))


def _sign(contact: Contact) -> str:
    return keyed_hash("manage", contact.public_id, str(contact.link_generation))[:_SIGNATURE_LENGTH]


async def find_contact(token: str) -> Contact | None:
    """Return the contact whose manage link *token* is, with its association; None for any other text."""
    public_id, _, signature = token.partition(".")
    with crossing_associations("the link names one contact, whose association is known from it"):
        contact = await Contact.get_or_none(public_id=public_id).prefetch_related("association")
    if contact is None or not hmac.compare_digest(signature.encode(), _sign(contact).encode()):
        return None
    return contact


async def revoke_links(contact: Contact) -> None:
    """Make every manage link of *contact* void."""
    contact.link_generation += 1
    await contact.save(update_fields=["link_generation"])


def mail_context(contact: Contact, context: Mapping[str, object]) -> dict[str, object]:
    """Return what every mail to a contact may say, and *context*."""
    known = {"contact": contact, "association": contact.association, "manage_url": manage_url(contact)}
    return {**known, "by_phone": False, **context}

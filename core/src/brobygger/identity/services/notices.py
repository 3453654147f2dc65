"""Telling somebody that the ways into their account changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from brobygger import mail
from brobygger.identity.services.accounts import list_addresses

if TYPE_CHECKING:
    from brobygger.identity.services.sign_in import Asking

Change = Literal["app_on", "app_off", "passkey_added", "passkey_removed", "password_set", "password_removed"]
_TEMPLATE: Final = "core/mail/sign_in_changed.txt"


async def tell_of_change(account_id: int, change: Change, asking: Asking) -> None:
    """Mail every address of the account what changed, in words that a shared mailbox may show."""
    context = {"change": change, "host": asking.sender.name, "phone": asking.phone}
    for row in await list_addresses(account_id):
        await mail.send(row.address, _TEMPLATE, context, language=asking.language, sender=asking.sender)

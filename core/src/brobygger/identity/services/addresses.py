"""The addresses of an account: one more, another one first, one less.

Whoever can change them can take the account over, so every change is told to the addresses that were there, and ends
all other sessions.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tortoise.exceptions import IntegrityError

from brobygger import clock, mail
from brobygger.db import fold, transaction
from brobygger.identity.errors import (
    AddressTakenError,
    LastAddressError,
    LinkGoneError,
    OwnAddressError,
    TooManyRequestsError,
)
from brobygger.identity.models import Account, AddressClaim, EmailAddress
from brobygger.identity.services.accounts import list_addresses
from brobygger.identity.services.sessions import end_other_sessions
from brobygger.ids import hash_token, secret_token
from brobygger.services import audit
from brobygger.services.limits import DAY, Limit, allow
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from brobygger.identity.services.sign_in import Asking
    from brobygger.identity.visitor import Visitor

CLAIM_LIFETIME: Final = timedelta(hours=1)
_ASKED_BY_ACCOUNT = Limit(10, DAY)
_MAILED = Limit(3, DAY)


async def claim_address(account_id: int, address: str, asking: Asking) -> None:
    """Mail a link to *address* that adds it to the account.

    What happens here is the same for an address that nobody has, that somebody else has, and that had too many of
    these mails: only its mailbox learns the difference. Raises OwnAddressError, and TooManyRequestsError when the
    account asked too often.
    """
    if not await allow(("address", "account", account_id), _ASKED_BY_ACCOUNT):
        raise TooManyRequestsError(int(_ASKED_BY_ACCOUNT.window.total_seconds()))
    owner = await EmailAddress.get_or_none(address_folded=fold(address))
    if owner is not None and owner.account_id == account_id:
        raise OwnAddressError
    mailed = await allow(("address", "mailed", fold(address)), _MAILED)
    token = secret_token()
    await AddressClaim.create(
        account_id=account_id,
        address=address,
        token_hash=hash_token(token),
        expires_at=clock.now() + CLAIM_LIFETIME,
    )
    if mailed:
        context = {
            "url": "" if owner else absolute_url(site_path("account:arrive_address", token=token)),
            "taken": owner is not None,
            "host": asking.sender.name,
        }
        await mail.send(
            address, "core/mail/address_confirm.txt", context, language=asking.language, sender=asking.sender
        )


async def find_claim(account_id: int, token: str) -> AddressClaim:
    """Return what the link in the mail claims; changes nothing.

    Raises LinkGoneError, also for another account's link: so nobody adds their address to a stranger's account.
    """
    claim = await AddressClaim.get_or_none(
        account_id=account_id, token_hash=hash_token(token), expires_at__gt=clock.now()
    )
    if claim is None:
        raise LinkGoneError
    return claim


async def confirm_address(visitor: Visitor, token: str, asking: Asking) -> EmailAddress:
    """Spend the link: the visitor's account has the address from now on.

    Raises LinkGoneError, and AddressTakenError to somebody who reads the mailbox.
    """
    account_id = visitor.account_id or 0
    claim = await find_claim(account_id, token)
    try:
        async with transaction():
            if not await AddressClaim.filter(id=claim.id).delete():
                raise LinkGoneError
            told = [row.address for row in await list_addresses(account_id)]
            added = await EmailAddress.create(
                account_id=account_id,
                address=claim.address,
                address_folded=fold(claim.address),
                verified_at=clock.now(),
            )
            await _changed(visitor, "added", added.address, told, asking)
    except IntegrityError as error:
        raise AddressTakenError from error
    return added


async def make_first(visitor: Visitor, public_id: str, asking: Asking) -> None:
    """Write to this address of the account from now on; another account's is not touched."""
    async with transaction():
        chosen = await _lock_and_find(visitor, public_id)
        if chosen is None or chosen.is_first:
            return
        told = [row.address for row in await list_addresses(chosen.account_id)]
        await EmailAddress.filter(account_id=chosen.account_id, is_first=True).update(is_first=False)
        await EmailAddress.filter(id=chosen.id).update(is_first=True)
        await _changed(visitor, "first", chosen.address, told, asking)


async def remove_address(visitor: Visitor, public_id: str, asking: Asking) -> None:
    """Take an address from the account; another account's is not touched. Raises LastAddressError."""
    async with transaction():
        chosen = await _lock_and_find(visitor, public_id)
        if chosen is None:
            return
        told = [row.address for row in await list_addresses(chosen.account_id)]
        if len(told) == 1:
            raise LastAddressError
        await chosen.delete()
        await _changed(visitor, "removed", chosen.address, told, asking)


async def find_address(account_id: int, public_id: str) -> EmailAddress | None:
    """Return one of the account's addresses."""
    return await EmailAddress.get_or_none(account_id=account_id, public_id=public_id)


async def _lock_and_find(visitor: Visitor, public_id: str) -> EmailAddress | None:
    """Find one of the account's addresses, while nobody else changes them: two removals must leave one."""
    account = await Account.select_for_update().get(id=visitor.account_id)
    return await find_address(account.id, public_id)


async def _changed(visitor: Visitor, what: str, address: str, told: list[str], asking: Asking) -> None:
    """Tell the addresses that were there, and put everybody out who is not *visitor*."""
    account_id = visitor.account_id or 0
    context = {"what": what, "address": address, "host": asking.sender.name, "phone": asking.phone}
    for recipient in told:
        await mail.send(
            recipient, "core/mail/address_changed.txt", context, language=asking.language, sender=asking.sender
        )
    await end_other_sessions(account_id, visitor.session_id)
    await audit.record(f"account.address_{what}", object=f"account:{account_id}")

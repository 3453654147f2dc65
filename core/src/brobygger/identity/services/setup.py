"""A new site has no account: its operator prints a token, and whoever holds it becomes the first administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from brobygger import clock
from brobygger.db import transaction
from brobygger.i18n import current_language
from brobygger.identity.errors import SetupTokenGoneError
from brobygger.identity.models import Account, Person, SetupToken
from brobygger.identity.services.accounts import account_for, get_own_person, save_name
from brobygger.ids import hash_token, secret_token
from brobygger.services import audit

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

LIFETIME: Final = timedelta(hours=1)


async def create_setup_token() -> str:
    """Return a token for the first administrator, to be printed once; older ones stop working."""
    token = secret_token()
    async with transaction():
        await SetupToken.all().delete()
        await SetupToken.create(token_hash=hash_token(token), expires_at=clock.now() + LIFETIME)
    return token


async def is_setup_token(token: str) -> bool:
    """Tell whether *token* works; changes nothing."""
    return await _unspent(token).exists()


async def claim_setup_token(token: str, address: str, name: str) -> Account:
    """Spend the token, and return the account of the address that its holder names, made when there is none.

    Call it within the transaction that makes use of the account. Raises SetupTokenGoneError.
    """
    async with transaction():
        if not await _unspent(token).update(used_at=clock.now()):
            raise SetupTokenGoneError
        account, is_new = await account_for(address, language=current_language())
        person: Person = await get_own_person(account.id)
        if is_new or not person.name:
            await save_name(person.id, name)
        await audit.record("setup.claimed", object=f"account:{account.id}")
    return account


def _unspent(token: str) -> QuerySet[SetupToken]:
    return SetupToken.filter(token_hash=hash_token(token), used_at=None, expires_at__gt=clock.now())

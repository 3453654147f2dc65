"""Showing once more that it is still oneself, before what would harm most in somebody else's hands.

It never asks for more than signing in did: whoever signs in by mail may show it by mail. The session's token changes
with it, so a copy of the old one is worth nothing after.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tortoise.expressions import F

from brobygger import clock, mail
from brobygger.db import transaction
from brobygger.identity.errors import TooManyRequestsError, WrongCodeError, WrongPasskeyError
from brobygger.identity.factor_models import Passkey, ProofCode
from brobygger.identity.services.accounts import list_addresses
from brobygger.identity.services.factors import check_factor, has_factor
from brobygger.identity.services.passkeys import are_possible, use_passkey
from brobygger.identity.services.passwords import check_own_password, has_password
from brobygger.identity.services.sessions import renew_session
from brobygger.keyed import keyed_hash
from brobygger.services import audit
from brobygger.services.limits import HOUR, Limit, allow

if TYPE_CHECKING:
    from brobygger.identity.services.sign_in import Asking
    from brobygger.identity.visitor import Visitor

CODE_LIFETIME: Final = timedelta(minutes=10)
CODE_ATTEMPTS: Final = 5
_DIGITS = 6
_MAILED = Limit(6, HOUR)


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody may show that it is them."""

    passkey: bool = False
    app: bool = False
    password: bool = False
    mail: bool = False


async def ways_of(account_id: int, *, factor: bool) -> Ways:
    """Return the account's ways; with *factor* those that are more than a mail or a password.

    Whoever asked for a second factor is not let through without it.
    """
    passkey = are_possible() and await Passkey.filter(account_id=account_id).exists()
    app = await has_factor(account_id)
    if factor or app:
        return Ways(passkey=passkey, app=app)
    return Ways(passkey=passkey, password=await has_password(account_id), mail=True)


async def mail_code(visitor: Visitor, asking: Asking) -> None:
    """Mail six digits to the first address of whoever is signed in. Raises TooManyRequestsError."""
    if not await allow(("proof", visitor.account_id or 0), _MAILED):
        raise TooManyRequestsError(int(_MAILED.window.total_seconds()))
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    address = (await list_addresses(visitor.account_id or 0))[0].address
    async with transaction():
        await ProofCode.update_or_create(
            session_id=visitor.session_id,
            defaults={
                "code_hash": _code_hash(visitor.session_id, code),
                "attempts": 0,
                "expires_at": clock.now() + CODE_LIFETIME,
            },
        )
        context = {
            "code": f"{code[:3]} {code[3:]}",
            "minutes": CODE_LIFETIME.seconds // 60,
            "host": asking.sender.name,
            "phone": asking.phone,
        }
        await mail.send(address, "core/mail/proof_code.txt", context, language=asking.language, sender=asking.sender)


async def is_code_mailed(session_id: int | None) -> bool:
    """Tell whether a code was mailed that may still be typed."""
    return await ProofCode.filter(
        session_id=session_id or 0, expires_at__gt=clock.now(), attempts__lt=CODE_ATTEMPTS
    ).exists()


async def prove_by_code(visitor: Visitor, code: str) -> str:
    """Take the mailed code; return the session's new token. Raises WrongCodeError."""
    waiting = ProofCode.filter(
        session_id=visitor.session_id or 0, expires_at__gt=clock.now(), attempts__lt=CODE_ATTEMPTS
    )
    if not await waiting.update(attempts=F("attempts") + 1):
        raise WrongCodeError(0)
    row = await ProofCode.get(session_id=visitor.session_id)
    if not hmac.compare_digest(row.code_hash, _code_hash(visitor.session_id, code)):
        raise WrongCodeError(CODE_ATTEMPTS - row.attempts)
    if not await ProofCode.filter(id=row.id).delete():
        raise WrongCodeError(0)
    return await _proved(visitor, factor=False)


async def prove_by_password(visitor: Visitor, password: str) -> str:
    """Take the password; return the session's new token. Raises WrongPasswordError and TooManyRequestsError."""
    await check_own_password(visitor.account_id or 0, password)
    return await _proved(visitor, factor=False)


async def prove_by_app(visitor: Visitor, code: str) -> str:
    """Take the second factor; return the session's new token. Raises as ``check_factor`` does."""
    await check_factor(visitor.account_id or 0, code)
    return await _proved(visitor, factor=True)


async def prove_by_passkey(visitor: Visitor, response: str, *, browser_token: str) -> str:
    """Take a passkey of the same account; return the session's new token. Raises WrongPasskeyError."""
    key = await use_passkey(response, browser_token=browser_token)
    if key.account_id != visitor.account_id:
        raise WrongPasskeyError
    return await _proved(visitor, factor=True)


async def _proved(visitor: Visitor, *, factor: bool) -> str:
    await audit.record("account.proved", object=f"account:{visitor.account_id}", reason="factor" if factor else "")
    return await renew_session(visitor.session_id, factor=factor)


def _code_hash(session_id: int | None, code: str) -> str:
    return keyed_hash("proof code", str(session_id), code)

"""The second factor: an app that makes codes, and ten codes on paper for when the phone is gone."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from typing import TYPE_CHECKING, Final

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tortoise.exceptions import IntegrityError

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.identity.errors import NoFactorAskedError, TooManyRequestsError, WrongFactorError
from brobygger.identity.factor_models import Authenticator, RecoveryCode
from brobygger.identity.services.notices import tell_of_change
from brobygger.identity.services.sessions import end_other_sessions, end_session, find_pending, start_session
from brobygger.keyed import keyed_hash
from brobygger.services import audit
from brobygger.services.limits import HOUR, Limit, allow

if TYPE_CHECKING:
    from brobygger.identity.services.sign_in import Asking
    from brobygger.identity.visitor import Visitor

RECOVERY_CODES: Final = 10
#: Counted only after the mail was answered or by somebody signed in, so no stranger can use it up.
_TRIED: Final = Limit(10, HOUR)
_STEP_SECONDS = 30
#: Clocks of phones go wrong by a little.
_STEPS_OFF = (-1, 0, 1)
_NONCE_BYTES = 12
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
_CODE_LENGTH = 10


async def has_factor(account_id: int) -> bool:
    """Tell whether the account asks for a second factor."""
    return await Authenticator.filter(account_id=account_id, confirmed_at__isnull=False).exists()


async def begin_factor(account_id: int) -> None:
    """Make a secret for an app to share; beginning twice is the same as once."""
    try:
        async with transaction():
            sealed = _seal(account_id, pyotp.random_base32())
            await Authenticator.create(account_id=account_id, sealed_secret=sealed)
    except IntegrityError:
        return  # there is one already


async def waiting_secret(account_id: int) -> str | None:
    """Return the secret to type into an app, until a code of it was typed back; None before it was begun."""
    waiting = await Authenticator.get_or_none(account_id=account_id, confirmed_at=None)
    return _open(waiting) if waiting else None


async def confirm_factor(visitor: Visitor, code: str, asking: Asking) -> list[str]:
    """Ask for the app's codes from now on; return the recovery codes, kept nowhere else.

    Every other session ends, every address hears of it. Raises WrongFactorError and TooManyRequestsError.
    """
    account_id = visitor.account_id or 0
    await _count(account_id)
    waiting = await Authenticator.get_or_none(account_id=account_id, confirmed_at=None)
    step = _step_of(waiting, code) if waiting else None
    if step is None:
        raise WrongFactorError
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    async with transaction():
        confirmed = Authenticator.filter(account_id=account_id, confirmed_at=None)
        if not await confirmed.update(confirmed_at=clock.now(), last_step=step):
            raise WrongFactorError
        await RecoveryCode.filter(account_id=account_id).delete()
        for one in codes:
            await RecoveryCode.create(account_id=account_id, code_hash=_code_hash(account_id, one))
        await end_other_sessions(account_id, visitor.session_id)
        await audit.record("account.factor_on", object=f"account:{account_id}")
        await tell_of_change(account_id, "app_on", asking)
    return codes


async def remove_factor(visitor: Visitor, code: str, asking: Asking) -> None:
    """Ask for no second factor any more, after it was given once more. Raises as ``check_factor`` does."""
    account_id = visitor.account_id or 0
    await check_factor(account_id, code)
    async with transaction():
        await Authenticator.filter(account_id=account_id).delete()
        await RecoveryCode.filter(account_id=account_id).delete()
        await end_other_sessions(account_id, visitor.session_id)
        await audit.record("account.factor_off", object=f"account:{account_id}")
        await tell_of_change(account_id, "app_off", asking)


async def check_factor(account_id: int, code: str) -> None:
    """Use up a code of the app, or a recovery code. Raises WrongFactorError and TooManyRequestsError."""
    await _count(account_id)
    app = await Authenticator.get_or_none(account_id=account_id, confirmed_at__isnull=False)
    if app is None:
        raise WrongFactorError
    step = _step_of(app, code)
    if step is not None and await Authenticator.filter(id=app.id, last_step__lt=step).update(last_step=step):
        return
    if await RecoveryCode.filter(account_id=account_id, code_hash=_code_hash(account_id, code)).delete():
        await audit.record("account.recovery_code_used", object=f"account:{account_id}")
        return
    raise WrongFactorError


async def pass_factor(token: str, code: str) -> str:
    """Sign in whoever answered the mail in this browser and has the second factor; return the new session's token.

    Raises NoFactorAskedError, WrongFactorError and TooManyRequestsError.
    """
    waiting = await find_pending(token)
    if waiting is None:
        raise NoFactorAskedError
    await check_factor(waiting.account_id, code)
    async with transaction():
        await end_session(token)
        return await start_session(waiting.account, device=waiting.device, proved=True)


async def _count(account_id: int) -> None:
    if not await allow(("factor", account_id), _TRIED):
        raise TooManyRequestsError(int(_TRIED.window.total_seconds()))


def _step_of(app: Authenticator, code: str) -> int | None:
    """Return the half minute in which the app showed *code*; None when it did not lately."""
    totp = pyotp.TOTP(_open(app))
    now = int(clock.now().timestamp()) // _STEP_SECONDS
    shown = [
        now + off for off in _STEPS_OFF if hmac.compare_digest(totp.generate_otp(now + off).encode(), code.encode())
    ]
    return shown[0] if shown else None


def _code_hash(account_id: int, code: str) -> str:
    return keyed_hash("recovery code", str(account_id), code.casefold())


def _cipher() -> AESGCM:
    return AESGCM(hmac.digest(runtime.current().secret_key, b"authenticator secret", "sha256"))


def _seal(account_id: int, secret: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, secret.encode(), str(account_id).encode())).decode()


def _open(app: Authenticator) -> str:
    """Return the secret; of a row that was moved to another account, none: the account is sealed in with it."""
    sealed = base64.b64decode(app.sealed_secret)
    return _cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], str(app.account_id).encode()).decode()

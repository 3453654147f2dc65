"""A password, for those who want one. Nobody needs one: the link in a mail does the same."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from brobygger import runtime
from brobygger.db import fold, transaction
from brobygger.identity.errors import TooManyRequestsError, WeakPasswordError, WrongPasswordError
from brobygger.identity.factor_models import Password
from brobygger.identity.models import EmailAddress
from brobygger.identity.services.accounts import get_own_person, list_addresses
from brobygger.identity.services.notices import tell_of_change
from brobygger.identity.services.sessions import end_other_sessions, end_session, start_session
from brobygger.services import audit
from brobygger.services.limits import HOUR, Limit, allow, forget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from brobygger.identity.services.sign_in import Asking
    from brobygger.identity.visitor import Visitor

    T = TypeVar("T")

SHORTEST: Final = 8
LONGEST: Final = 1000
#: Wrong ones in a row, for one account: from wherever they come, for they may come from everywhere at once.
TRIED: Final = Limit(12, timedelta(minutes=5))
#: A machine that tries one password on many accounts needs far more than a course at the volunteer centre.
_TRIED_FROM_NETWORK = Limit(200, HOUR)
_SHORTEST_WORD = 4
#: Argon2id with 19 MiB, twice over: what OWASP recommends, and a small machine does in a twentieth of a second.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
#: Two at once, so that a burst of sign-ins takes 38 MiB and not all the memory there is.
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


async def has_password(account_id: int) -> bool:
    """Tell whether the account has a password."""
    return await Password.filter(account_id=account_id).exists()


async def hash_password(account_id: int, password: str, *, site_words: Iterable[str]) -> str:
    """Return what is kept of a new password. *site_words*: names that everybody here would think of.

    Raises WeakPasswordError.
    """
    own = [(await get_own_person(account_id)).name, *(row.address for row in await list_addresses(account_id))]
    check_strength(password, [*site_words, *own, urlsplit(runtime.current().settings.site.public_origin).netloc])
    return await _apart(lambda: _HASHER.hash(password))


async def set_password(visitor: Visitor, password_hash: str, asking: Asking) -> None:
    """Let the password sign in to the visitor's account from now on; every other session ends, every address hears."""
    account_id = visitor.account_id or 0
    async with transaction():
        await Password.update_or_create(account_id=account_id, defaults={"password_hash": password_hash})
        await end_other_sessions(account_id, visitor.session_id)
        await audit.record("account.password_set", object=f"account:{account_id}")
        await tell_of_change(account_id, "password_set", asking)


async def remove_password(visitor: Visitor, asking: Asking) -> None:
    """Let the visitor's account be without a password; every other session ends, every address hears."""
    account_id = visitor.account_id or 0
    async with transaction():
        if not await Password.filter(account_id=account_id).delete():
            return
        await end_other_sessions(account_id, visitor.session_id)
        await audit.record("account.password_removed", object=f"account:{account_id}")
        await tell_of_change(account_id, "password_removed", asking)


async def sign_in_with_password(
    address: str, password: str, *, network: str, device: str = "", old_session: str = ""
) -> str:
    """Return the token of a new session; of a pending one when the account asks for a second factor.

    The work is the same whether or not there is an account, and a password. Raises WrongPasswordError, and
    TooManyRequestsError when there were too many wrong ones: the link in a mail and passkeys work all the same.
    """
    if not await allow(("password", "network", network), _TRIED_FROM_NETWORK):
        raise TooManyRequestsError(int(_TRIED_FROM_NETWORK.window.total_seconds()))
    known = await EmailAddress.filter(address_folded=fold(address)).select_related("account").first()
    await _check(known.account_id if known else None, fold(address), password)
    assert known is not None  # nobody's password is never right
    async with transaction():
        await end_session(old_session)
        token = await start_session(known.account, device=device)
        await audit.record("account.signed_in", object=f"account:{known.account_id}", reason="password")
    return token


async def check_own_password(account_id: int, password: str) -> None:
    """Let somebody signed in show that it is them. Raises WrongPasswordError and TooManyRequestsError."""
    await _check(account_id, "", password)


async def _check(account_id: int | None, address: str, password: str) -> None:
    """Count the attempt before looking at it, so that guesses at the same moment are counted too."""
    key = ("password", "account", account_id or address)
    if not await allow(key, TRIED):
        raise TooManyRequestsError(int(TRIED.window.total_seconds()))
    row = await Password.get_or_none(account_id=account_id or 0)
    kept = row.password_hash if row else _NOBODYS_HASH
    right, better = await _apart(lambda: _HASHER.verify_and_update(password, kept))
    if row is None or not right:
        raise WrongPasswordError
    if better:
        await Password.filter(id=row.id, password_hash=kept).update(password_hash=better)
    await forget(key)


async def _apart(work: Callable[[], T]) -> T:
    """Do *work* in one of the threads for it: hashing takes a tenth of a second, which others should not wait."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, work)


#: Of no password at all; verified where there is no account or no password, so that it takes as long.
_NOBODYS_HASH: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$Zf5Iw+Sgwov4fFpmAnIyYQ$hC6Ru4DQsBKxSARAr+rIzcvKZShDQG02hs0EXr1iRP8"
)


def check_strength(password: str, words: Iterable[str]) -> None:
    """Raise WeakPasswordError when the password is short or among the first that anybody tries.

    Otherwise everything goes: no sign is asked for, none refused, and none changed.
    """
    if len(password) < SHORTEST:
        raise WeakPasswordError("short")
    guess = password.casefold()
    if guess in _common() or len(set(guess)) == 1:
        raise WeakPasswordError("common")
    # “Albertslund2026!” is “albertslund” to whoever guesses.
    letters = "".join(sign for sign in guess if sign.isalpha())
    if letters and letters in _own_words(words):
        raise WeakPasswordError("ours")


@cache
def _common() -> frozenset[str]:
    text = files("brobygger.identity").joinpath("data/common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _own_words(names: Iterable[str]) -> set[str]:
    """Return the words of *names*, long enough to be a password's only one, and each name written together."""
    found = {"brobygger", "adgangskode", "kodeord", "frivilligcenter", "frivillig", "forening", "password"}
    for name in names:
        parts = "".join(sign if sign.isalpha() else " " for sign in name.casefold()).split()
        found |= {part for part in parts if len(part) >= _SHORTEST_WORD} | {"".join(parts)}
    return found

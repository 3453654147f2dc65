"""Signing in by a link in a mail.

The link works at once in the browser that asked for it. Elsewhere it asks for the code which that browser shows, so
that nobody is signed in by a link somebody else asked for, and no mail scanner uses it up.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog
from tortoise.expressions import F

from brobygger import clock, mail
from brobygger.db import fold, transaction
from brobygger.identity.errors import CodeNeededError, LinkGoneError, TooManyRequestsError, WrongCodeError
from brobygger.identity.models import EmailAddress, SignInLink
from brobygger.identity.services import limits
from brobygger.identity.services.accounts import account_for
from brobygger.identity.services.sessions import end_session, start_session
from brobygger.ids import hash_token, secret_token
from brobygger.keyed import keyed_hash
from brobygger.services import audit
from brobygger.web.urls import absolute_url, site_path

log = structlog.get_logger("brobygger.identity")

#: The most that OWASP ASVS 5.0, 6.5.5 allows.
LIFETIME: Final = timedelta(minutes=10)
CODE_DIGITS: Final = 6
CODE_ATTEMPTS: Final = 5
_LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class Asking:
    """Whoever asks for a link."""

    #: A secret that this browser holds in a cookie, and nobody else.
    browser_token: str
    network: str
    language: str
    #: Who writes the mail: the site's host, with the phone number of somebody to ask.
    sender: mail.Sender
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the asking browser shows while the mail is on its way."""

    address: str
    code: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody is in: the session's token for the cookie, and where they were heading."""

    session_token: str
    next_path: str
    #: Nobody had the address before; they have yet to say their name.
    is_new: bool


async def request_sign_in(address: str, asking: Asking, *, next_path: str = "") -> None:
    """Mail a link to *address*; to an account or to nobody yet, in the same way and with the same work.

    Past the limits of an address nothing is mailed and nothing is said, and the links that were mailed stay good: so
    strangers can neither fill somebody's mailbox nor keep them out. Raises TooManyRequestsError when the limit of
    the asker's network is passed, which tells nothing of any address.
    """
    if not await limits.network_may_ask(asking.network):
        raise TooManyRequestsError(int(limits.ASKED_FROM_NETWORK.window.total_seconds()))
    known = await EmailAddress.filter(address_folded=fold(address)).select_related("account").first()
    if known is not None:
        address, asking = known.address, replace(asking, language=known.account.language)
    mailed = await limits.may_mail(_address_hash(address), network=asking.network, known=known is not None)
    await _issue(address, asking, next_path, mailed=mailed)


async def request_again(token: str, asking: Asking) -> None:
    """Mail another link to where the used or outdated link *token* was mailed; each renews once.

    Whoever holds a token reads that mailbox, so the address's limit does not count here. Raises LinkGoneError.
    """
    old = await SignInLink.get_or_none(token_hash=hash_token(token))
    if old is None or not await SignInLink.filter(id=old.id, renewed=False).update(renewed=True):
        raise LinkGoneError
    await _issue(old.address, asking, old.next_path, mailed=True)


async def _issue(address: str, asking: Asking, next_path: str, *, mailed: bool) -> None:
    """Write down that a link was asked for, and mail it. One that is not mailed has a token that nobody knows."""
    token = secret_token()
    now = clock.now()
    async with transaction():
        if mailed:
            older = SignInLink.filter(address_hash=_address_hash(address), used_at=None, expires_at__gt=now)
            await older.update(expires_at=now)
        await SignInLink.create(
            address=address,
            address_hash=_address_hash(address),
            token_hash=hash_token(token),
            browser_hash=hash_token(asking.browser_token),
            code_hash=_code_hash(token, _code(asking.browser_token)),
            next_path=next_path if len(next_path) <= _LONGEST_PATH else "",
            expires_at=now + LIFETIME,
        )
        if mailed:
            await _mail_link(address, token, asking)
    log.info("sign-in link asked for", mailed=mailed)


async def _mail_link(address: str, token: str, asking: Asking) -> None:
    context = {
        "url": absolute_url(site_path("sign_in:arrive", token=token)),
        "minutes": LIFETIME.seconds // 60,
        "host": asking.sender.name,
        "phone": asking.phone,
    }
    await mail.send(address, "core/mail/sign_in.txt", context, language=asking.language, sender=asking.sender)


async def forget_links(address: str) -> int:
    """Delete every link that was asked for with *address*; return how many."""
    return await SignInLink.filter(address_hash=_address_hash(address)).delete()


def _address_hash(address: str) -> str:
    return keyed_hash("sign-in address", fold(address))


def _code(browser_token: str) -> str:
    """Return a browser's code; it is made from what only that browser holds, so nothing can show it elsewhere."""
    number = int(keyed_hash("sign-in code", browser_token), 16) % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def _code_hash(token: str, code: str) -> str:
    return keyed_hash("sign-in code hash", token, code)


async def find_asked(browser_token: str) -> Asked | None:
    """Return what this browser asked for last and may still use."""
    if not browser_token:
        return None
    link = await SignInLink.filter(browser_hash=hash_token(browser_token)).order_by("-id").first()
    if link is None or link.used_at or link.expires_at <= clock.now():
        return None
    return Asked(link.address, _code(browser_token))


async def open_link(token: str, *, browser_token: str) -> str:
    """Return the address that the link signs in; changes nothing.

    Raises CodeNeededError in another browser than the one that asked, and LinkGoneError.
    """
    link = await _usable(token)
    if not _is_asking(link, browser_token):
        _require_attempts(link)
        raise CodeNeededError
    return link.address


async def use_link(
    token: str, *, browser_token: str, code: str = "", language: str, device: str = "", old_session: str = ""
) -> SignedIn:
    """Spend the link: start a session, and make the account when nobody had the address.

    The session of *old_session*'s token ends, so no browser keeps an id from before it signed in. Raises
    LinkGoneError, CodeNeededError and WrongCodeError.
    """
    link = await _usable(token)
    if not _is_asking(link, browser_token):
        await _check_code(link, token, code)
    async with transaction():
        now = clock.now()
        unspent = SignInLink.filter(id=link.id, used_at=None, expires_at__gt=now)
        if not await unspent.update(used_at=now):
            raise LinkGoneError(renewable=True)
        account, is_new = await account_for(link.address, language=language)
        await end_session(old_session)
        session_token = await start_session(account, device=device)
        await audit.record("account.signed_in", object=f"account:{account.id}")
    log.info("signed in", account=account.public_id, is_new=is_new)
    return SignedIn(session_token, link.next_path, is_new)


async def _usable(token: str) -> SignInLink:
    link = await SignInLink.get_or_none(token_hash=hash_token(token))
    if link is None:
        raise LinkGoneError
    if link.used_at or link.expires_at <= clock.now():
        raise LinkGoneError(renewable=not link.renewed)
    return link


def _is_asking(link: SignInLink, browser_token: str) -> bool:
    return hmac.compare_digest(link.browser_hash, hash_token(browser_token))


def _require_attempts(link: SignInLink) -> None:
    if link.code_attempts >= CODE_ATTEMPTS:
        raise LinkGoneError(renewable=not link.renewed)


async def _check_code(link: SignInLink, token: str, code: str) -> None:
    """Count the attempt before looking at it, so that guesses at the same moment are counted too."""
    _require_attempts(link)
    if not code:
        raise CodeNeededError
    attempts = SignInLink.filter(id=link.id, code_attempts__lt=CODE_ATTEMPTS)
    if not await attempts.update(code_attempts=F("code_attempts") + 1):
        raise LinkGoneError(renewable=not link.renewed)
    if hmac.compare_digest(link.code_hash, _code_hash(token, code)):
        return
    log.warning("wrong sign-in code", link=link.id)
    left = CODE_ATTEMPTS - link.code_attempts - 1
    if left <= 0:
        raise LinkGoneError(renewable=not link.renewed)
    raise WrongCodeError(left)

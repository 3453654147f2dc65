"""Passkeys: a key pair on a phone, a computer or a stick, which its owner unlocks there.

What is signed names the site's origin, so a look-alike site gets nothing of use. The challenge is used once, soon, by
the browser it was made for and for what it was made for; all four are in the one hash that is kept of it.
"""

from __future__ import annotations

import ipaddress
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tortoise.exceptions import IntegrityError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from brobygger import clock, runtime
from brobygger.db import transaction
from brobygger.identity.errors import TooManyRequestsError, WrongPasskeyError
from brobygger.identity.factor_models import Passkey, PasskeyChallenge
from brobygger.identity.models import Account
from brobygger.identity.services.accounts import get_own_person, list_addresses
from brobygger.identity.services.notices import tell_of_change
from brobygger.identity.services.sessions import end_other_sessions, end_session, start_session
from brobygger.keyed import keyed_hash
from brobygger.services import audit
from brobygger.services.limits import HOUR, Limit, allow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.identity.services.sign_in import Asking
    from brobygger.identity.visitor import Visitor

LIFETIME: Final = timedelta(minutes=5)
MOST_PASSKEYS: Final = 20
ADD, USE = "add", "use"
#: A course at the volunteer centre signs in from one network.
_ASKED_FROM_NETWORK = Limit(120, HOUR)
_REQUIRED = UserVerificationRequirement.REQUIRED


def _origin() -> str:
    parts = urlsplit(runtime.current().settings.site.public_origin)
    return f"{parts.scheme}://{parts.netloc}"


def _domain() -> str:
    return urlsplit(runtime.current().settings.site.public_origin).hostname or ""


def are_possible() -> bool:
    """Tell whether browsers know passkeys here: they do for a name, such as localhost, and not for a number."""
    try:
        ipaddress.ip_address(_domain())
    except ValueError:
        return True
    return False


async def begin_adding(account_id: int, *, browser_token: str) -> str:
    """Return what the browser needs to make a passkey for the account, as JSON."""
    account = await Account.get(id=account_id)
    person = await get_own_person(account_id)
    address = (await list_addresses(account_id))[0].address
    options = generate_registration_options(
        rp_id=_domain(),
        rp_name=_domain(),
        user_id=account.public_id.encode(),
        user_name=address,
        user_display_name=person.name or address,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id))
            for key in await list_passkeys(account_id)
        ],
    )
    await _keep(options.challenge, ADD, browser_token)
    return options_to_json(options)


async def begin_using(*, browser_token: str, network: str) -> str:
    """Return what the browser needs to use any passkey that it has for this site, as JSON.

    Names nobody and no passkey, so it tells nothing of anybody. Raises TooManyRequestsError.
    """
    if not await allow(("passkey", "network", network), _ASKED_FROM_NETWORK):
        raise TooManyRequestsError(int(_ASKED_FROM_NETWORK.window.total_seconds()))
    options = generate_authentication_options(rp_id=_domain(), user_verification=_REQUIRED)
    await _keep(options.challenge, USE, browser_token)
    return options_to_json(options)


async def add_passkey(visitor: Visitor, response: str, asking: Asking, *, name: str, browser_token: str) -> None:
    """Let the passkey that made *response* sign in to the visitor's account.

    Every other session ends, every address hears of it. Raises WrongPasskeyError.
    """
    account_id = visitor.account_id or 0
    try:
        made = verify_registration_response(
            credential=response,
            expected_challenge=await _take_challenge(response, ADD, browser_token),
            expected_rp_id=_domain(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
        async with transaction():
            await Account.select_for_update().get(id=account_id)
            if await Passkey.filter(account_id=account_id).count() >= MOST_PASSKEYS:
                raise WrongPasskeyError
            await Passkey.create(
                account_id=account_id,
                name=name,
                credential_id=bytes_to_base64url(made.credential_id),
                public_key=bytes_to_base64url(made.credential_public_key),
                sign_count=made.sign_count,
            )
            await end_other_sessions(account_id, visitor.session_id)
            await audit.record("account.passkey_added", object=f"account:{account_id}")
            await tell_of_change(account_id, "passkey_added", asking)
    except (WebAuthnException, ValueError, KeyError, TypeError, IntegrityError) as error:
        raise WrongPasskeyError from error


async def use_passkey(response: str, *, browser_token: str) -> Passkey:
    """Return the passkey that made *response*, here and now. Raises WrongPasskeyError."""
    try:
        challenge = await _take_challenge(response, USE, browser_token)
        answer = _object(response)
        key = await Passkey.filter(credential_id=str(answer["id"])).select_related("account").first()
        if key is None or base64url_to_bytes(answer["response"]["userHandle"]) != key.account.public_id.encode():
            raise WrongPasskeyError
        used = verify_authentication_response(
            credential=response,
            expected_challenge=challenge,
            expected_rp_id=_domain(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise WrongPasskeyError from error
    counted = Passkey.filter(id=key.id, sign_count=key.sign_count)
    if not await counted.update(sign_count=used.new_sign_count, last_used_at=clock.now()):
        raise WrongPasskeyError
    return key


async def sign_in_with_passkey(response: str, *, browser_token: str, device: str, old_session: str = "") -> str:
    """Sign in by passkey, which is two factors in one; return the session's token. Raises WrongPasskeyError."""
    key = await use_passkey(response, browser_token=browser_token)
    async with transaction():
        await end_session(old_session)
        await audit.record("account.signed_in", object=f"account:{key.account_id}", reason="passkey")
        return await start_session(key.account, device=device, proved=True)


async def list_passkeys(account_id: int) -> Sequence[Passkey]:
    """Return the account's passkeys, the oldest first."""
    return await Passkey.filter(account_id=account_id).order_by("id")


async def find_passkey(account_id: int, public_id: str) -> Passkey | None:
    """Return one of the account's passkeys; another account's is none."""
    return await Passkey.get_or_none(account_id=account_id, public_id=public_id)


async def remove_passkey(visitor: Visitor, public_id: str, asking: Asking) -> None:
    """Let one of the visitor's passkeys sign in no more; every other session ends, every address hears of it."""
    account_id = visitor.account_id or 0
    async with transaction():
        if not await Passkey.filter(account_id=account_id, public_id=public_id).delete():
            return
        await end_other_sessions(account_id, visitor.session_id)
        await audit.record("account.passkey_removed", object=f"account:{account_id}")
        await tell_of_change(account_id, "passkey_removed", asking)


async def _keep(challenge: bytes, purpose: str, browser_token: str) -> None:
    await PasskeyChallenge.create(
        challenge_hash=_challenge_hash(bytes_to_base64url(challenge), purpose, browser_token),
        expires_at=clock.now() + LIFETIME,
    )


async def _take_challenge(response: str, purpose: str, browser_token: str) -> bytes:
    """Use up the challenge that *response* answers, and return it. Raises WrongPasskeyError."""
    signed = json.loads(base64url_to_bytes(_object(response)["response"]["clientDataJSON"]))
    challenge = str(signed["challenge"])
    asked = PasskeyChallenge.filter(
        challenge_hash=_challenge_hash(challenge, purpose, browser_token), expires_at__gt=clock.now()
    )
    if not browser_token or not await asked.delete():
        raise WrongPasskeyError
    return base64url_to_bytes(challenge)


def _object(text: str) -> dict[str, Any]:
    """Return what the JSON says. Raises ValueError when it is none, or too deep to be read."""
    try:
        value: dict[str, Any] = json.loads(text)
    except RecursionError as error:
        raise ValueError from error
    return value


def _challenge_hash(challenge: str, purpose: str, browser_token: str) -> str:
    return keyed_hash("passkey challenge", purpose, browser_token, challenge)

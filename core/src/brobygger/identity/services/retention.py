"""What identity forgets by itself."""

from __future__ import annotations

from datetime import timedelta

from brobygger import clock
from brobygger.identity.factor_models import PasskeyChallenge, ProofCode
from brobygger.identity.models import AddressClaim, SetupToken, SignInLink
from brobygger.identity.services.sessions import delete_ended_sessions

#: So long a link that is over can still be traded for a new one, and counts against the limits.
_LINKS_KEPT = timedelta(days=1)


async def purge_expired() -> int:
    """Delete links after a day, and what ran out: claims, codes, challenges, sessions, tokens; return how many."""
    now = clock.now()
    links = await SignInLink.filter(created_at__lte=now - _LINKS_KEPT).delete()
    tokens = await SetupToken.filter(expires_at__lte=now).delete()
    claims = await AddressClaim.filter(expires_at__lte=now).delete()
    asked = (
        await PasskeyChallenge.filter(expires_at__lte=now).delete()
        + await ProofCode.filter(expires_at__lte=now).delete()
    )
    return links + tokens + claims + asked + await delete_ended_sessions()

"""How often a sign-in link may be asked for."""

from __future__ import annotations

from typing import Final

from brobygger import clock, runtime
from brobygger.identity.models import SignInLink
from brobygger.services.limits import DAY, HOUR, Limit, allow

#: A course at the volunteer centre signs in from one network; a machine that tries addresses needs far more.
ASKED_FROM_NETWORK: Final = Limit(60, HOUR)
#: Mails to one address, until one of them is used: asked for from one network, and from all.
_MAILED_FROM_NETWORK = Limit(3, DAY)
_MAILED = Limit(9, DAY)


async def network_may_ask(network: str) -> bool:
    """Count a request; tell whether its network may go on."""
    return await allow(("sign-in", "network", network), ASKED_FROM_NETWORK)


async def may_mail(address_hash: str, *, network: str, known: bool) -> bool:
    """Count a mail; tell whether the address may have it.

    A link that was used shows that its owner asks, so counting starts anew after it. One network uses up only a part
    of what an address may have. The ceiling of the whole site holds for addresses without an account only: nobody can
    use it up to keep members out.
    """
    since = await SignInLink.filter(address_hash=address_hash, used_at__gt=clock.now() - DAY).order_by("-id").first()
    key = ("sign-in", "address", address_hash, since.id if since else 0)
    if not await allow((*key, network), _MAILED_FROM_NETWORK) or not await allow(key, _MAILED):
        return False
    ceiling = Limit(runtime.current().settings.security.confirmation_mails_per_hour, HOUR)
    return await allow(("sign-in", "site"), ceiling) or known

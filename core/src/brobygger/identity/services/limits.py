"""How often a sign-in link may be asked for."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Final

from brobygger import clock, runtime
from brobygger.identity.models import SignInLink
from brobygger.services.limits import allow

NETWORK_WINDOW_SECONDS: Final = 3600
_HOUR = timedelta(seconds=NETWORK_WINDOW_SECONDS)
_DAY = timedelta(days=1)
#: A course at the volunteer centre signs in from one network; a machine that tries addresses needs far more.
_ASKED_BY_NETWORK = 60
#: Mails to one address in a day, until one of them is used: asked for from one network, and from all.
_MAILED_FROM_NETWORK = 3
_MAILED = 9
_IPV6_SUBSCRIBER = 64


def network_of(host: str) -> str:
    """Return the network that one subscriber has: an IPv4 address, or the first half of an IPv6 one.

    Whoever cannot be told apart shares one limit.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address.packed, _IPV6_SUBSCRIBER), strict=False))


async def network_may_ask(network: str) -> bool:
    """Count a request; tell whether its network may go on."""
    return await allow(("sign-in: network", network), limit=_ASKED_BY_NETWORK, window=_HOUR)


async def may_mail(address_hash: str, *, network: str, known: bool) -> bool:
    """Count a mail; tell whether the address may have it.

    A link that was used shows that its owner asks, so counting starts anew after it. One network uses up only a part
    of what an address may have. The ceiling of the whole site holds for addresses without an account only: nobody can
    use it up to keep members out.
    """
    since = await SignInLink.filter(address_hash=address_hash, used_at__gt=clock.now() - _DAY).order_by("-id").first()
    key = ("sign-in: address", address_hash, str(since.id if since else 0))
    if not await allow((*key, network), limit=_MAILED_FROM_NETWORK, window=_DAY):
        return False
    if not await allow(key, limit=_MAILED, window=_DAY):
        return False
    ceiling = runtime.current().settings.security.confirmation_mails_per_hour
    return await allow(("sign-in: site",), limit=ceiling, window=_HOUR) or known

"""Counting in the database, in fixed windows. Whoever cannot be counted is not let through."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger import clock, runtime
from brobygger.db import fold, transaction
from brobygger.services import audit
from brobygger.services.limits.models import RateCounter

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_IPV4_NETWORK, _IPV6_NETWORK = 24, 64


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long."""

    count: int
    window: timedelta


#: A stranger's address in a form is a way to fill that stranger's mailbox; so these hold over the whole site.
PER_ADDRESS_AND_PURPOSE = Limit(1, DAY)
PER_ADDRESS = Limit(4, DAY)
PER_NETWORK = Limit(30, HOUR)


async def allow(key: Sequence[object], limit: Limit) -> bool:
    """Count one more use of *key* in the current window, and tell whether it was still within *limit*.

    Only a keyed hash of the key is kept, so the counters tell nobody's address. Holds over any number of processes.
    """
    key_hash = _hash(key)
    starts_at = _window_start(clock.now(), limit.window)
    counted = RateCounter.filter(key_hash=key_hash, window_starts_at=starts_at)
    if await counted.filter(count__lt=limit.count).update(count=F("count") + 1):
        return True
    if await counted.exists():
        return False
    try:
        async with transaction():
            await RateCounter.create(
                key_hash=key_hash, window_starts_at=starts_at, window_ends_at=starts_at + limit.window, count=1
            )
    except IntegrityError:  # another process opened the window at the same moment
        return bool(await counted.filter(count__lt=limit.count).update(count=F("count") + 1))
    return limit.count > 0


async def allow_confirmation_mail(address: str, *, purpose: str, client: str) -> bool:
    """Tell whether one more mail that nobody proved to want may go to *address*.

    *purpose* names what it is for (a list, a task), *client* is the asker's network address. The site's ceiling comes
    from ``[security] confirmation_mails_per_hour``; who reaches it is in the audit log.
    """
    folded = fold(address)
    checks = (
        (("mail", "network", network_of(client)), PER_NETWORK),
        (("mail", "address", folded, purpose), PER_ADDRESS_AND_PURPOSE),
        (("mail", "address", folded), PER_ADDRESS),
    )
    for key, limit in checks:
        if not await allow(key, limit):
            return False
    ceiling = Limit(runtime.current().settings.security.confirmation_mails_per_hour, HOUR)
    if await allow(("mail", "site"), ceiling):
        return True
    await audit.record("mail.ceiling_reached")
    return False


def network_of(client: str) -> str:
    """Return the network that an address belongs to: one household or mobile cell counts as one asker."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    prefix = _IPV4_NETWORK if address.version == 4 else _IPV6_NETWORK  # noqa: PLR2004  # the protocol's number
    return str(ipaddress.ip_network((address, prefix), strict=False))


def _hash(key: Sequence[object]) -> str:
    text = "\x1f".join(str(part) for part in key)
    return hmac.new(runtime.current().secret_key, text.encode(), "sha256").hexdigest()


def _window_start(moment: datetime, window: timedelta) -> datetime:
    seconds = window.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)


async def delete_old_counters() -> None:
    await RateCounter.filter(window_ends_at__lt=clock.now()).delete()

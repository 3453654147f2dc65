"""Counting in the database. Whoever cannot be counted is not let through.

A window begins with the first use after the last one ended, so one a day is never two within a day, and *n* a day are
never more than twice *n* in any 24 hours.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from tortoise.connection import get_connections

from brobygger import clock, runtime
from brobygger.db import fold
from brobygger.keyed import keyed_hash
from brobygger.services import audit
from brobygger.services.limits.models import RateCounter

if TYPE_CHECKING:
    from collections.abc import Sequence

log = structlog.get_logger("brobygger.limits")

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
_IPV4_NETWORK, _IPV6_NETWORK = 24, 64
#: One statement, so that no two processes ever count the same use.
_COUNT_ONE_MORE = """
    INSERT INTO core_rate_counter AS counter (key_hash, window_ends_at, count) VALUES ({key}, {end}, 1)
    ON CONFLICT (key_hash) DO UPDATE SET
        count = CASE WHEN counter.window_ends_at <= {now} THEN 1 ELSE counter.count + 1 END,
        window_ends_at = CASE WHEN counter.window_ends_at <= {now} THEN {end} ELSE counter.window_ends_at END
    RETURNING count
"""
_PLACEHOLDERS = {
    "sqlite": {"key": "?1", "end": "?2", "now": "?3"},
    "postgres": {"key": "$1", "end": "$2::timestamptz", "now": "$3::timestamptz"},
}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long."""

    count: int
    window: timedelta


#: A stranger's address in a form is a way to fill that stranger's mailbox; so these hold over the whole site.
PER_ADDRESS_AND_PURPOSE: Final = Limit(1, DAY)
PER_ADDRESS: Final = Limit(4, DAY)
PER_NETWORK: Final = Limit(30, HOUR)


async def allow(key: Sequence[object], limit: Limit) -> bool:
    """Count one more use of *key* in its current window, and tell whether it was still within *limit*.

    Only a keyed hash of the key is kept, so the counters tell nobody's address. Holds over any number of processes;
    within a transaction that is rolled back, the use was none.
    """
    return await _count(key, limit.window) <= limit.count


async def forget(key: Sequence[object]) -> None:
    """Let *key* begin a new window with its next use."""
    await RateCounter.filter(key_hash=_hash(key)).delete()


async def allow_asking(address: str, *, purpose: str, client: str) -> bool:
    """Tell whether *address* (an e-mail address, or a phone number) may be asked once more for something that nobody
    proved to want.

    *purpose* names what is asked (one list, one sign-up), *client* is the asker's network address.
    """
    folded = fold(address)
    return (
        await allow(("ask", "network", network_of(client)), PER_NETWORK)
        and await allow(("ask", "address", folded, purpose), PER_ADDRESS_AND_PURPOSE)
        and await allow(("ask", "address", folded), PER_ADDRESS)
    )


async def allow_confirmation_mail(address: str, *, purpose: str, client: str) -> bool:
    """Do the same for a mail, of which the whole site sends so many an hour.

    The ceiling is ``[security] confirmation_mails_per_hour``; that it was reached stands in the site's audit log, once
    an hour.
    """
    if not await allow_asking(address, purpose=purpose, client=client):
        return False
    ceiling = runtime.current().settings.security.confirmation_mails_per_hour
    count = await _count(("mail", "site"), HOUR)
    if count == ceiling + 1:
        log.warning("ceiling of confirmation mails reached", per_hour=ceiling)
        await audit.record("mail.ceiling_reached")
    return count <= ceiling


async def forget_asking(address: str) -> None:
    """Start the counts of *address* anew: its owner answered, so it is them who ask."""
    await forget(("ask", "address", fold(address)))


def network_of(client: str) -> str:
    """Return the network that an address belongs to: one household or mobile cell counts as one asker."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped  # else all of IPv4 would be one network to a server that listens on both
    prefix = _IPV4_NETWORK if isinstance(address, ipaddress.IPv4Address) else _IPV6_NETWORK
    return str(ipaddress.ip_network((address, prefix), strict=False))


async def _count(key: Sequence[object], window: timedelta) -> int:
    connection = get_connections().get("default")
    field = RateCounter._meta.fields_map["window_ends_at"]
    moment = clock.now()
    moments = [field.to_db_value(at, RateCounter) for at in (moment + window, moment)]
    statement = _COUNT_ONE_MORE.format_map(_PLACEHOLDERS[connection.capabilities.dialect])
    rows = await connection.execute_query_dict(statement, [_hash(key), *moments])
    return int(rows[0]["count"])


def _hash(key: Sequence[object]) -> str:
    return keyed_hash("limit", *map(str, key))


async def delete_old_counters() -> None:
    await RateCounter.filter(window_ends_at__lte=clock.now()).delete()

"""Addresses that must not be written to. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from brobygger.plugin_api.db import current_association_id, transaction
from brobygger_newsletter.subscribing.keys import address_hash
from brobygger_newsletter.subscribing.models import Suppression, SuppressionReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brobygger_newsletter.newsletters.models import Newsletter


async def is_suppressed(address: str) -> bool:
    """Tell whether the association must not write to *address* at all."""
    return await Suppression.exists(newsletter_id=None, address_hash=address_hash(address))


async def suppressed_among(addresses: Iterable[str], newsletter_id: int) -> set[str]:
    """Return those of *addresses* that one newsletter, or the whole association, must not write to."""
    hashes = {address_hash(address): address for address in addresses}
    for_this = Q(newsletter_id=newsletter_id) | Q(newsletter_id=None)
    found = Suppression.filter(for_this, address_hash__in=list(hashes)).values_list("address_hash", flat=True)
    return {hashes[str(one)] for one in await found}


async def suppress(address: str, reason: SuppressionReason, *, newsletter: Newsletter | None = None) -> bool:
    """Write to *address* no more, and tell whether that is news."""
    newsletter_id = newsletter.id if newsletter else None
    values: dict[str, Any] = {"newsletter_id": newsletter_id, "address_hash": address_hash(address)}
    if await Suppression.exists(**values):
        return False
    try:
        async with transaction():
            await Suppression.create(association_id=current_association_id(), reason=reason, **values)
    except IntegrityError:
        return False
    return True


async def lift(address: str, newsletter_id: int | None) -> bool:
    """Let *address* be written to again, since it is its owner's wish; tell whether that is news."""
    return bool(await Suppression.filter(newsletter_id=newsletter_id, address_hash=address_hash(address)).delete())

"""The line before a pool: whom a free place is offered to, and what becomes of an offer that nobody answers.

Every function runs in a transaction that holds the pool's row: it was updated before, so nobody else changes it
meanwhile.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tortoise.expressions import F

from brobygger import clock, runtime
from brobygger.due import schedule
from brobygger.services.capacity.models import Place, PlaceState, Pool

#: What the pool's owner hears (the hook ``place_changed``).
OFFERED: Final = "offered"
EXPIRED: Final = "expired"
DROPPED: Final = "dropped"
EXPIRE_TASK: Final = "capacity.expire_offer"
#: Everybody is offered a place again who missed an offer; but nobody is written to for ever.
OFFERS_EACH: Final = 2


async def lock_pool(place: Place) -> Pool:
    """Return the pool of *place*; whoever else changes it waits until this transaction is done."""
    await Pool.filter(id=place.pool_id).update(capacity=F("capacity"))
    return await Pool.get(id=place.pool_id)


async def set_state(place: Place, state: PlaceState, **values: object) -> None:
    await Place.filter(id=place.id).update(state=state, changed_at=clock.now(), **{"offered_until": None, **values})


async def offer_free_places(pool_id: int) -> None:
    """Offer each free place to the first in line."""
    free = Pool.filter(id=pool_id, taken__lt=F("capacity"), waiting__gt=0)
    while await free.update(taken=F("taken") + 1, waiting=F("waiting") - 1):
        pool = await Pool.get(id=pool_id)
        place = await Place.filter(pool_id=pool_id, state=PlaceState.WAITING).order_by("number").first()
        assert place is not None, "the pool counts somebody in line who is not there"
        until = clock.now() + timedelta(hours=pool.offer_hours)
        await set_state(place, PlaceState.OFFERED, offered_until=until)
        # The task of an offer that was answered meanwhile finds nothing to do.
        # It is the owner's: while its module is off nobody can answer, and no offer ends.
        await schedule(pool.owner, EXPIRE_TASK, {"place": place.id}, due_at=until, association_id=pool.association_id)
        await tell_owner(pool, place, OFFERED)


async def end_offer(pool: Pool, place: Place) -> None:
    """Take an offer back from somebody who did not answer, and offer the place to the next in line.

    They get one more chance: at the end of the line, or at once where nobody else waits. After that they leave it.
    """
    missed = place.missed_offers + 1
    dropped = missed >= OFFERS_EACH
    if dropped:
        await Pool.filter(id=pool.id).update(taken=F("taken") - 1)
        await set_state(place, PlaceState.LEFT, missed_offers=missed)
    else:
        await Pool.filter(id=pool.id).update(
            taken=F("taken") - 1, waiting=F("waiting") + 1, next_number=F("next_number") + 1
        )
        await set_state(place, PlaceState.WAITING, missed_offers=missed, number=pool.next_number)
    await offer_free_places(pool.id)
    if dropped or await Place.filter(id=place.id, state=PlaceState.WAITING).exists():
        await tell_owner(pool, place, DROPPED if dropped else EXPIRED)


async def tell_owner(pool: Pool, place: Place, change: str) -> None:
    """Let the plugin that owns the pool hear it, in this transaction."""
    await pool.fetch_related("association")
    await runtime.current().plugins.place_changed(
        pool.owner, association=pool.association, pool_reference=pool.public_id, place_reference=place.public_id,
        change=change,
    )  # fmt: skip

"""Taking, leaving and offering places. Runs within the association's scope.

The rule, which everybody in line can read: first come, first served. A place that becomes free is offered to the first
in line and kept for them for some hours. Who says no leaves the line; who does not answer goes to its end and is
offered a place once more, and leaves the line when they do not answer that either. Newcomers never overtake the line.
A person may be moved only for a reason that they can read.

Every change begins with an update of the pool's row, which both databases run one after the other.
"""

from __future__ import annotations

from tortoise.expressions import Case, F, Q, When

from brobygger import clock
from brobygger.db import transaction
from brobygger.services import audit
from brobygger.services.capacity.errors import NoOfferError, NotInLineError, PoolClosedError, TooManyTakenError
from brobygger.services.capacity.line import end_offer, lock_pool, offer_free_places, set_state
from brobygger.services.capacity.models import Place, PlaceState, Pool

_IS_FREE = Q(taken__lt=F("capacity"), waiting=0)


async def create_pool(association_id: int, *, owner: str, capacity: int, offer_hours: int = 48) -> Pool:
    """Make a pool of *capacity* places; the plugin *owner* hears ``place_changed`` when one is offered."""
    return await Pool.create(association_id=association_id, owner=owner, capacity=capacity, offer_hours=offer_hours)


async def take_place(pool_id: int) -> Place:
    """Take a place, or stand in line: HELD or WAITING, decided by the database in one statement.

    Raises PoolClosedError.
    """
    async with transaction():
        taken = await Pool.filter(id=pool_id, closed_at=None).update(
            taken=Case(When(_IS_FREE, then=F("taken") + 1), default=F("taken")),
            waiting=Case(When(_IS_FREE, then=F("waiting")), default=F("waiting") + 1),
            next_number=F("next_number") + 1,
        )
        pool = await Pool.get(id=pool_id)
        if not taken:
            raise PoolClosedError
        return await Place.create(
            association_id=pool.association_id,
            pool_id=pool_id,
            state=PlaceState.WAITING if pool.waiting else PlaceState.HELD,
            number=pool.next_number - 1,
        )


async def leave_place(place_id: int) -> None:
    """Give up a place, an offer or a turn in line; what becomes free goes to the next. Twice is the same as once."""
    async with transaction():
        pool = await lock_pool(await Place.get(id=place_id))
        place = await Place.get(id=place_id)
        if place.state == PlaceState.LEFT:
            return
        await set_state(place, PlaceState.LEFT)
        if place.state == PlaceState.WAITING:
            await Pool.filter(id=pool.id).update(waiting=F("waiting") - 1)
        else:
            await Pool.filter(id=pool.id).update(taken=F("taken") - 1)
            await offer_free_places(pool.id)


async def forget_place(place_id: int) -> None:
    """Delete what is kept of a place, long after what it was for. Nobody is offered what becomes free."""
    async with transaction():
        pool = await lock_pool(await Place.get(id=place_id))
        place = await Place.get(id=place_id)
        if place.state == PlaceState.WAITING:
            await Pool.filter(id=pool.id).update(waiting=F("waiting") - 1)
        elif place.state != PlaceState.LEFT:
            await Pool.filter(id=pool.id).update(taken=F("taken") - 1)
        await place.delete()


async def accept_offer(place_id: int) -> None:
    """Turn an offer into a place. Raises NoOfferError when it went to somebody else, or was answered.

    An answer after the time is as good as one before, as long as nobody else was offered the place.
    """
    async with transaction():
        await lock_pool(await Place.get(id=place_id))
        place = await Place.get(id=place_id)
        if place.state != PlaceState.OFFERED:
            raise NoOfferError
        await set_state(place, PlaceState.HELD)


async def expire_offer(place_id: int) -> None:
    """Take back an offer whose time is over, and offer the place to the next in line. Run by the worker."""
    async with transaction():
        place = await Place.get_or_none(id=place_id)
        if place is None:
            return
        pool = await lock_pool(place)
        place = await Place.get_or_none(id=place_id, state=PlaceState.OFFERED, offered_until__lte=clock.now())
        if place is not None:
            await end_offer(pool, place)


async def change_capacity(pool_id: int, capacity: int) -> None:
    """Set the number of places; more are offered to those in line. Raises TooManyTakenError for fewer than taken."""
    async with transaction():
        if not await Pool.filter(id=pool_id, taken__lte=capacity).update(capacity=capacity):
            pool = await Pool.get(id=pool_id)
            raise TooManyTakenError(pool.taken)
        await offer_free_places(pool_id)


async def close_pool(pool_id: int) -> None:
    """End it all, as when what the places were for is cancelled: offers and the line end, and nobody gets a place.

    Places that are held stay until they are left. The owner, who knows why, tells everybody. Twice is the same as
    once.
    """
    async with transaction():
        if not await Pool.filter(id=pool_id, closed_at=None).update(closed_at=clock.now()):
            return
        places, moment = Place.filter(pool_id=pool_id), clock.now()
        ended = {"state": PlaceState.LEFT, "offered_until": None, "changed_at": moment}
        await places.filter(state=PlaceState.WAITING).update(**ended)
        offered = await places.filter(state=PlaceState.OFFERED).update(**ended)
        await Pool.filter(id=pool_id).update(waiting=0, taken=F("taken") - offered)


async def move_place(place_id: int, *, to_position: int, reason: str) -> None:
    """Move somebody in line to *to_position* (1 is first, too high is last). They can read *reason*.

    Raises NotInLineError, and ValueError for a reason that says nothing.
    """
    if not reason.strip():
        raise ValueError("a manual move needs a reason")
    async with transaction():
        pool = await lock_pool(await Place.get(id=place_id))
        line = await Place.filter(pool_id=pool.id, state=PlaceState.WAITING).order_by("number")
        moved = next((place for place in line if place.id == place_id), None)
        if moved is None:
            raise NotInLineError
        order = [place for place in line if place.id != place_id]
        order.insert(max(to_position, 1) - 1, moved)
        # The same numbers, dealt out anew.
        for place, number in zip(order, [place.number for place in line], strict=True):
            if place.number != number:
                await Place.filter(id=place.id).update(number=number)
        await Place.filter(id=place_id).update(move_reason=reason.strip()[:200], changed_at=clock.now())
        await audit.record("place.moved", association_id=pool.association_id, object=f"place:{place_id}")


async def position_of(place: Place) -> int:
    """Return where *place*, as it was read, stands in line: 1 is next, 0 is not in line."""
    if place.state != PlaceState.WAITING:
        return 0
    before = Place.filter(pool_id=place.pool_id, state=PlaceState.WAITING, number__lt=place.number)
    return await before.count() + 1

"""Taking, leaving and offering places. Runs within the association's scope.

The rule, which everybody in line can read: first come, first served; a place that becomes free is offered to the first
in line and kept for them for some hours; who does not answer goes to the end of the line, who declines leaves it.
An offer runs out only when somebody else waits for it. Newcomers never overtake the line. A person may be moved only
for a reason that they can read.

Every change is a conditional update of the pool's row, which both databases run one after the other.
"""

from __future__ import annotations

from datetime import timedelta

from tortoise.expressions import F

from brobygger import clock, runtime
from brobygger.associations.models import Association
from brobygger.db import transaction
from brobygger.due import schedule
from brobygger.services import audit
from brobygger.services.capacity.errors import NoOfferError, TooManyTakenError
from brobygger.services.capacity.models import Place, PlaceState, Pool

OFFERED, EXPIRED = "offered", "expired"
EXPIRE_TASK = "capacity.expire_offer"


async def create_pool(association_id: int, *, owner: str, capacity: int, offer_hours: int = 48) -> Pool:
    """Make a pool of *capacity* places; the plugin *owner* hears when one is offered."""
    return await Pool.create(association_id=association_id, owner=owner, capacity=capacity, offer_hours=offer_hours)


async def take_place(pool_id: int) -> Place:
    """Take a place, or stand in line: HELD or WAITING, decided by the database."""
    async with transaction():
        free = Pool.filter(id=pool_id, taken__lt=F("capacity"), waiting=0)
        if await free.update(taken=F("taken") + 1, next_number=F("next_number") + 1):
            state = PlaceState.HELD
        else:
            await Pool.filter(id=pool_id).update(waiting=F("waiting") + 1, next_number=F("next_number") + 1)
            state = PlaceState.WAITING
        pool = await Pool.get(id=pool_id)
        place = await Place.create(
            association_id=pool.association_id, pool_id=pool_id, state=state, number=pool.next_number - 1
        )
        if state == PlaceState.WAITING:
            # Somebody may have left between the two updates, and found nobody in line.
            await _offer_free_places(pool_id)
            await place.refresh_from_db()
    return place


async def leave_place(place_id: int) -> None:
    """Give up a place, an offer or a turn in line; what becomes free goes to the next. Twice is the same as once."""
    async with transaction():
        pool = await _lock_pool(place_id)
        place = await Place.get(id=place_id)
        if place.state == PlaceState.LEFT:
            return
        await _set(place, PlaceState.LEFT)
        if place.state == PlaceState.WAITING:
            await Pool.filter(id=pool.id).update(waiting=F("waiting") - 1)
        else:
            await Pool.filter(id=pool.id).update(taken=F("taken") - 1)
            await _offer_free_places(pool.id)


async def forget_place(place_id: int) -> None:
    """Delete what is kept of a place, long after what it was for. Nobody is offered what becomes free."""
    async with transaction():
        pool = await _lock_pool(place_id)
        place = await Place.get(id=place_id)
        if place.state == PlaceState.WAITING:
            await Pool.filter(id=pool.id).update(waiting=F("waiting") - 1)
        elif place.state != PlaceState.LEFT:
            await Pool.filter(id=pool.id).update(taken=F("taken") - 1)
        await place.delete()


async def accept_offer(place_id: int) -> None:
    """Turn an offer into a place. Raises NoOfferError when it ran out or was answered."""
    async with transaction():
        await _lock_pool(place_id)
        accepted = await Place.filter(id=place_id, state=PlaceState.OFFERED, offered_until__gt=clock.now()).update(
            state=PlaceState.HELD, offered_until=None, changed_at=clock.now()
        )
        if not accepted:
            raise NoOfferError


async def expire_offer(place_id: int) -> None:
    """Let an offer that nobody answered go to the next in line; its holder goes to the end. Run by the worker.

    While nobody else waits, the offer stands for as long again.
    """
    async with transaction():
        pool = await _lock_pool(place_id)
        place = await Place.get_or_none(id=place_id, state=PlaceState.OFFERED, offered_until__lte=clock.now())
        if place is None:
            return
        if not pool.waiting:
            await _offer(pool, place)
            return
        await Pool.filter(id=pool.id).update(
            taken=F("taken") - 1, waiting=F("waiting") + 1, next_number=F("next_number") + 1
        )
        await Place.filter(id=place.id).update(
            state=PlaceState.WAITING, number=pool.next_number, offered_until=None, changed_at=clock.now()
        )
        await _tell_owner(pool, place, EXPIRED)
        await _offer_free_places(pool.id)


async def change_capacity(pool_id: int, capacity: int) -> None:
    """Set the number of places; more are offered to those in line. Raises TooManyTakenError for fewer than taken."""
    async with transaction():
        changed = await Pool.filter(id=pool_id, taken__lte=capacity).update(capacity=capacity)
        if not changed:
            pool = await Pool.get(id=pool_id)
            raise TooManyTakenError(pool.taken)
        await _offer_free_places(pool_id)


async def move_place(place_id: int, *, to_position: int, reason: str) -> None:
    """Move somebody in line to *to_position* (1 is first). They can read *reason*, which must say something."""
    assert reason.strip(), "a manual move needs a reason"
    async with transaction():
        pool = await _lock_pool(place_id)
        line = await Place.filter(pool_id=pool.id, state=PlaceState.WAITING).order_by("number", "id")
        others = [other.number for other in line if other.id != place_id]
        index = min(max(to_position - 1, 0), len(others))
        before = others[index - 1] if index else (others[0] - 2 if others else 0)
        after = others[index] if index < len(others) else before + 2
        await Place.filter(id=place_id, state=PlaceState.WAITING).update(
            number=(before + after) / 2, move_reason=reason.strip()[:200], changed_at=clock.now()
        )
        await audit.record("place.moved", association_id=pool.association_id, object=f"place:{place_id}")


async def position_of(place: Place) -> int:
    """Return where a waiting place stands in line; 1 is next."""
    before = Place.filter(pool_id=place.pool_id, state=PlaceState.WAITING, number__lt=place.number)
    return await before.count() + 1


async def _lock_pool(place_id: int) -> Pool:
    """Return the pool of a place; whoever else changes it waits until this transaction is done."""
    place = await Place.get(id=place_id)
    await Pool.filter(id=place.pool_id).update(capacity=F("capacity"))
    return await Pool.get(id=place.pool_id)


async def _set(place: Place, state: PlaceState) -> None:
    await Place.filter(id=place.id).update(state=state, offered_until=None, changed_at=clock.now())


async def _offer_free_places(pool_id: int) -> None:
    """Offer what is free to those who wait the longest."""
    free = Pool.filter(id=pool_id, taken__lt=F("capacity"), waiting__gt=0)
    while await free.update(taken=F("taken") + 1, waiting=F("waiting") - 1):
        pool = await Pool.get(id=pool_id)
        place = await Place.filter(pool_id=pool_id, state=PlaceState.WAITING).order_by("number", "id").first()
        assert place is not None, "the pool counts who waits"
        await _offer(pool, place)
        await _tell_owner(pool, place, OFFERED)


async def _offer(pool: Pool, place: Place) -> None:
    until = clock.now() + timedelta(hours=pool.offer_hours)
    await Place.filter(id=place.id).update(state=PlaceState.OFFERED, offered_until=until, changed_at=clock.now())
    # The task of an offer that was answered meanwhile finds nothing to do.
    await schedule("core", EXPIRE_TASK, {"place": place.id}, due_at=until, association_id=pool.association_id)


async def _tell_owner(pool: Pool, place: Place, change: str) -> None:
    association = await Association.get(id=pool.association_id)
    await runtime.current().plugins.place_changed(
        pool.owner, association=association, pool_reference=pool.public_id, place_reference=place.public_id,
        change=change,
    )  # fmt: skip

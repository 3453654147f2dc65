"""Places and the line for them: never one too many, first come first served, and the same through any mishap."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from tortoise.exceptions import DoesNotExist, IntegrityError

from brobygger.db import association_scope, transaction
from brobygger.services import capacity
from brobygger.services.audit.models import AuditEntry
from brobygger.services.capacity import (
    NoOfferError,
    NotInLineError,
    Place,
    PlaceState,
    Pool,
    PoolClosedError,
    TooManyTakenError,
    change_capacity,
    close_pool,
    leave_place,
    move_place,
    position_of,
    take_place,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.installer import Installer
    from brobygger.testing.site import Site

LISTENER = """
    heard = []

    @hookimpl
    async def place_changed(association, pool_reference, place_reference, change):
        heard.append((place_reference, change))
"""
HELD, WAITING, OFFERED, LEFT = PlaceState.HELD, PlaceState.WAITING, PlaceState.OFFERED, PlaceState.LEFT


@pytest.fixture
def settings(settings: Settings, installer: Installer) -> Settings:
    """A plugin whose pools these are, and that hears of them."""
    installer.install("hall", LISTENER)
    return settings


@pytest_asyncio.fixture(autouse=True)
async def scope(association: Association) -> AsyncIterator[None]:
    with association_scope(association.id):
        yield


async def _pool(association: Association, places: int) -> Pool:
    return await capacity.create_pool(association.id, owner="hall", capacity=places)


async def _state(place: Place) -> PlaceState:
    return (await Place.get(id=place.id)).state


async def _line(pool: Pool) -> list[int]:
    return [place.id for place in await Place.filter(pool_id=pool.id, state=WAITING).order_by("number")]


async def _numbers(pool: Pool) -> tuple[int, int]:
    found = await Pool.get(id=pool.id)
    return found.taken, found.waiting


def _heard() -> list[tuple[str, str]]:
    """Return what the owner of the pools was told."""
    return list(import_module("brobygger_hall.plugin").heard)


async def test_fifty_ask_for_three_places_at_once(association: Association) -> None:
    pool = await _pool(association, 3)

    places = await asyncio.gather(*(take_place(pool.id) for _ in range(50)))

    assert Counter(place.state for place in places) == {HELD: 3, WAITING: 47}
    assert await _numbers(pool) == (3, 47)
    assert sorted(place.number for place in places) == list(range(1, 51))


async def test_line_is_in_the_order_of_asking(association: Association) -> None:
    pool = await _pool(association, 1)
    first, second, third = [await take_place(pool.id) for _ in range(3)]

    assert [await position_of(place) for place in (first, second, third)] == [0, 1, 2]


async def test_place_that_is_given_up_is_offered_to_the_first_in_line(association: Association) -> None:
    pool = await _pool(association, 1)
    first, second, third = [await take_place(pool.id) for _ in range(3)]

    await leave_place(first.id)

    assert [await _state(place) for place in (first, second, third)] == [LEFT, OFFERED, WAITING]
    assert await _numbers(pool) == (1, 1)
    assert (await take_place(pool.id)).state == WAITING
    await capacity.accept_offer(second.id)
    assert await _state(second) == HELD


async def test_leaving_twice_frees_one_place(association: Association) -> None:
    pool = await _pool(association, 2)
    first, _ = [await take_place(pool.id) for _ in range(2)]

    await asyncio.gather(*(leave_place(first.id) for _ in range(5)))

    assert await _numbers(pool) == (1, 0)


async def test_offer_is_taken_by_one_answer_only(association: Association) -> None:
    pool = await _pool(association, 1)
    first, second = [await take_place(pool.id) for _ in range(2)]
    await leave_place(first.id)

    answers = await asyncio.gather(*(capacity.accept_offer(second.id) for _ in range(3)), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["NoOfferError", "NoOfferError", "NoneType"]
    with pytest.raises(NoOfferError):
        await capacity.accept_offer(first.id)


async def test_offer_that_runs_out_goes_on_and_its_holder_to_the_end(
    association: Association, site: Site, clock: MovableClock
) -> None:
    pool = await _pool(association, 1)
    first, second, third = [await take_place(pool.id) for _ in range(3)]
    await leave_place(first.id)

    clock.advance(hours=47)
    await site.run_due_work()
    assert await _state(second) == OFFERED
    clock.advance(hours=2)
    await site.run_due_work()

    assert [await _state(second), await _state(third)] == [WAITING, OFFERED]
    assert await _line(pool) == [second.id]


async def test_who_misses_two_offers_leaves_the_line(association: Association, site: Site, clock: MovableClock) -> None:
    pool = await _pool(association, 1)
    first, second = [await take_place(pool.id) for _ in range(2)]
    await leave_place(first.id)

    for _ in range(2):
        clock.advance(hours=49)
        await site.run_due_work()

    assert await _state(second) == LEFT
    assert await _numbers(pool) == (0, 0)
    assert _heard() == [(second.public_id, change) for change in ("offered", "offered", "dropped")]


async def test_more_places_are_offered_in_order_and_fewer_than_taken_are_refused(association: Association) -> None:
    pool = await _pool(association, 1)
    places = [await take_place(pool.id) for _ in range(4)]

    await change_capacity(pool.id, 3)
    with pytest.raises(TooManyTakenError) as refused:
        await change_capacity(pool.id, 2)

    assert refused.value.taken == 3
    assert [await _state(place) for place in places] == [HELD, OFFERED, OFFERED, WAITING]


async def test_closed_pool_gives_no_place_and_offers_none(association: Association) -> None:
    pool = await _pool(association, 1)
    places = [await take_place(pool.id) for _ in range(3)]

    await close_pool(pool.id)
    await close_pool(pool.id)

    with pytest.raises(PoolClosedError):
        await take_place(pool.id)
    await leave_place(places[0].id)
    assert [await _state(place) for place in places] == [LEFT, LEFT, LEFT]
    assert await _numbers(pool) == (0, 0)


async def test_move_needs_a_reason_and_is_audited(association: Association) -> None:
    pool = await _pool(association, 1)
    _, second, third, fourth = [await take_place(pool.id) for _ in range(4)]

    with pytest.raises(ValueError, match="reason"):
        await move_place(fourth.id, to_position=1, reason="   ")
    await move_place(fourth.id, to_position=1, reason="Comes by wheelchair bus, which drives on Mondays")

    assert await _line(pool) == [fourth.id, second.id, third.id]
    assert (await Place.get(id=fourth.id)).move_reason.startswith("Comes by")
    [entry] = await AuditEntry.filter(action="place.moved")
    assert (entry.object, entry.reason) == (f"place:{fourth.id}", "")


async def test_only_who_stands_in_line_is_moved(association: Association) -> None:
    pool = await _pool(association, 1)
    place = await take_place(pool.id)

    with pytest.raises(NotInLineError):
        await move_place(place.id, to_position=1, reason="Because")


async def test_pool_of_another_association_is_not_there(
    association: Association, other_association: Association
) -> None:
    with association_scope(other_association.id):
        theirs = await _pool(other_association, 1)
        place = await take_place(theirs.id)

    with pytest.raises(DoesNotExist):
        await take_place(theirs.id)
    for act in (leave_place, capacity.accept_offer, capacity.forget_place):
        with pytest.raises(DoesNotExist):
            await act(place.id)
    with association_scope(other_association.id):
        assert await _state(place) == HELD


async def test_database_itself_refuses_one_too_many(association: Association) -> None:
    pool = await _pool(association, 1)
    await take_place(pool.id)

    with pytest.raises(IntegrityError):
        await Pool.filter(id=pool.id).update(taken=2)
    with pytest.raises(IntegrityError):
        await Pool.filter(id=pool.id).update(waiting=-1)


async def test_act_that_breaks_off_leaves_no_trace(association: Association) -> None:
    pool = await _pool(association, 1)
    first, second = [await take_place(pool.id) for _ in range(2)]

    async def leave_and_break() -> None:
        async with transaction():
            await leave_place(first.id)
            raise KeyError

    with pytest.raises(KeyError):
        await leave_and_break()

    assert [await _state(first), await _state(second)] == [HELD, WAITING]
    assert await _numbers(pool) == (1, 1)


@pytest.mark.parametrize("seed", range(6))
async def test_any_walk_through_the_acts_keeps_the_books(
    seed: int, association: Association, site: Site, clock: MovableClock
) -> None:
    """Whatever people do in whatever order: the counts are those of the rows, and nobody waits beside a free place."""
    chance = random.Random(seed)
    pool = await _pool(association, 2)
    places: list[Place] = []

    async def take() -> None:
        places.append(await take_place(pool.id))

    async def wait() -> None:
        clock.advance(hours=chance.choice((5, 50)))
        await site.run_due_work()

    async def resize() -> None:
        await change_capacity(pool.id, chance.randint(1, 5))

    async def on_any(act: Callable[[int], Awaitable[None]]) -> None:
        if places:
            await act(chance.choice(places).id)

    async def move() -> None:
        await on_any(lambda place: move_place(place, to_position=chance.randint(-1, 9), reason="Moved"))

    acts: list[Callable[[], Awaitable[None]]] = [
        take, take, take, lambda: on_any(leave_place), lambda: on_any(capacity.accept_offer), move, resize, wait,
    ]  # fmt: skip
    for _ in range(40):
        with suppress(NoOfferError, NotInLineError, TooManyTakenError):
            await chance.choice(acts)()
        await _check_books(pool)


async def _check_books(pool: Pool) -> None:
    found = await Pool.get(id=pool.id)
    rows = await Place.filter(pool_id=pool.id)
    states = Counter(row.state for row in rows)
    assert (found.taken, found.waiting) == (states[HELD] + states[OFFERED], states[WAITING])
    assert not found.waiting or found.taken == found.capacity
    assert all((row.offered_until is not None) is (row.state == OFFERED) for row in rows)
    waiting = [row.number for row in rows if row.state == WAITING]
    assert len(set(waiting)) == len(waiting)

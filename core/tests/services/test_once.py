"""A form that is sent twice acts once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import IntegrityError

from brobygger.ids import secret_token
from brobygger.services.limits.models import RateCounter
from brobygger.services.once import delete_old_uses, once
from brobygger.services.once.models import FormUse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.clock import MovableClock

pytestmark = pytest.mark.usefixtures("site")


def _writing(name: str) -> Callable[[], Awaitable[str]]:
    """Return something that is done, and that leaves a row for each time that it is."""

    async def perform() -> str:
        row = await RateCounter.create(key_hash=secret_token(), window_ends_at="2026-03-02T00:00:00+00:00", count=7)
        return f"/{name}/{row.id}"

    return perform


async def _done() -> int:
    return await RateCounter.filter(count=7).count()


async def test_second_sending_gets_the_answer_of_the_first() -> None:
    first = await once("key", _writing("first"))

    assert await once("key", _writing("second")) == first
    assert await _done() == 1


async def test_ten_clicks_at_one_moment_act_once() -> None:
    answers = await asyncio.gather(*(once("key", _writing("page")) for _ in range(10)))

    assert len(set(answers)) == 1
    assert await _done() == 1


async def test_other_form_acts_as_well() -> None:
    await once("key", _writing("page"))
    await once("other", _writing("page"))

    assert await _done() == 2


async def test_form_that_failed_can_be_sent_again() -> None:
    async def fail() -> str:
        await _writing("page")()
        raise KeyError

    with pytest.raises(KeyError):
        await once("key", fail)
    assert await _done() == 0

    assert (await once("key", _writing("page"))).startswith("/page/")


async def test_constraint_that_perform_breaks_is_not_taken_for_a_second_sending() -> None:
    async def twice_the_same() -> str:
        for _ in range(2):
            await RateCounter.create(key_hash="same", window_ends_at="2026-03-02T00:00:00+00:00")
        return "/"

    with pytest.raises(IntegrityError):
        await once("key", twice_the_same)


async def test_request_without_a_key_is_performed_each_time() -> None:
    await once("", _writing("page"))
    await once("", _writing("page"))

    assert await _done() == 2


async def test_key_is_not_kept_in_the_clear_nor_for_ever(clock: MovableClock) -> None:
    await once("key", _writing("page"))
    assert "key" not in (await FormUse.get()).key

    clock.advance(days=3)
    await delete_old_uses()

    assert await FormUse.all().count() == 0

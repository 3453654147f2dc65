"""Counting in the database: exact over any number of askers, and without anybody's address."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.db import transaction
from brobygger.services import limits
from brobygger.services.audit.models import AuditEntry
from brobygger.services.limits import Limit, allow, allow_confirmation_mail, forget_asking, network_of
from brobygger.services.limits.models import RateCounter
from brobygger.settings import SecuritySettings, Settings

if TYPE_CHECKING:
    from brobygger.testing.clock import MovableClock

pytestmark = pytest.mark.usefixtures("site")
THREE = Limit(3, timedelta(hours=1))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, security=SecuritySettings(confirmation_mails_per_hour=5))


async def test_thirty_at_once_are_counted_exactly() -> None:
    let_through = await asyncio.gather(*(allow(("door",), THREE) for _ in range(30)))

    assert sum(let_through) == 3


async def test_window_begins_with_the_first_use_and_ends(clock: MovableClock) -> None:
    assert [await allow(("door",), THREE) for _ in range(4)] == [True, True, True, False]
    clock.advance(minutes=59)
    assert not await allow(("door",), THREE)

    clock.advance(minutes=1)

    assert await allow(("door",), THREE)


async def test_other_key_counts_by_itself() -> None:
    for _ in range(4):
        await allow(("door", "left"), THREE)

    assert await allow(("door", "right"), THREE)
    assert await allow(("do", "or", "left"), THREE)


async def test_use_that_is_rolled_back_was_none() -> None:
    async def use_and_break() -> None:
        async with transaction():
            await allow(("door",), THREE)
            raise KeyError

    for _ in range(5):
        with pytest.raises(KeyError):
            await use_and_break()

    assert await allow(("door",), THREE)


async def _ask(address: str, *, purpose: str = "list", client: str = "192.0.2.1") -> bool:
    return await allow_confirmation_mail(address, purpose=purpose, client=client)


async def test_one_address_is_asked_once_a_day_for_one_thing_however_it_is_spelled() -> None:
    assert await _ask("Anna@Example.org")
    assert not await _ask("anna@example.org")
    assert await _ask("anna@example.org", purpose="other list")


async def test_one_address_is_asked_a_few_times_a_day_for_anything() -> None:
    asked = [await _ask("anna@example.org", purpose=f"list {number}") for number in range(6)]

    assert asked == [True, True, True, True, False, False]


async def test_who_answered_can_ask_for_more() -> None:
    for number in range(5):
        await _ask("anna@example.org", purpose=f"list {number}")

    await forget_asking("anna@example.org")

    assert await _ask("anna@example.org", purpose="list 9")


async def test_one_network_asks_for_so_many_strangers_an_hour(clock: MovableClock) -> None:
    asked = [
        await limits.allow_asking(f"{number}@example.org", purpose="list", client=f"192.0.2.{number}")
        for number in range(30)
    ]

    assert all(asked)
    assert not await limits.allow_asking("next@example.org", purpose="list", client="192.0.2.200")
    assert await limits.allow_asking("next@example.org", purpose="list", client="198.51.100.1")


async def test_site_sends_so_many_an_hour_and_the_operator_hears_it_once(clock: MovableClock) -> None:
    asked = [await _ask(f"{number}@example.org", client=f"10.0.{number}.1") for number in range(8)]

    assert asked == [True] * 5 + [False] * 3
    assert await AuditEntry.filter(action="mail.ceiling_reached").count() == 1
    clock.advance(hours=1)
    assert await _ask("late@example.org", client="10.1.0.1")


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix socket", "unix socket"),
    ],
)
def test_network_is_a_household_or_a_mobile_cell(client: str, network: str) -> None:
    assert network_of(client) == network


async def test_no_address_is_kept_and_counters_go_when_they_are_over(clock: MovableClock) -> None:
    await _ask("anna@example.org", client="192.0.2.1")
    kept = " ".join(row.key_hash for row in await RateCounter.all())
    assert "anna" not in kept
    assert "192.0" not in kept

    clock.advance(days=1)
    await limits.delete_old_counters()

    assert await RateCounter.all().count() == 0

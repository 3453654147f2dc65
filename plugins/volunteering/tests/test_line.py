"""Standing in line: offers, answers, time running out, moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.testing.people import sign_in_again
from brobygger_volunteering.signups.models import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site
    from brobygger_volunteering.signups.models import Signup
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Ask = Callable[..., Awaitable[Page]]
    Join = Callable[[Task, str], Awaitable[Page]]
    SignupsOf = Callable[[Task], Awaitable[Sequence[Signup]]]
    Taken = Callable[[Task], Awaitable[tuple[int, int]]]


@pytest.fixture
async def task(association: Association, make_task: MakeTask) -> Task:
    """One place."""
    return await make_task(association, title="Pour coffee", places=1)


async def _withdraw(client: Client, own: Page) -> Page:
    return await client.submit(own.links()["Withdraw"])


async def test_second_person_is_told_the_number_in_line(task: Task, join: Join, outbox: Outbox) -> None:
    await join(task, "Ali")

    own = await join(task, "Bo")

    assert own.heading == "You are number 1 in line"
    assert (await outbox.last("bo@example.org")).subject == "You are number 1 in line"


async def test_place_that_becomes_free_is_offered_and_taken(
    client: Client, task: Task, join: Join, outbox: Outbox, signups_of: SignupsOf
) -> None:
    ali = await join(task, "Ali")
    bo = await join(task, "Bo")

    left = await _withdraw(client, ali)
    offered = await client.get(bo.path)
    taken = await client.submit(offered)

    assert left.heading == "You have withdrawn"
    assert (await outbox.last("ali@example.org")).subject == "You are no longer signed up"
    assert [mail.subject for mail in await outbox.mails("bo@example.org")][-2:] == [
        "A place is free for you",
        "You have a place",
    ]
    assert offered.heading == "A place is yours to take"
    assert "Wednesday 4 March at 10:00" in offered.main
    assert taken.heading == "You have a place"
    assert [signup.state for signup in await signups_of(task)] == [State.LEFT, State.CONFIRMED]


async def test_offer_that_is_declined_goes_to_the_next(client: Client, task: Task, join: Join, outbox: Outbox) -> None:
    ali, bo, cem = [await join(task, name) for name in ("Ali", "Bo", "Cem")]
    await _withdraw(client, ali)

    offered = await client.get(bo.path)
    declined = await client.submit(offered.links()["No, thank you"])

    assert declined.heading == "You have withdrawn"
    assert (await client.get(cem.path)).heading == "A place is yours to take"
    assert (await outbox.last("cem@example.org")).subject == "A place is free for you"


async def test_offer_that_nobody_answers_goes_to_the_next_and_its_holder_to_the_end(
    site: Site, client: Client, clock: MovableClock, task: Task, join: Join, outbox: Outbox
) -> None:
    ali, bo, cem = [await join(task, name) for name in ("Ali", "Bo", "Cem")]
    await _withdraw(client, ali)
    offered = await client.get(bo.path)

    clock.advance(hours=47)
    await site.run_due_work()
    still = await client.get(bo.path)
    clock.advance(hours=2)
    await site.run_due_work()
    late = await client.submit(offered)

    assert still.heading == "A place is yours to take"
    assert late.heading == "You are number 1 in line"
    assert "The place has gone to the next in line" in late.main
    assert (await client.get(cem.path)).heading == "A place is yours to take"
    assert (await outbox.last("bo@example.org")).subject == "The place went to the next in line"


async def test_late_answer_counts_while_the_place_was_offered_to_nobody_else(
    client: Client, clock: MovableClock, task: Task, join: Join
) -> None:
    ali, bo, _cem = [await join(task, name) for name in ("Ali", "Bo", "Cem")]
    await _withdraw(client, ali)
    clock.advance(hours=49)

    assert (await client.submit(bo.path)).heading == "You have a place"


async def test_who_misses_two_offers_leaves_the_line_is_told_and_can_ask_again(
    site: Site, client: Client, clock: MovableClock, task: Task, join: Join, outbox: Outbox, taken: Taken
) -> None:
    ali, bo = [await join(task, name) for name in ("Ali", "Bo")]
    await _withdraw(client, ali)

    for _day in range(10):
        clock.advance(days=1)
        await site.run_due_work()
    dropped = await client.get(bo.path)
    mails = [mail.subject for mail in await outbox.mails("bo@example.org")]
    state = await taken(task)
    again = await join(task, "Bo")

    assert dropped.heading == "You are no longer in line"
    assert "Sign up again" in dropped.links()
    assert mails.count("A place is free for you") == 2
    assert mails[-1] == "You are no longer in line"
    assert state == (0, 0)
    assert again.heading == "You have a place"


async def test_who_misses_two_offers_and_has_only_a_phone_is_called(
    site: Site, coordinator: Client, client: Client, clock: MovableClock, task: Task, join: Join, ask: Ask
) -> None:
    ali = await join(task, "Ali")
    await ask(task, name="Bent", phone="27 78 97 93")
    await coordinator.submit(await coordinator.get("/a/choir/calls"), action="/yes")
    await _withdraw(client, ali)

    for _day in range(5):
        clock.advance(days=1)
        await site.run_due_work()

    await sign_in_again(coordinator, "carla@example.org")
    assert "Bent" in (await coordinator.get("/a/choir/calls")).main
    assert "Du står ikke længere i kø" in (await coordinator.get("/a/choir/calls")).main


async def test_newcomer_stands_behind_somebody_who_was_offered_a_place(
    client: Client, task: Task, join: Join, taken: Taken
) -> None:
    ali, _bo = [await join(task, name) for name in ("Ali", "Bo")]
    await _withdraw(client, ali)

    cem = await join(task, "Cem")

    assert cem.heading == "You are number 1 in line"
    assert await taken(task) == (1, 1)


async def test_who_stands_in_line_can_leave_it(client: Client, task: Task, join: Join, taken: Taken) -> None:
    _ali, bo, cem = [await join(task, name) for name in ("Ali", "Bo", "Cem")]

    left = await _withdraw(client, bo)

    assert left.heading == "You have withdrawn"
    assert (await client.get(cem.path)).heading == "You are number 1 in line"
    assert await taken(task) == (1, 1)


async def test_who_left_can_sign_up_again_at_the_end(
    client: Client, task: Task, join: Join, ask: Ask, outbox: Outbox, clock: MovableClock
) -> None:
    ali, _bo = [await join(task, name) for name in ("Ali", "Bo")]
    await _withdraw(client, ali)
    clock.advance(days=1)

    again = await join(task, "Ali")

    assert again.heading == "You are number 1 in line"


async def test_more_places_are_offered_to_those_in_line(
    coordinator: Client, client: Client, task: Task, join: Join, taken: Taken
) -> None:
    _ali, bo, cem = [await join(task, name) for name in ("Ali", "Bo", "Cem")]

    await coordinator.submit(f"/a/choir/volunteering/manage/tasks/{task.public_id}/edit", places="2")

    assert (await client.get(bo.path)).heading == "A place is yours to take"
    assert (await client.get(cem.path)).heading == "You are number 1 in line"
    assert await taken(task) == (2, 1)


async def test_move_in_line_needs_a_reason_that_the_person_can_read(
    coordinator: Client, client: Client, task: Task, join: Join, signups_of: SignupsOf
) -> None:
    _ali, bo, cem = [await join(task, name) for name in ("Ali", "Bo", "Cem")]
    third = (await signups_of(task))[2]
    path = f"/a/choir/volunteering/manage/sign-ups/{third.public_id}/move"

    without = await coordinator.submit(path, position="1", reason=" ")
    await coordinator.submit(path, position="1", reason="Cem speaks Turkish")

    assert without.errors == ["Write why"]
    own = await client.get(cem.path)
    assert own.heading == "You are number 1 in line"
    assert "The reason: Cem speaks Turkish" in own.main
    assert (await client.get(bo.path)).heading == "You are number 2 in line"


async def test_coordinator_takes_the_offer_for_somebody_on_the_phone(
    coordinator: Client, client: Client, task: Task, join: Join, ask: Ask, signups_of: SignupsOf
) -> None:
    ali = await join(task, "Ali")
    await ask(task, name="Bent", phone="27 78 97 93")
    await coordinator.submit(await coordinator.get("/a/choir/calls"), action="/yes")
    await _withdraw(client, ali)
    bent = (await signups_of(task))[1]
    path = f"/a/choir/volunteering/manage/sign-ups/{bent.public_id}"

    before = await coordinator.get(path)
    after = await coordinator.submit(before, action="/offer/take")

    assert "Is offered a place" in before.main
    assert "Waits for your answer" in after.main

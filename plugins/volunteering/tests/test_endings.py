"""What becomes of sign-ups: leaving, tasks that end, deleting on time, and what a person may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger.plugin_api.services import Membership, Person, Place, read_figures, today
from brobygger.testing.people import sign_in_again
from brobygger_volunteering.hooks import departure_obstacles
from brobygger_volunteering.signups import personal
from brobygger_volunteering.signups.models import Signup, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Ask = Callable[..., Awaitable[Page]]
    Join = Callable[[Task, str], Awaitable[Page]]
    SignupsOf = Callable[[Task], Awaitable[Sequence[Signup]]]
    Taken = Callable[[Task], Awaitable[tuple[int, int]]]

MANAGE = "/a/choir/volunteering/manage"


async def _let_pass(site: Site, clock: MovableClock, *, days: float = 0, hours: float = 0) -> None:
    """Move the clock as a worker lives through it: what runs every night was planned before."""
    await site.run_due_work()
    clock.advance(days=days, hours=hours)
    await site.run_due_work()


async def _everything() -> dict[str, Any]:
    with crossing_associations("a test looks at all that is kept"):
        return {"signups": await Signup.all().count(), "places": await Place.all().count()}


async def test_who_signed_up_leaves_by_the_link_in_the_mail(
    client: Client, association: Association, make_task: MakeTask, join: Join, outbox: Outbox, signups_of: SignupsOf,
    taken: Taken,
) -> None:  # fmt: skip
    task = await make_task(association, title="Pour coffee")
    await join(task, "Ali")

    mine = await client.get(await outbox.link("ali@example.org"))
    own = await client.get(mine.links()["Pour coffee"])
    question = await client.get(own.links()["Withdraw"])
    left = await client.submit(question)

    assert question.heading == "Do you want to withdraw?"
    assert left.heading == "You have withdrawn"
    assert [signup.state for signup in await signups_of(task)] == [State.LEFT]
    assert await taken(task) == (0, 0)


async def test_own_page_opens_for_nobody_elses_link(
    client: Client, association: Association, make_task: MakeTask, join: Join, signups_of: SignupsOf, outsider: Client
) -> None:
    task = await make_task(association, title="Pour coffee", places=2)
    ali, bo = await join(task, "Ali"), await join(task, "Bo")
    first, second = await signups_of(task)
    crossed = ali.path.replace(first.public_id, second.public_id)

    assert crossed != bo.path
    for path in (crossed, f"{crossed}/leave"):
        assert (await client.get(path)).status == 404
    assert (await outsider.get(f"/a/choir/volunteering/mine/{first.public_id}")).status == 404


async def test_cancelled_task_ends_all_sign_ups_and_everybody_is_told(
    coordinator: Client, client: Client, association: Association, make_task: MakeTask, join: Join, ask: Ask,
    outbox: Outbox, signups_of: SignupsOf, taken: Taken,
) -> None:  # fmt: skip
    task = await make_task(association)
    pages = [await join(task, name) for name in ("Ali", "Bo", "Cem")]
    await ask(task, name="Dea", email="dea@example.org")
    late = await outbox.link("dea@example.org", containing="/confirm/")

    await coordinator.submit(f"{MANAGE}/tasks/{task.public_id}/cancel", message="The roof leaks")
    await client.submit(late)

    for name in ("ali", "bo", "cem"):
        mail = await outbox.last(f"{name}@example.org")
        assert mail.subject == "It is cancelled"
        assert "The roof leaks" in mail.text
    assert (await client.get(pages[1].path)).heading == "The task is cancelled"
    assert "A place is free for you" not in {mail.subject for mail in await outbox.mails()}
    assert [signup.state for signup in await signups_of(task)] == [State.CANCELLED] * 4
    assert await taken(task) == (0, 0)


async def test_cancelled_task_ends_an_offer_that_was_open(
    site: Site, coordinator: Client, client: Client, association: Association, make_task: MakeTask, join: Join,
    clock: MovableClock, taken: Taken,
) -> None:  # fmt: skip
    task = await make_task(association)
    ali, bo = await join(task, "Ali"), await join(task, "Bo")
    await client.submit(ali.links()["Withdraw"])
    offered = await client.get(bo.path)
    await coordinator.submit(f"{MANAGE}/tasks/{task.public_id}/cancel")

    pressed = await client.submit(offered)
    await _let_pass(site, clock, days=3)

    assert pressed.heading == "The task is cancelled"
    assert await taken(task) == (0, 0)


async def test_closed_task_keeps_its_line_moving(
    coordinator: Client, client: Client, association: Association, make_task: MakeTask, join: Join, outbox: Outbox
) -> None:
    task = await make_task(association)
    ali, bo = await join(task, "Ali"), await join(task, "Bo")
    await coordinator.submit(f"{MANAGE}/tasks/{task.public_id}/close", message="We are nearly there")

    await client.submit(ali.links()["Withdraw"])

    assert "We are nearly there" in (await outbox.mails("bo@example.org"))[-2].text
    assert (await client.get(bo.path)).heading == "A place is yours to take"


async def test_line_ends_when_the_task_is_over_and_who_had_a_place_keeps_it(
    site: Site, coordinator: Client, client: Client, association: Association, make_task: MakeTask, join: Join,
    clock: MovableClock, outbox: Outbox, signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association, starts_on=today())
    ali, bo = await join(task, "Ali"), await join(task, "Bo")
    await _let_pass(site, clock, days=2)

    assert (await client.get(ali.path)).heading == "You have a place"
    assert (await client.get(bo.path)).heading == "There was no place this time"
    subjects = [mail.subject for mail in await outbox.mails("bo@example.org")]
    assert subjects.count("There was no place this time") == 1
    assert [signup.state for signup in await signups_of(task)] == [State.CONFIRMED, State.UNPLACED]
    await sign_in_again(coordinator, "carla@example.org")
    assert "Got no place (1)" in (await coordinator.get(f"{MANAGE}/tasks/{task.public_id}")).main


async def test_link_that_is_pressed_after_the_task_is_told_so(
    site: Site, client: Client, association: Association, make_task: MakeTask, ask: Ask, outbox: Outbox,
    clock: MovableClock, signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association, starts_on=today())
    await ask(task, name="Ali", email="ali@example.org")
    link = await outbox.link("ali@example.org", containing="/confirm/")
    await _let_pass(site, clock, hours=30)

    page = await client.submit(link)

    assert page.status == 200
    assert [signup.state for signup in await signups_of(task)] == [State.UNPLACED]
    assert (await outbox.last("ali@example.org")).subject == "There was no place this time"


async def test_sign_up_that_was_never_confirmed_is_deleted_after_two_days(
    site: Site, association: Association, make_task: MakeTask, ask: Ask, clock: MovableClock
) -> None:
    task = await make_task(association)
    await ask(task, name="Ali", email="ali@example.org")

    await _let_pass(site, clock, hours=40)
    kept = await _everything()
    await _let_pass(site, clock, days=2)

    assert kept == {"signups": 1, "places": 0}
    assert await _everything() == {"signups": 0, "places": 0}
    with association_scope(association.id):
        assert await read_figures("volunteering", 2026) == {}


async def test_sign_ups_are_deleted_six_months_after_the_task_and_counted(
    site: Site, coordinator: Client, association: Association, make_task: MakeTask, join: Join, clock: MovableClock
) -> None:
    task = await make_task(association, starts_on=today(), contact_phone="27789793", places=2)
    for name in ("Ali", "Bo"):
        await join(task, name)

    await _let_pass(site, clock, days=182)
    kept = await _everything()
    await _let_pass(site, clock, days=4)

    assert kept == {"signups": 2, "places": 2}
    assert await _everything() == {"signups": 0, "places": 0}
    with association_scope(association.id):
        counted = await read_figures("volunteering", 2026)
        await task.refresh_from_db()
    assert counted == {State.CONFIRMED: 2}
    assert (task.contact_name, task.contact_phone) == ("", "")


async def test_sign_up_to_an_ongoing_task_is_kept_while_it_lasts(
    site: Site, association: Association, make_task: MakeTask, join: Join, client: Client, clock: MovableClock
) -> None:
    task = await make_task(association, places=2)
    ali, _bo = await join(task, "Ali"), await join(task, "Bo")
    await client.submit(ali.links()["Withdraw"])

    await _let_pass(site, clock, days=200)

    assert await _everything() == {"signups": 1, "places": 1}


@pytest.fixture
async def olga(outsider: Client) -> Person:
    """The person who is signed in as the outsider."""
    assert outsider
    return await Person.get(name="Outsider Olga")


async def _join_signed_in(browser: Client, task: Task) -> Page:
    path = f"/a/{task.association.slug}/volunteering/tasks/{task.public_id}/sign-up"
    check = await browser.submit(path, step="check", note="I have a van")
    return await browser.submit(check, step="send")


async def test_person_sees_everything_they_joined_in_one_place(
    outsider: Client, association: Association, other_association: Association, make_task: MakeTask
) -> None:
    for owner, title in ((association, "Bake"), (other_association, "Cook")):
        await _join_signed_in(outsider, await make_task(owner, title=title))

    mine = await outsider.get("/mine")

    assert {"Bake", "Cook"} <= set(mine.links())
    assert (await outsider.get(mine.links()["Cook"])).heading == "You have a place"


async def test_export_holds_a_persons_own_sign_ups_alone(
    outsider: Client, olga: Person, association: Association, make_task: MakeTask, join: Join
) -> None:
    task = await make_task(association, title="Bake", places=5)
    await _join_signed_in(outsider, task)
    await join(task, "Ali")

    [part] = await personal.export(olga)

    assert [(row["Task"], row["You wrote"]) for row in part.rows] == [("Bake", "I have a van")]


async def test_erasing_somebody_deletes_their_sign_ups_and_gives_the_place_on(
    outsider: Client, olga: Person, client: Client, association: Association, make_task: MakeTask, join: Join,
    signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association)
    await _join_signed_in(outsider, task)
    bo = await join(task, "Bo")

    report = await personal.erase(olga)
    again = await personal.erase(olga)

    assert (report.erased, again.erased) == (1, 0)
    assert [signup.contact.name for signup in await signups_of(task)] == ["Bo"]
    assert (await client.get(bo.path)).heading == "A place is yours to take"
    assert await personal.export(olga) == []


async def test_who_alone_can_answer_does_not_leave_volunteers_waiting(
    coordinator: Client, association: Association, make_task: MakeTask, join: Join
) -> None:
    assert coordinator
    task = await make_task(association)
    with association_scope(association.id):
        membership = await Membership.get(contact__name="Coordinator Carla")
        before = await departure_obstacles(membership)
    await join(task, "Ali")

    with association_scope(association.id):
        after = await departure_obstacles(membership)

    assert before == []
    assert len(after) == 1

"""The coordinator's desk: who signed up, what they are answered, and who may see it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from brobygger.plugin_api.db import association_scope
from brobygger.plugin_api.services import find_or_add_contact
from brobygger.testing.queries import recorded_queries
from brobygger_volunteering.plugin import association_routes
from brobygger_volunteering.signups.models import Signup, State
from brobygger_volunteering.signups.services import sign_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Ask = Callable[..., Awaitable[Page]]
    Join = Callable[[Task, str], Awaitable[Page]]
    SignupsOf = Callable[[Task], Awaitable[Sequence[Signup]]]
    Taken = Callable[[Task], Awaitable[tuple[int, int]]]
    SignInAs = Callable[..., Awaitable[Client]]

MANAGE = "/a/choir/volunteering/manage"
#: Every address of the desk that names a task or a sign-up.
DESK = [
    (route.path, method)
    for route in association_routes()
    if route.path.startswith("/manage")
    for method in sorted(set(route.methods) - {"HEAD"})
]
OF_SOMETHING = [(path, method) for path, method in DESK if "{" in path]


def _at(signup: Signup, act: str = "") -> str:
    return f"{MANAGE}/sign-ups/{signup.public_id}{act}"


async def _fill(task: Task, number: int, start: int = 0) -> None:
    with association_scope(task.association_id):
        for count in range(start, start + number):
            contact = await find_or_add_contact(
                task.association, f"Person {count}", language="en", email=f"p{count}@example.org"
            )
            await sign_up(task, contact)


async def test_coordinator_accepts_with_a_message_that_arrives(
    coordinator: Client, client: Client, association: Association, make_task: MakeTask, join: Join, outbox: Outbox,
    signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association)
    own = await join(task, "Ali")

    desk = await coordinator.get(MANAGE)
    person = await coordinator.get(desk.links()["Ali"])
    done = await coordinator.submit(person.links()["Say yes"], message="Come to the back door at nine")

    assert "Waits for your answer" in person.main
    assert "Is in (1)" in done.main
    mail = await outbox.last("ali@example.org")
    assert mail.subject == "We look forward to seeing you"
    assert "Come to the back door at nine" in mail.text
    after = await client.get(own.path)
    assert after.heading == "You are in"
    assert "Come to the back door at nine" in after.main
    assert [signup.state for signup in await signups_of(task)] == [State.ACCEPTED]
    assert "Nobody is waiting." in (await coordinator.get(MANAGE)).main


async def test_coordinator_declines_and_the_place_goes_to_the_next(
    coordinator: Client, client: Client, association: Association, make_task: MakeTask, join: Join, outbox: Outbox,
    signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association)
    ali, bo = await join(task, "Ali"), await join(task, "Bo")
    [first, _second] = await signups_of(task)

    await coordinator.submit(_at(first, "/decline"), message="We found somebody next door")

    assert (await client.get(ali.path)).heading == "It did not work out this time"
    assert "We found somebody next door" in (await client.get(ali.path)).main
    assert "We found somebody next door" in (await outbox.last("ali@example.org")).text
    assert (await client.get(bo.path)).heading == "A place is yours to take"


async def test_answer_is_in_the_language_of_its_reader(
    danish_client: Client, coordinator: Client, association: Association, make_task: MakeTask, ask: Ask,
    outbox: Outbox, signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association)
    await ask(task, browser=danish_client, name="Else", email="else@example.org")
    await danish_client.submit(await outbox.link("else@example.org", containing="/confirm/"))
    [signup] = await signups_of(task)

    await coordinator.submit(_at(signup, "/accept"), message="See you")

    mail = await outbox.last("else@example.org")
    assert mail.subject == "Vi glæder os til at se dig"
    assert "See you" in mail.text


async def test_two_coordinators_do_not_answer_the_same_person_twice(
    coordinator: Client, administrator: Client, association: Association, make_task: MakeTask, join: Join,
    outbox: Outbox, signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association)
    await join(task, "Ali")
    [signup] = await signups_of(task)
    form = await coordinator.get(_at(signup, "/decline"))
    await administrator.submit(_at(signup, "/accept"), message="Welcome")

    late = await coordinator.submit(form, message="Sorry")

    assert late.status == 422
    assert "Something has changed since you opened the page" in late.main
    assert late.form().values()["message"] == "Sorry"
    assert [signup.state for signup in await signups_of(task)] == [State.ACCEPTED]
    assert "Sorry" not in (await outbox.last("ali@example.org")).text


async def test_who_stands_in_line_cannot_be_accepted(
    coordinator: Client, association: Association, make_task: MakeTask, join: Join, signups_of: SignupsOf, taken: Taken
) -> None:
    task = await make_task(association)
    for name in ("Ali", "Bo"):
        await join(task, name)
    second = (await signups_of(task))[1]

    page = await coordinator.submit(_at(second, "/accept"), message="Welcome")

    assert page.status == 422
    assert (await signups_of(task))[1].state == State.CONFIRMED
    assert await taken(task) == (1, 1)


async def test_who_only_has_a_phone_is_answered_by_a_call(
    coordinator: Client, association: Association, make_task: MakeTask, ask: Ask, outbox: Outbox, signups_of: SignupsOf
) -> None:
    task = await make_task(association)
    await ask(task, name="Bent", phone="27 78 97 93")
    desk = await coordinator.get(MANAGE)
    await coordinator.submit(await coordinator.get("/a/choir/calls"), action="/yes")
    [signup] = await signups_of(task)
    mails = len(await outbox.mails())

    form = await coordinator.get(_at(signup, "/accept"))
    await coordinator.submit(form, message="Come on Monday")

    assert "1 person is waiting for a call" in desk.main
    assert "so it becomes a call for you to make" in form.main
    assert "Come on Monday" in (await coordinator.get("/a/choir/calls")).main
    assert len(await outbox.mails()) == mails


async def test_coordinator_signs_up_somebody_at_the_desk(
    coordinator: Client, association: Association, make_task: MakeTask, signups_of: SignupsOf, outbox: Outbox
) -> None:
    task = await make_task(association)

    page = await coordinator.submit(f"{MANAGE}/tasks/{task.public_id}/add", name="Bent", phone="27789793")

    assert page.heading == "Bent"
    assert [signup.state for signup in await signups_of(task)] == [State.CONFIRMED]
    assert [mail.recipient for mail in await outbox.mails()] == []


async def test_message_reaches_everybody_who_is_signed_up_and_nobody_else(
    coordinator: Client, association: Association, make_task: MakeTask, join: Join, ask: Ask, outbox: Outbox
) -> None:
    task = await make_task(association)
    for name in ("Ali", "Bo"):
        await join(task, name)
    await ask(task, name="Cem", email="cem@example.org")

    await coordinator.submit(f"{MANAGE}/tasks/{task.public_id}/message", message="Bring a cup")

    told = {mail.recipient for mail in await outbox.mails() if "Bring a cup" in mail.text}
    assert told == {"ali@example.org", "bo@example.org"}


async def test_list_opens_in_a_spreadsheet_and_runs_no_formula(
    coordinator: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association, title="Bake: æbler & Ко", places=5)
    with association_scope(association.id):
        contact = await find_or_add_contact(association, "=HYPERLINK(1)", language="en", email="x@example.org")
        await sign_up(task, contact, note='+1 "quoted"\nsecond line')

    page = await coordinator.get(f"{MANAGE}/tasks/{task.public_id}/sign-ups.csv")

    text = page.response.content.decode("utf-8-sig")
    header, row = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert header == ["Name", "Phone", "E-mail", "Where it stands", "Signed up", "Anything we should know?"]
    assert (row[2], row[3]) == ("x@example.org", "Waits for your answer")
    assert not row[0].startswith("=")
    assert not row[5].startswith("+")


@pytest.mark.parametrize(("path", "method"), DESK)
async def test_desk_is_closed_to_everybody_without_the_permission(
    client: Client, member: Client, outsider: Client, association: Association, make_task: MakeTask, join: Join,
    signups_of: SignupsOf, path: str, method: str,
) -> None:  # fmt: skip
    task = await make_task(association, title="Pour coffee")
    await join(task, "Zarathustra")
    [signup] = await signups_of(task)
    address = "/a/choir/volunteering" + path.format(task=task.public_id, signup=signup.public_id)

    for browser in (member, outsider):
        page = await browser.request(method, address)
        assert page.status in {403, 404}
        assert "Zarathustra" not in page.text
    anybody = await client.request(method, address, follow_redirects=False)
    assert anybody.status in {303, 401, 403, 404}
    assert "Zarathustra" not in anybody.text
    assert [one.state for one in await signups_of(task)] == [State.CONFIRMED]


@pytest.mark.parametrize(("path", "method"), OF_SOMETHING)
async def test_another_associations_ids_are_absent_at_every_desk_address(
    sign_in_as: SignInAs, association: Association, other_association: Association, make_task: MakeTask, join: Join,
    signups_of: SignupsOf, path: str, method: str,
) -> None:  # fmt: skip
    task = await make_task(association, title="Pour coffee")
    await join(task, "Zarathustra")
    [signup] = await signups_of(task)
    stranger = await sign_in_as(other_association, "coordinator", name="Stranger")
    own = "/a/chess/volunteering" + path.format(task=task.public_id, signup=signup.public_id)
    form = (await stranger.get("/a/chess/volunteering/manage/tasks/new")).form().values()

    page = await stranger.request(method, own, data=form if method == "POST" else None)
    theirs = await stranger.request(
        method, own.replace("/a/chess/", "/a/choir/"), data=form if method == "POST" else None
    )

    assert page.status == 404
    assert theirs.status in {403, 404}
    for answer in (page, theirs):
        assert "Zarathustra" not in answer.text
        assert "Pour coffee" not in answer.text
    assert [one.state for one in await signups_of(task)] == [State.CONFIRMED]


async def test_desk_asks_the_database_as_often_for_many_sign_ups_as_for_few(
    coordinator: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association, places=100)
    addresses = [MANAGE, f"{MANAGE}/tasks/{task.public_id}", f"{MANAGE}/tasks/{task.public_id}/sign-ups.csv"]
    counts: list[list[int]] = []
    for number, start in ((3, 0), (57, 3)):
        await _fill(task, number, start)
        row = []
        for address in addresses:
            await coordinator.get(address)
            with recorded_queries() as asked:
                assert (await coordinator.get(address)).status == 200
            row.append(len(asked))
        counts.append(row)

    assert counts[0] == counts[1]


async def test_list_of_tasks_asks_the_database_as_often_for_many_as_for_few(
    coordinator: Client, association: Association, make_task: MakeTask
) -> None:
    counts = []
    for number in (3, 57):
        for _task in range(number):
            await make_task(association)
        await coordinator.get(MANAGE)
        with recorded_queries() as asked:
            await coordinator.get(MANAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1]

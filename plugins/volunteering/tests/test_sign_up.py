"""Signing up without an account and with one, from the form to the place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.services import today
from brobygger_volunteering.signups.models import State
from brobygger_volunteering.tasks.models import Status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger_volunteering.signups.models import Signup
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Ask = Callable[..., Awaitable[Page]]
    Join = Callable[[Task, str], Awaitable[Page]]
    SignupsOf = Callable[[Task], Awaitable[Sequence[Signup]]]
    Taken = Callable[[Task], Awaitable[tuple[int, int]]]


def _form(task: Task) -> str:
    return f"/a/{task.association.slug}/volunteering/tasks/{task.public_id}/sign-up"


async def test_a_citizen_signs_up_by_mail_and_has_a_place(
    client: Client, association: Association, make_task: MakeTask, outbox: Outbox, signups_of: SignupsOf
) -> None:
    task = await make_task(association, title="Pour coffee", places=2)

    listing = await client.get("/a/choir/volunteering/")
    page = await client.get(listing.links()["Pour coffee"])
    check = await client.submit(page.links()["Sign me up"], name="Ali", email="ali@example.org", note="Evenings")
    sent = await client.submit(check, step="send")
    confirm = await client.get(await outbox.link("ali@example.org", containing="/confirm/"))
    manage = await client.submit(confirm)
    own = await client.get(manage.links()["Pour coffee"])

    assert check.heading == "Is this right?"
    assert sent.heading == "Find the mail we have sent you"
    assert own.heading == "You have a place"
    assert (await outbox.last("ali@example.org")).subject == "You have a place"
    [signup] = await signups_of(task)
    assert (signup.state, signup.contact.name, signup.note) == (State.CONFIRMED, "Ali", "Evenings")


async def test_who_has_only_a_phone_is_called_and_then_has_a_place(
    association: Association, make_task: MakeTask, ask: Ask, coordinator: Client, outbox: Outbox,
    signups_of: SignupsOf,
) -> None:  # fmt: skip
    task = await make_task(association)

    sent = await ask(task, name="Bent", phone="27 78 97 93")
    before = await signups_of(task)
    calls = await coordinator.get("/a/choir/calls")
    await coordinator.submit(calls, action="/yes")

    assert sent.heading == "We will call you"
    assert [signup.state for signup in before] == [State.UNCONFIRMED]
    assert "Bent" in calls.main
    assert "Spørg, om det var vedkommende selv" in calls.main  # in the language of the site
    [signup] = await signups_of(task)
    assert (signup.state, signup.place and signup.place.state) == (State.CONFIRMED, "held")
    told = await coordinator.get("/a/choir/calls")
    assert "Du har en plads" in told.main
    assert await outbox.mails("bent@example.org") == []


async def test_without_the_link_nothing_counts(
    association: Association, make_task: MakeTask, ask: Ask, signups_of: SignupsOf, taken: Taken
) -> None:
    task = await make_task(association)

    await ask(task, name="Ali", email="ali@example.org")

    [signup] = await signups_of(task)
    assert (signup.state, signup.place) == (State.UNCONFIRMED, None)
    assert await taken(task) == (0, 0)


async def test_sending_the_check_page_twice_is_one_sign_up(
    client: Client, association: Association, make_task: MakeTask, outbox: Outbox, signups_of: SignupsOf
) -> None:
    task = await make_task(association)
    check = await client.submit(_form(task), name="Ali", email="ali@example.org", step="check")

    first = await client.submit(check, step="send")
    second = await client.submit(check, step="send")

    assert first.path == second.path
    assert len(await signups_of(task)) == 1
    assert len(await outbox.mails("ali@example.org")) == 1


async def test_signing_up_again_gives_the_same_page_and_no_second_row(
    association: Association, make_task: MakeTask, ask: Ask, join: Join, signups_of: SignupsOf
) -> None:
    task = await make_task(association, places=5)
    await join(task, "Ali")

    again = await ask(task, name="  ALI ", email="Ali@Example.org")
    stranger = await ask(task, name="Nobody", email="nobody@example.org")

    assert again.main == stranger.main
    assert [signup.contact.name for signup in await signups_of(task)] == ["Ali", "Nobody"]


async def test_pressing_the_link_twice_takes_one_place(
    client: Client, association: Association, make_task: MakeTask, ask: Ask, outbox: Outbox, taken: Taken
) -> None:
    task = await make_task(association, places=5)
    await ask(task, name="Ali", email="ali@example.org")
    confirm = await client.get(await outbox.link("ali@example.org", containing="/confirm/"))

    await client.submit(confirm)
    await client.submit(confirm)

    assert await taken(task) == (1, 0)


async def test_two_people_with_one_address_have_a_sign_up_each(
    association: Association, make_task: MakeTask, ask: Ask, signups_of: SignupsOf
) -> None:
    task = await make_task(association, places=5)

    await ask(task, name="Else", email="home@example.org")
    await ask(task, name="Poul", email="home@example.org")

    assert [signup.contact.name for signup in await signups_of(task)] == ["Else", "Poul"]


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"name": "", "email": "ali@example.org"}, ["Write your name, so we know whom to ask for"]),
        ({"name": "Ali"}, ["Write your e-mail or your phone number, so we can reach you"]),
        ({"name": "Ali", "email": "ali@"}, ["Write your whole e-mail address, such as anna@example.dk"]),
        ({"name": "Ali", "phone": "27"}, ["Write your phone number with 8 digits, such as 27 78 97 93"]),
        ({"name": "Ali", "phone": "27 78 97 93", "note": "x" * 501}, ["Use at most 500 characters"]),
    ],
)
async def test_form_with_mistakes_says_what_to_do_and_keeps_what_was_typed(
    client: Client, association: Association, make_task: MakeTask, answers: dict[str, Any], errors: list[str]
) -> None:
    task = await make_task(association)

    page = await client.submit(_form(task), step="check", **answers)

    assert (page.status, page.errors) == (422, errors)
    assert {name: value for name, value in page.form().values().items() if name in answers} == answers


async def test_answers_can_be_changed_on_the_check_page(
    client: Client, association: Association, make_task: MakeTask, signups_of: SignupsOf
) -> None:
    task = await make_task(association)
    check = await client.submit(_form(task), name="Ali", email="ali@example.org", note="Mondays", step="check")

    form = await client.submit(check, step="change")

    assert form.heading == "Sign me up"
    assert form.form().values()["note"] == "Mondays"
    assert await signups_of(task) == []


async def test_lowest_age_has_to_be_confirmed(client: Client, association: Association, make_task: MakeTask) -> None:
    task = await make_task(association, minimum_age=18, minimum_age_reason="You drive the van")

    without = await client.submit(_form(task), name="Ali", phone="27789793", step="check")
    with_it = await client.submit(_form(task), name="Ali", phone="27789793", old_enough="y", step="check")

    assert without.errors == ["You must be at least 18 years old for this task"]
    assert with_it.heading == "Is this right?"


async def test_somebody_signed_in_has_a_place_at_once(
    association: Association, make_task: MakeTask, outsider: Client, outbox: Outbox, signups_of: SignupsOf
) -> None:
    task = await make_task(association)

    check = await outsider.submit(_form(task), step="check")
    own = await outsider.submit(check, step="send")

    assert "Outsider Olga" in check.main
    assert own.heading == "You have a place"
    assert [mail.subject for mail in await outbox.mails("olga@example.org")] == ["You have a place"]
    [signup] = await signups_of(task)
    assert signup.contact.email == "olga@example.org"


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
async def test_task_that_ended_cannot_be_signed_up_for(
    client: Client, association: Association, make_task: MakeTask, status: Status
) -> None:
    task = await make_task(association, status=status)

    page = await client.get(_form(task))

    assert page.path == _form(task).removesuffix("/sign-up")
    assert "One can no longer sign up." in page.main


async def test_task_of_yesterday_cannot_be_signed_up_for(
    client: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association, starts_on=today() - timedelta(days=1))

    page = await client.get(_form(task))

    assert "One can no longer sign up." in page.main


async def test_draft_is_absent(client: Client, association: Association, make_task: MakeTask) -> None:
    task = await make_task(association, status=Status.DRAFT)

    assert (await client.get(_form(task))).status == 404


async def test_mails_name_nobody_in_their_subjects_and_carry_no_strangers_words(
    association: Association,
    make_task: MakeTask,
    ask: Ask,
    coordinator: Client,
    outbox: Outbox,  # is told
) -> None:
    task = await make_task(association, title="Lunch with Knud")

    await ask(task, name="Win a prize at evil.example", email="victim@example.org")

    mail = await outbox.last("victim@example.org")
    assert "evil.example" not in mail.text
    assert "Knud" not in mail.subject


async def test_coordinators_are_told_once_until_they_have_looked(
    association: Association, make_task: MakeTask, join: Join, coordinator: Client, outbox: Outbox
) -> None:
    task = await make_task(association, places=5)
    await join(task, "Ali")
    await join(task, "Bo")
    told = await outbox.mails("carla@example.org")

    page = await coordinator.get(await outbox.link("carla@example.org", containing="/manage/tasks/"))
    for name in ("Ali", "Bo"):
        person = await coordinator.get(page.links()[name])
        await coordinator.submit(person.links()["Say yes"])
    await join(task, "Cem")

    assert [mail.subject for mail in told] == ["Somebody would like to volunteer"]
    assert "Ali" not in told[0].text
    assert len(await outbox.mails("carla@example.org")) == 2

"""A helper at the desk signs up whom they are helping, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api.db import association_scope
from brobygger.plugin_api.services import AssistedVisit, find_or_add_contact
from brobygger_volunteering.signups.models import Signup, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]

DESK = "/a/choir/assisted"


async def _help(helper: Client, **typed: Any) -> Page:
    """Register somebody, and return the page of the visit."""
    read = await helper.submit(DESK, step="read", name="Lone Holm", **typed)
    return await helper.submit(read, step="save", said_yes="y")


async def test_task_is_offered_and_written_on_the_slip(
    administrator: Client, association: Association, other_association: Association, make_task: MakeTask
) -> None:
    await make_task(association, title="Bake a cake")
    await make_task(other_association, title="Set up the boards")
    visit = await _help(administrator, unreachable="y")

    form = await administrator.get(visit.links()["Bake a cake"])
    after = await administrator.submit(form, note="Mondays")
    slip = await administrator.get(f"{visit.path}/slip")

    assert "Set up the boards" not in visit.main
    assert "You sign up Lone Holm" in form.main
    assert after.path == visit.path
    assert "Bake a cake" in slip.main
    with association_scope(association.id):
        signup = await Signup.get().select_related("contact")
    assert (signup.contact.name, signup.note, signup.state) == ("Lone Holm", "Mondays", State.CONFIRMED)


async def test_contact_without_an_open_visit_cannot_be_signed_up_by_their_id(
    administrator: Client, coordinator: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association)
    with association_scope(association.id):
        poul = await find_or_add_contact(association, "Poul Private", language="en", phone="+4522334455")
    visit = await _help(administrator, unreachable="y")
    path = f"/a/choir/volunteering/manage/tasks/{task.public_id}/add"

    assert (await administrator.get(f"{path}?visit={poul.public_id}")).status == 404
    # Another's visit is no window either.
    assert (await coordinator.get(visit.links()[task.title])).status == 404


async def test_what_was_typed_stays_when_the_visit_ends_meanwhile(
    administrator: Client, association: Association, make_task: MakeTask
) -> None:
    task = await make_task(association)
    visit = await _help(administrator, phone="22334455")
    form = await administrator.get(visit.links()[task.title])
    await administrator.submit(visit, action="/done")

    late = await administrator.submit(form, note="Mondays suit her")
    again = await administrator.submit(late)

    assert late.status == 422
    assert "The visit is over" in late.main
    assert {"Lone Holm", "Mondays suit her"} <= set(late.form().values().values())
    assert again.status == 200
    with association_scope(association.id):
        assert [row.note for row in await Signup.all()] == ["Mondays suit her"]
        assert await AssistedVisit.all().count() == 1

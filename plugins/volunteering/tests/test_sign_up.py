"""Signing up without an account, from the form to the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.db import association_scope
from brobygger_volunteering.signups.models import Signup, State

if TYPE_CHECKING:
    from conftest import MakeTask

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page


async def _send(client: Client, path: str, **values: str) -> Page:
    """Fill in the form, look it through, and send it."""
    check = await client.submit(path, step="check", **values)
    return await client.submit(check, step="send")


async def test_a_citizen_signs_up_by_mail_and_has_a_place(
    client: Client, association: Association, make_task: MakeTask, outbox: Outbox
) -> None:
    task = await make_task(association, title="Pour coffee", places=2)

    listing = await client.get("/a/choir/volunteering/")
    page = await client.get(listing.links()["Pour coffee"])
    sent = await _send(client, page.links()["Sign me up"], name="Ali", email="ali@example.org")
    confirm = await client.get(await outbox.link("ali@example.org", containing="confirm"))
    manage = await client.submit(confirm)
    own = await client.get(manage.links()["Pour coffee"])

    assert sent.heading == "Find the mail we have sent you"
    assert own.heading == "You have a place"
    with association_scope(association.id):
        signup = await Signup.get(task_id=task.id).prefetch_related("contact")
    assert (signup.state, signup.contact.name) == (State.CONFIRMED, "Ali")

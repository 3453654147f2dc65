"""What an association decides about its volunteering holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    Join = Callable[[Task, str], Awaitable[Page]]

_SETTINGS = "/a/choir/modules/volunteering/settings"


async def test_place_is_kept_as_long_as_the_association_decided(
    association: Association, administrator: Client, client: Client, make_task: MakeTask, join: Join, outbox: Outbox
) -> None:
    await administrator.submit(_SETTINGS, offer_days="5")
    task = await make_task(association, places=1)

    ali, bo = await join(task, "Ali"), await join(task, "Bo")
    assert "You have 5 days to answer." in bo.main
    assert "Then you have 5 days to answer." in (await outbox.last("bo@example.org")).text
    await client.submit(ali.links()["Withdraw"])

    assert "Saturday 7 March at 10:00" in (await client.get(bo.path)).main


async def test_coordinators_hear_of_sign_ups_unless_the_association_decided_otherwise(
    association: Association,
    administrator: Client,
    coordinator: Client,  # somebody to tell
    make_task: MakeTask,
    join: Join,
    outbox: Outbox,
) -> None:
    await join(await make_task(association, title="Bake"), "Ali")
    assert [mail.subject for mail in await outbox.mails("carla@example.org")] == ["Somebody would like to volunteer"]

    await administrator.submit(_SETTINGS, tell_coordinators=None)
    await join(await make_task(association, title="Sing"), "Bo")

    assert len(await outbox.mails("carla@example.org")) == 1

"""Many people, few places: the database decides, nobody sees an error."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from brobygger.plugin_api.db import association_scope
from brobygger.plugin_api.services import PlaceState, find_or_add_contact
from brobygger_volunteering.signups.services import ask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site
    from brobygger_volunteering.signups.models import Signup
    from brobygger_volunteering.tasks.models import Task

    MakeTask = Callable[..., Awaitable[Task]]
    SignupsOf = Callable[[Task], Awaitable[Sequence[Signup]]]
    Taken = Callable[[Task], Awaitable[tuple[int, int]]]

PEOPLE, PLACES = 50, 3


async def _links(task: Task, outbox: Outbox) -> list[str]:
    """Let fifty people ask, each from a network of their own, and return the links in their mails."""
    addresses = [f"person{number}@example.org" for number in range(PEOPLE)]
    with association_scope(task.association_id):
        for number, address in enumerate(addresses):
            contact = await find_or_add_contact(task.association, f"Person {number}", language="en", email=address)
            await ask(task, contact, client=f"10.0.{number}.1")
    return [await outbox.link(address, containing="/confirm/") for address in addresses]


async def _press(site: Site, link: str) -> Page:
    async with site.client() as browser:
        return await browser.post(link, {"form_key": link})


async def test_fifty_people_press_for_the_last_three_places_at_once(
    site: Site, association: Association, make_task: MakeTask, outbox: Outbox, signups_of: SignupsOf, taken: Taken
) -> None:
    task = await make_task(association, title="Pour coffee", places=PLACES)
    links = await _links(task, outbox)

    pages = await asyncio.gather(*(_press(site, link) for link in links))

    assert Counter(page.status for page in pages) == {200: PEOPLE}
    assert await taken(task) == (PLACES, PEOPLE - PLACES)
    told = Counter("place" if "You have a place" in page.main else "line" for page in pages)
    assert told == {"place": PLACES, "line": PEOPLE - PLACES}
    subjects = Counter([(await outbox.last(f"person{number}@example.org")).subject for number in range(PEOPLE)])
    assert subjects == {
        "You have a place": PLACES,
        **{f"You are number {number} in line": 1 for number in range(1, PEOPLE - PLACES + 1)},
    }
    states = Counter(signup.place and signup.place.state for signup in await signups_of(task))
    assert states == {"held": PLACES, "waiting": PEOPLE - PLACES}


async def test_last_place_goes_on_while_it_is_given_up(
    site: Site, association: Association, make_task: MakeTask, outbox: Outbox, signups_of: SignupsOf, taken: Taken
) -> None:
    """Who leaves and who comes at the same moment: afterwards nobody stands in line while a place is free."""
    task = await make_task(association, title="Pour coffee", places=1)
    first, *others = await _links(task, outbox)
    page = await _press(site, first)
    async with site.client() as holder:
        leaving = await holder.get((await holder.get(page.links()["Pour coffee"])).links()["Withdraw"])

        answers = await asyncio.gather(holder.submit(leaving), *(_press(site, link) for link in others[:9]))

    assert Counter(answer.status for answer in answers) == {200: 10}
    assert await taken(task) == (1, 8)
    states = Counter(signup.place and signup.place.state for signup in await signups_of(task))
    assert states[PlaceState.LEFT] == 1
    assert states[PlaceState.OFFERED] + states[PlaceState.HELD] == 1

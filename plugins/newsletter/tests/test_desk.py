"""Looking after who gets a newsletter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger_newsletter.desk.forms import read_list
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.subscribing.models import SubscribedBy, Subscription, SubscriptionState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger_newsletter.subscribing.models import Subscriber

    SignInAs = Callable[..., Awaitable[Client]]
    Join = Callable[..., Awaitable[Subscriber]]


def _page(newsletter: Newsletter, slug: str = "choir") -> str:
    return f"/a/{slug}/newsletter/manage/newsletters/{newsletter.public_id}"


async def test_somebody_on_the_phone_still_presses_the_link(
    newsletter: Newsletter, coordinator: Client, client: Client, outbox: Outbox
) -> None:
    refused = await coordinator.submit(f"{_page(newsletter)}/add", by="phone", email="bent@example.org")
    told = await coordinator.submit(refused, read_aloud="y")
    await client.submit(await outbox.link("bent@example.org", "/confirm/"))

    assert refused.errors == ["Read the words aloud, and tick when they said yes"]
    assert "A mail is on its way to them" in told.main
    with crossing_associations("the test looks at everything"):
        row = await Subscription.get()
    assert (row.state, row.subscribed_by) == (SubscriptionState.ACTIVE, SubscribedBy.PHONE)
    assert row.helper_account_id is not None


async def test_visit_at_the_desk_has_the_newsletter_on_its_slip_and_asks_the_address_that_was_told(
    newsletter: Newsletter, administrator: Client, coordinator: Client, outbox: Outbox
) -> None:
    read = await administrator.submit("/a/choir/assisted", step="read", name="Lone Holm", email="lone@example.org")
    visit = await administrator.submit(read, step="save", said_yes="y")
    form = await administrator.get(visit.links()["Nyt fra os"])
    after = await administrator.submit(form, by="desk", read_aloud="y")
    slip = await administrator.get(f"{visit.path}/slip")

    assert "lone@example.org" not in form.main  # it was told once, and is not shown again
    assert after.path == visit.path
    assert "Nyt fra os" in slip.main
    assert (await outbox.last("lone@example.org")).subject == "Press the link, and you get the newsletter"
    assert (await coordinator.get(visit.links()["Nyt fra os"])).status == 404


async def test_list_says_which_lines_are_no_addresses_and_adds_nobody_then(
    newsletter: Newsletter, coordinator: Client
) -> None:
    page = await coordinator.submit(
        f"{_page(newsletter)}/list",
        lines="E-mail;Name\nbo@example.org;Bo\nno address;X", given_on="2020-01-02", evidence="The sheet", sure="y",
    )  # fmt: skip

    assert page.errors == ["These lines begin with no e-mail address: “no address”"]
    assert "bo@example.org" in str(page.form().values()["lines"])
    with crossing_associations("the test looks at everything"):
        assert not await Subscription.exists()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("bo@example.org", {"bo@example.org": ""}),
        (
            "E-mail\tName\nbo@example.org\tBo\n\nava@example.org\tAva",
            {"bo@example.org": "Bo", "ava@example.org": "Ava"},
        ),
        ('"bo@example.org","Bo, the tall"', {"bo@example.org": "Bo, the tall"}),
        ("bo@example.org;Bo\nbo@example.org;Bob", {"bo@example.org": "Bob"}),
    ],
)
def test_list_is_read_as_people_paste_it(text: str, people: dict[str, str]) -> None:
    listed = read_list(text)

    assert (listed.people, listed.broken) == (people, [])


async def test_list_opens_in_a_spreadsheet_and_runs_nothing_there(
    newsletter: Newsletter, join: Join, coordinator: Client
) -> None:
    await join(newsletter, "anna@example.org", name="=1+1")

    table = await coordinator.get(f"{_page(newsletter)}/subscribers.csv")

    assert table.response.text.startswith("\ufeffE-mail;First name;")
    assert "anna@example.org;'=1+1;" in table.response.text


async def test_somebody_is_found_and_taken_off(newsletter: Newsletter, join: Join, coordinator: Client) -> None:
    await join(newsletter, "anna@example.org")
    await join(newsletter, "bo@example.org")
    found = await coordinator.get(f"{_page(newsletter)}?q=ANNA")

    after = await coordinator.submit(found.links()["Take off : anna@example.org"])

    assert "bo@example.org" not in found.main
    assert "anna@example.org" not in after.main
    assert "anna@example.org" in (await coordinator.get(f"{_page(newsletter)}?state=left")).main


async def test_other_words_to_say_yes_to_are_a_new_version_of_them(
    newsletter: Newsletter, coordinator: Client, join: Join
) -> None:
    await join(newsletter, "anna@example.org")
    await coordinator.submit(f"{_page(newsletter)}/edit", action="/edit", about="Every day: everything")
    with association_scope(newsletter.association_id):
        reworded = await Newsletter.get(id=newsletter.id).select_related("association")
    await join(reworded, "bo@example.org")

    with crossing_associations("the test looks at everything"):
        rows = await Subscription.all().order_by("id")
    assert [row.text_version for row in rows] == [1, 2]
    assert len({row.text_hash for row in rows}) == 2


@pytest.mark.parametrize("path", ["", "/subscribers.csv", "/add", "/list", "/edit", "/lift"])
async def test_lists_of_another_association_are_absent(
    newsletter: Newsletter, other_association: Association, join: Join, sign_in_as: SignInAs, path: str
) -> None:
    await join(newsletter, "planted@example.org")
    stranger = await sign_in_as(other_association, "coordinator")

    page = await stranger.get(_page(newsletter, "chess") + path)

    assert page.status == 404
    assert "planted" not in page.response.text

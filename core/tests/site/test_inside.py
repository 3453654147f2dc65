"""“Inside the association”: one page with the ways to what members and those in charge use there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client


async def test_who_is_in_charge_finds_the_way_to_everything_and_back(
    association: Association, administrator: Client
) -> None:
    front = await administrator.get(f"/a/{association.slug}/")
    inside = await administrator.get(front.links()["Inside the association"])

    for title in ("Members", "Modules", "What was done", "What is kept about people"):
        page = await administrator.get(inside.links()[title])
        assert page.status == 200
        assert page.links()["Inside the association"] == inside.path


async def test_coordinator_sees_only_what_their_role_is_for(association: Association, coordinator: Client) -> None:
    inside = await coordinator.get(f"/a/{association.slug}/inside")

    assert "Calls to make" in inside.links()
    assert "Modules" not in inside.links()
    assert "What was done" not in inside.links()


async def test_strangers_are_not_shown_the_way_in(
    association: Association, client: Client, outsider: Client, other_association: Association
) -> None:
    for browser in (client, outsider):
        assert "Inside the association" not in (await browser.get(f"/a/{association.slug}/")).links()
    assert (await outsider.get(f"/a/{association.slug}/inside")).status == 403

"""An association's figures: counts that stay when people are forgotten, and of no other association."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from brobygger.db import association_scope
from brobygger.membership.services import add_contact, add_member, end_membership

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.pages import Page


def _numbers(page: Page) -> dict[str, str]:
    rows = page.soup.select(".data-table tbody tr")
    return {row.th.get_text(strip=True): row.td.get_text(strip=True) for row in rows if row.th and row.td}


async def _join(association: Association, name: str) -> Membership:
    with association_scope(association.id):
        return await add_member(await add_contact(association, name, language="en"))


async def test_members_who_come_and_go_are_counted(association: Association, coordinator: Client) -> None:
    anna, _bo = await _join(association, "Anna"), await _join(association, "Bo")
    with association_scope(association.id):
        await end_membership(anna, modules=())

    numbers = _numbers(await coordinator.get("/a/choir/figures"))

    # The coordinator is a member too.
    assert (numbers["Members today"], numbers["New members"], numbers["Members who left"]) == ("2", "3", "1")


async def test_count_stays_when_the_person_is_forgotten(association: Association, coordinator: Client) -> None:
    anna = await _join(association, "Anna")
    before = _numbers(await coordinator.get("/a/choir/figures"))
    with association_scope(association.id):
        await anna.delete()

    numbers = _numbers(await coordinator.get("/a/choir/figures"))

    assert numbers["New members"] == before["New members"] == "2"
    assert numbers["Members today"] == "1"


async def test_figures_of_another_year_and_another_association_are_apart(
    association: Association, other_association: Association, administrator: Client, clock: MovableClock
) -> None:
    await _join(other_association, "Elsewhere Else")

    assert _numbers(await administrator.get("/a/choir/figures"))["New members"] == "1"
    last_year = _numbers(await administrator.get(f"/a/choir/figures?year={clock.now().year - 1}"))
    assert last_year["New members"] == "0"
    assert "Members today" not in last_year


async def test_figures_are_taken_to_a_spreadsheet(association: Association, administrator: Client) -> None:
    page = await administrator.get("/a/choir/figures")
    table = await administrator.get(page.links()["CSV"])

    rows = list(csv.reader(io.StringIO(table.response.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["Figure", "2026"]
    assert ["New members", "1"] in rows
    book = await administrator.get(page.links()["Excel"])
    assert book.response.content.startswith(b"PK")


async def test_member_without_a_role_reads_no_figures(member: Client) -> None:
    for path in ("/a/choir/figures", "/a/choir/figures/table"):
        assert (await member.get(path)).status == 403

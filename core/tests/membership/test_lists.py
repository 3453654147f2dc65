"""The list of members: searched, narrowed, taken to a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest_asyncio

from brobygger.db import association_scope
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles import COORDINATOR
from brobygger.membership.services import add_contact, add_member
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.queries import recorded_queries
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page

LIST = "/a/choir/members"


async def _add(association: Association, name: str, *, roles: Sequence[str] = (), email: str = "") -> Membership:
    with association_scope(association.id):
        return await add_member(await add_contact(association, name, language="da", email=email), roles=roles)


async def _end(membership: Membership) -> None:
    with association_scope(membership.association_id):
        await Membership.filter(id=membership.id).update(
            status=MembershipStatus.ENDED, starts_on=today() - timedelta(days=400), ends_on=today()
        )


@pytest_asyncio.fixture(autouse=True)
async def people(association: Association, other_association: Association, administrator: Client) -> None:
    """Four in the choir beside the one in charge, one of whom left, and one in another association."""
    await _add(association, "Åse Ærø", email="aase@example.org")
    await _add(association, "Bo Bank", roles=[COORDINATOR])
    await _add(association, "=Calculating Carl")
    await _end(await _add(association, "Former Frida"))
    await _add(other_association, "Secret Sune", email="sune@example.org")


def _names(page: Page) -> list[str]:
    return [title.get_text(strip=True) for title in page.soup.select("#results h2")]


async def test_list_is_by_name_and_holds_only_who_belongs_here_now(administrator: Client) -> None:
    page = await administrator.get(LIST)

    assert _names(page) == ["=Calculating Carl", "Bo Bank", "Chair Charles", "Åse Ærø"]
    assert "4 members" in page.main


async def test_search_finds_names_and_addresses_in_small_and_capital_letters(administrator: Client) -> None:
    for typed in ("ÅSE", "åse æRØ", "aase@EXAMPLE", "aase aeroe", "Aero\u0308", "Ærø Å"):
        assert _names(await administrator.get(LIST, params={"q": typed})) == ["Åse Ærø"], typed


async def test_percent_signs_are_letters_like_others(administrator: Client) -> None:
    assert _names(await administrator.get(LIST, params={"q": "%"})) == []


async def test_list_is_narrowed_by_role_and_kind(administrator: Client) -> None:
    assert _names(await administrator.get(LIST, params={"role": "coordinator"})) == ["Bo Bank"]
    kinds = (await administrator.get(LIST)).soup.select("[name=kind]")
    found = [_names(await administrator.get(LIST, params={"kind": str(kind["value"])})) for kind in kinds]
    assert [len(names) for names in found] == [4, 0, 0]


async def test_list_is_narrowed_by_the_day_of_joining(administrator: Client) -> None:
    for day, number in ((today(), 4), (today() + timedelta(days=1), 0)):
        assert len(_names(await administrator.get(LIST, params={"since": day.isoformat()}))) == number


async def test_those_who_left_are_found_with_their_time(administrator: Client) -> None:
    page = await administrator.get(LIST, params={"former": "y"})

    assert _names(page) == ["Former Frida"]
    assert "Member from" in page.main
    assert not [
        path for path in page.links().values() if path.startswith(f"{LIST}/") and path.endswith(("roles", "end"))
    ]


async def test_who_came_back_is_a_member_with_a_history(association: Association, administrator: Client) -> None:
    with association_scope(association.id):
        former = await Membership.get(status=MembershipStatus.ENDED).prefetch_related("contact")
        await add_member(former.contact)

    assert _names(await administrator.get(LIST, params={"former": "y"})) == []
    assert "Former Frida" in _names(await administrator.get(LIST))


async def test_long_list_goes_on_under_the_same_filter(association: Association, administrator: Client) -> None:
    for number in range(45):
        await _add(association, f"Singer {number:02}")

    page = await administrator.get(LIST, params={"q": "singer"})
    names = _names(page)
    while more := page.soup.select_one(".show-more a"):
        page = await administrator.get(str(more["href"]))
        names += _names(page)

    assert names == [f"Singer {number:02}" for number in range(45)]


async def test_number_of_queries_does_not_grow_with_the_list(association: Association, administrator: Client) -> None:
    with recorded_queries() as few:
        await administrator.get(LIST)
    for number in range(15):
        await _add(association, f"Singer {number}", roles=[COORDINATOR])

    with recorded_queries() as many:
        await administrator.get(LIST)

    assert len(many) == len(few)


async def _table(browser: Client, **narrowed: str) -> list[list[str]]:
    page = await browser.get(LIST, params=narrowed)
    form = page.soup.select("form[action*='/members/export']")[-1]
    page = await browser.post(str(form["action"]))
    assert page.response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(page.response.text.removeprefix("\ufeff")), delimiter=";"))


async def test_list_opens_in_a_spreadsheet_as_it_was_narrowed(administrator: Client) -> None:
    header, *rows = await _table(administrator, q="bank")

    assert header[:3] == ["Name", "E-mail", "Phone"]
    assert [row[0] for row in rows] == ["Bo Bank"]
    assert rows[0][4:] == ["Coordinator", today().isoformat(), ""]


async def test_table_runs_no_formula_and_holds_nobody_of_another_association(administrator: Client) -> None:
    _, *rows = await _table(administrator)

    assert [row[0] for row in rows] == ["'=Calculating Carl", "Bo Bank", "Chair Charles", "Åse Ærø"]


async def test_who_fetched_the_table_is_audited(association: Association, administrator: Client) -> None:
    await _table(administrator)

    entry = await AuditEntry.get(action="members.exported")
    assert (entry.association_id, entry.object) == (association.id, "rows:4")
    assert entry.account_id


async def test_table_is_only_for_those_who_manage_members(member: Client, coordinator: Client) -> None:
    for browser in (member, coordinator):
        assert (await browser.post(f"{LIST}/export")).status == 403


async def test_chosen_columns_stay_in_the_address_and_hold_for_paper_and_spreadsheet(administrator: Client) -> None:
    header, *rows = await _table(administrator, q="bank", column="name")
    listed = await administrator.get(LIST, params={"q": "bank", "column": ["name", "since"]})
    paper = await administrator.get(listed.links()["Print the list"])

    assert (header, rows) == (["Name"], [["Bo Bank"]])
    assert [cell.get_text(strip=True) for cell in paper.soup.select("thead th")] == ["Name", "Member since"]
    assert "Bo Bank" in paper.main
    assert "Secret Sune" not in paper.main
    assert "bank" in paper.links()["Back"]


async def test_paper_is_only_for_those_who_manage_members(member: Client, coordinator: Client) -> None:
    for browser in (member, coordinator):
        assert (await browser.get(f"{LIST}/print")).status == 403


async def test_paper_takes_as_many_queries_for_many_members_as_for_few(
    association: Association, administrator: Client
) -> None:
    with recorded_queries() as few:
        await administrator.get(f"{LIST}/print")
    for number in range(15):
        await _add(association, f"Singer {number}", roles=[COORDINATOR])

    with recorded_queries() as many:
        await administrator.get(f"{LIST}/print")

    assert len(many) == len(few)

"""Lists are read by key; a link that somebody mangled is no error."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.associations.models import Association
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.queries import recorded_queries
from brobygger.web.paging import read_page

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from brobygger.testing.site import Site

BY_NAME = ("name", "id")
BY_TIME = ("-at", "-id")


def acts() -> QuerySet[AuditEntry]:
    """Return what the tests recorded; that the host was made is recorded as well."""
    return AuditEntry.filter(action__startswith="act")


@pytest.fixture
async def twenty_five(site: Site) -> list[str]:
    """Twenty-five associations, of which five have the same name."""
    names = [f"Kor {number // 5 if number < 5 else number:02}" for number in range(25)]
    await Association.all().delete()
    await Association.bulk_create([Association(name=name, slug=f"kor-{n}") for n, name in enumerate(names)])
    return sorted(names)


async def test_pages_hold_every_row_once_also_of_the_same_name(twenty_five: list[str]) -> None:
    found, cursor = list[str](), ""
    while True:
        page = await read_page(Association.all(), order=BY_NAME, after=cursor, size=3)
        found += [row.name for row in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    assert found == twenty_five


async def test_rows_that_come_and_go_move_no_other_row_to_another_page(twenty_five: list[str]) -> None:
    first = await read_page(Association.all(), order=BY_NAME, size=10)
    await Association.filter(id__in=[row.id for row in first.items[:5]]).delete()
    await Association.create(name="A new one before them", slug="new")

    second = await read_page(Association.all(), order=BY_NAME, after=first.next_cursor, size=10)

    assert [row.name for row in second.items] == twenty_five[10:20]


async def test_pages_descend_by_time(site: Site) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(7):
        await AuditEntry.create(at=start + timedelta(hours=number // 2), action=f"act.{number}")

    first = await read_page(acts(), order=BY_TIME, size=4)
    second = await read_page(acts(), order=BY_TIME, after=first.next_cursor, size=4)

    assert [row.action[-1] for row in [*first.items, *second.items]] == list("6543210")
    assert second.next_cursor == ""


async def test_last_page_costs_as_many_queries_as_the_first(twenty_five: list[str]) -> None:
    with recorded_queries() as first:
        page = await read_page(Association.all(), order=BY_NAME, size=12)
    with recorded_queries() as second:
        await read_page(Association.all(), order=BY_NAME, after=page.next_cursor, size=12)

    assert len(first) == len(second) == 1


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "mangled",
    [
        "?", "å", "AAAA", "e30", cursor(), cursor("x"), cursor("x", 1, 2), cursor(1, "x"), cursor("x", 2**40),
        cursor("x", True), cursor("x", 1.5), cursor(None, 1), cursor("a\0b", 1), cursor("\ud800", 1),
        cursor({"at": "2026-01-01"}, 1), cursor({"at": "never"}, 1), cursor({"of": 1}, 1), cursor(["x"], 1),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)  # fmt: skip
async def test_mangled_cursor_begins_at_the_beginning(twenty_five: list[str], mangled: str) -> None:
    page = await read_page(Association.all(), order=BY_NAME, after=mangled, size=5)

    assert [row.name for row in page.items] == twenty_five[:5]


@pytest.mark.parametrize(
    "at", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01", "T"]
)
async def test_mangled_moment_begins_at_the_beginning(site: Site, at: str) -> None:
    await AuditEntry.create(action="act")

    page = await read_page(acts(), order=BY_TIME, after=cursor({"at": at}, 1))

    assert [row.action for row in page.items] == ["act"]

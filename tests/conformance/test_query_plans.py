"""What pages and workers ask of the database finds its rows by an index: no table is read from end to end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tortoise.transactions import in_transaction

from brobygger.testing.queries import recorded_queries

if TYPE_CHECKING:
    from brobygger.testing.client import Client
    from brobygger.testing.queries import Query
    from brobygger.testing.site import Site

#: A handful of rows, whatever the site grows to: one for each periodic task.
SMALL = {"core_periodic_run"}
#: Reading along an index from end to end is as bad, unless the page stops after so many rows.
SQLITE_SCAN = re.compile(r"^SCAN (?P<table>\w+)(?P<ordered> USING (?:COVERING )?INDEX)?")
POSTGRES_SCAN = re.compile(r"Seq Scan on (?P<table>\w+)")
PAGES = {
    "anybody": [
        "/privacy",
        "/a/choir/privacy",
        "/",
        "/associations",
        "/a/choir/",
        "/a/choir/join",
        "/volunteering/",
        "/volunteering/?q=coffee&language=da",
    ],
    "coordinator": [
        "/account/data",
        "/mine",
        "/a/choir/volunteering/",
        "/a/choir/volunteering/manage",
        "/a/choir/calls",
    ],
    "administrator": [
        "/a/choir/log",
        "/a/choir/log?kind=calls&month=2026-03",
        "/a/choir/privacy/record",
        "/a/choir/members",
        "/a/choir/access",
        "/a/choir/board",
        "/a/choir/board/plan",
        "/a/choir/roles",
        "/a/choir/roles/history",
        "/a/choir/members?q=chair&former=y",
        "/a/choir/members/print?since=2026-01-01",
        "/a/choir/applications",
        "/a/choir/kinds",
        "/a/choir/modules",
    ],
}


async def _scanned(site: Site, statement: str, values: list[Any]) -> set[str]:
    """Return the tables that the database would read from end to end for *statement*."""
    if site.database.db("default").capabilities.dialect == "sqlite":
        plan = await site.database.db("default").execute_query_dict(f"EXPLAIN QUERY PLAN {statement}", values)
        scans = [found for step in plan if (found := SQLITE_SCAN.match(step["detail"]))]
        return {found["table"] for found in scans if not (found["ordered"] and "LIMIT" in statement)}
    async with in_transaction() as connection:
        # Else it would rather read a table of ten rows than use any index.
        await connection.execute_query("SET LOCAL enable_seqscan = off")
        plan = await connection.execute_query_dict(f"EXPLAIN {statement}", values)
        return {found["table"] for step in plan if (found := POSTGRES_SCAN.search(step["QUERY PLAN"]))}


async def _check(site: Site, queries: list[Query]) -> None:
    assert queries
    for statement, values in queries:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            assert await _scanned(site, statement, values) <= SMALL, statement


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
async def test_page_reads_no_table_from_end_to_end(
    who: str,
    path: str,
    site: Site,
    client: Client,
    coordinator: Client,
    administrator: Client,
) -> None:
    browser = {"anybody": client, "coordinator": coordinator, "administrator": administrator}[who]

    with recorded_queries() as queries:
        page = await browser.get(path)

    assert page.status == 200
    await _check(site, queries)


@pytest.mark.usefixtures("association")
async def test_worker_reads_no_table_from_end_to_end(site: Site) -> None:
    await site.run_due_work()

    with recorded_queries() as queries:
        await site.run_due_work()

    await _check(site, queries)

"""Everybody of the demonstration follows every link they are shown: all lead somewhere, none changes anything, and
nobody reads of another association what is not public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demonstration import crawl
from tortoise.connection import get_connections

from brobygger.db import crossing_associations
from brobygger.demo.load import demo_accounts
from brobygger.identity.services import find_account
from brobygger.membership.models import Membership
from brobygger.testing.people import sign_in

if TYPE_CHECKING:
    from brobygger.testing.site import Site

#: Written by every request of somebody who is signed in: when they were last here.
WRITTEN_BY_READING = {"core_session"}


async def contents() -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables but those that reading writes."""
    connection = get_connections().get("default")
    if connection.capabilities.dialect == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    else:
        names = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
    tables = {str(row["name"]) for row in await connection.execute_query_dict(names)} - WRITTEN_BY_READING
    found = {}
    for table in tables:
        rows = await connection.execute_query_dict(f'SELECT * FROM "{table}"')
        found[table] = sorted((tuple(row.values()) for row in rows), key=repr)
    return found


async def test_anybody_can_follow_every_link(demo: Site) -> None:
    async with demo.client() as client:
        found = await crawl(client)

    assert found.dead == []
    assert len(found.pages) > 30
    assert [path for path, page in found.pages.items() if not page.heading] == []


async def test_everybody_who_is_signed_in_can_follow_every_link_and_changes_nothing(demo: Site) -> None:
    before = await contents()

    for person in await demo_accounts():
        account = await find_account(person.email)
        assert account
        async with demo.client() as client:
            await sign_in(client, account)
            found = await crawl(client)
        assert found.dead == [], person.email
        assert await contents() == before, person.email


async def test_who_leads_one_association_reads_no_member_of_another(demo: Site) -> None:
    with crossing_associations("the test looks for what leaks"):
        members = await Membership.all().prefetch_related("contact", "association")
    for person in await demo_accounts():
        account = await find_account(person.email)
        assert account
        own = {row.contact.name for row in members if row.association.name == person.association} | {person.name}
        public = {row.association.contact_name for row in members}
        foreign = {row.contact.name for row in members} - own - public
        addresses = {row.contact.email for row in members if row.contact.name in foreign and row.contact.email}
        assert foreign

        async with demo.client() as client:
            await sign_in(client, account)
            words = (await crawl(client)).words

        assert [name for name in sorted(foreign | addresses) if name in words] == [], person.email

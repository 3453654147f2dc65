"""Addresses as people type them from a poster."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client


async def test_association_is_found_without_the_slash_at_the_end(client: Client, association: Association) -> None:
    page = await client.get(f"/a/{association.slug}?from=poster")

    assert page.heading == "Bridge Choir"
    assert str(page.response.url).endswith("/a/choir/?from=poster")


async def test_absent_association_is_not_found_with_and_without_a_slash(client: Client) -> None:
    for path in ("/a/nobody", "/a/nobody/", "/a/", "/a"):
        assert (await client.get(path)).status == 404

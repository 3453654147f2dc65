"""The site's own pages, as anybody meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client


async def test_home_asks_what_one_needs(client: Client, host: Association) -> None:
    page = await client.get("/")

    assert page.status == 200
    assert page.heading == "What can we help you with?"
    for need, path in (("I am looking for an association", "/associations"), ("I want to change", "/sign-in")):
        [link] = [link for words, link in page.links().items() if words.startswith(need)]
        assert (await client.get(link)).path == path


async def test_directory_lists_associations_and_finds_them_by_words(
    client: Client, association: Association, other_association: Association
) -> None:
    everything = await client.get("/associations")
    found = await client.get("/associations", params={"q": "CHOIR"})

    assert "Bridge Choir" in everything.main
    assert "Chess Club" in everything.main
    assert "Bridge Choir" in found.main
    assert "Chess Club" not in found.main


async def test_unknown_address_answers_404_in_the_sites_look(client: Client) -> None:
    page = await client.get("/nothing-here")

    assert page.status == 404
    assert page.heading == "This page is not here"
    assert page.response.headers["content-security-policy"].startswith("default-src 'none'")


async def test_health_tells_what_works(client: Client) -> None:
    ready = await client.get("/readyz")

    assert ready.status == 200
    assert ready.response.json() == {"database": True, "tasks": True, "mail": True}

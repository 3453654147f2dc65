"""Files that never change under one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brobygger.testing.client import Client


async def _script(client: Client) -> str:
    page = await client.get("/")
    return next(str(tag["src"]) for tag in page.soup.select("script[src]") if str(tag["src"]).startswith("/static/"))


async def test_files_are_kept_for_ever_under_the_address_of_their_content(client: Client) -> None:
    answer = (await client.get(await _script(client))).response

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_other_version_of_a_file_is_not_kept(client: Client) -> None:
    path = await _script(client)
    parts = path.split("/")
    parts[2] = "0" * len(parts[2])

    answer = (await client.get("/".join(parts))).response

    assert "immutable" not in answer.headers.get("Cache-Control", "")


async def test_no_way_leads_out_of_the_folders(client: Client) -> None:
    for path in ("/static/0/core/../../settings.py", "/static/0/core/%2e%2e/%2e%2e/settings.py", "/static/0/core/"):
        assert (await client.get(path)).status == 404, path

"""What every answer carries, and writes that another site's page would have somebody's browser send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.associations.models import Association
from brobygger.testing.site import ORIGIN

if TYPE_CHECKING:
    from brobygger.testing.client import Client

FOREIGN = "https://elsewhere.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
        {"Sec-Fetch-Site": "", "Origin": ORIGIN},
    ],
)
async def test_write_from_another_site_is_refused_and_changes_nothing(
    administrator: Client, association: Association, headers: dict[str, str]
) -> None:
    form = (await administrator.get(f"/a/{association.slug}/profile")).form()

    page = await administrator.post(form.action, {**form.values(), "name": "Taken over"}, headers=headers)

    assert page.status == 403
    assert (await Association.get(id=association.id)).name == "Bridge Choir"


@pytest.mark.parametrize("origin", [FOREIGN, "null", ORIGIN + ".elsewhere.example", ORIGIN.replace("https", "http")])
async def test_write_of_an_older_browser_is_judged_by_its_origin(
    administrator: Client, association: Association, origin: str
) -> None:
    form = (await administrator.get(f"/a/{association.slug}/profile")).form()
    del administrator.headers["Sec-Fetch-Site"]

    refused = await administrator.post(form.action, {**form.values(), "name": "Moon"}, headers={"Origin": origin})
    taken = await administrator.post(form.action, {**form.values(), "name": "Sun"}, headers={"Origin": ORIGIN})

    assert (refused.status, taken.status) == (403, 200)
    assert (await Association.get(id=association.id)).name == "Sun"


async def test_link_from_another_site_opens(client: Client, association: Association) -> None:
    page = await client.get(f"/a/{association.slug}/", headers={"Sec-Fetch-Site": "cross-site", "Referer": FOREIGN})

    assert page.status == 200


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here", "/healthz", "/static/0/core/none.css"])
async def test_every_answer_tells_browsers_what_it_may_not_do(client: Client, path: str) -> None:
    headers = (await client.get(path)).response.headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["style-src"] == policy["form-action"] == "'self'"
    own, *others = policy["script-src"].split()
    assert own == "'self'"
    assert all(other.startswith("https://") and other.endswith(".js") for other in others)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=31536000")


async def test_pages_are_kept_by_no_cache(member: Client) -> None:
    for path in ("/mine", "/", "/nothing-here"):
        assert (await member.get(path)).response.headers["cache-control"] == "no-store"


async def test_htmx_comes_from_one_address_with_its_checksum(client: Client) -> None:
    page = await client.get("/")

    policy = page.response.headers["content-security-policy"]
    (script,) = page.soup.select("script[src^=https]")
    assert str(script["src"]) in policy
    assert str(script["integrity"]).startswith("sha384-")
    assert script["crossorigin"] == "anonymous"
    assert not [found for found in page.soup.find_all("script") if not found.get("src")]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "'+'"])
async def test_names_are_shown_as_they_were_typed(
    administrator: Client, association: Association, hostile: str
) -> None:
    edited = await administrator.submit(f"/a/{association.slug}/profile", name=hostile, summary=hostile)
    directory = await administrator.get("/associations", params={"q": hostile})

    for page in (edited, directory):
        assert page.status == 200
        assert hostile in page.text
        assert not page.soup.select("main script, main img[onerror]")
    assert directory.soup.select_one("input[name=q]")["value"] == hostile  # type: ignore[index]  # it is there

"""When something goes wrong: a page in the site's look and the reader's language, and nothing told to strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from brobygger.associations.models import Association

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.installer import Installer
    from brobygger.testing.site import Site

#: A page that fails as its address says.
TROUBLE = """
    from starlette.exceptions import HTTPException
    from tortoise.exceptions import OperationalError

    async def fail(request):
        what = request.path_params["what"]
        if what == "bug":
            raise ValueError("Anna Bro, 27 78 97 93")
        if what == "away":
            raise OperationalError("connection to 10.0.0.5 lost")
        raise HTTPException(int(what))

    @hookimpl
    def site_routes():
        return [Route("/{what}", fail, name="fail", audience=PUBLIC)]
"""
TITLES = {
    "403": ("You cannot open this page", "Du kan ikke åbne den her side"),
    "404": ("This page is not here", "Den side er her ikke"),
    "413": ("That was too much at once", "Det var for meget på én gang"),
    "422": ("We did not understand that", "Det forstod vi ikke"),
    "429": ("Wait a little, please", "Vent lidt"),
    "bug": ("Something went wrong here", "Noget gik galt hos os"),
    "away": ("This page is closed right now", "Siden er lukket lige nu"),
}


@pytest.fixture
def settings(settings: Settings, installer: Installer) -> Settings:
    installer.install("trouble", TROUBLE)
    return settings


@pytest.mark.parametrize("what", TITLES)
@pytest.mark.usefixtures("host")
async def test_error_page_speaks_the_readers_language_and_leads_on(what: str, site: Site) -> None:
    for language, title in zip(("en", "da"), TITLES[what], strict=True):
        async with site.client(language=language) as reader:
            page = await reader.get(f"/trouble/{what}")

        assert page.status == {"bug": 500, "away": 503}.get(what) or int(what)
        assert page.heading == title
        assert page.soup.html
        assert page.soup.html["lang"] == language
        assert "/" in page.links().values()
        assert page.soup.select_one("header a[href='/']")
        assert "27 78 97 93" in page.main


@pytest.mark.usefixtures("host")
async def test_fault_is_told_to_the_operator_and_not_to_the_reader(client: Client) -> None:
    with capture_logs() as said:
        page = await client.get("/trouble/bug")

    assert "Anna" not in page.response.text
    assert "Traceback" not in page.response.text
    [line] = [line for line in said if line["event"] == "unexpected error"]
    assert isinstance(line["exc_info"], ValueError)


@pytest.mark.usefixtures("host")
async def test_site_whose_database_is_away_says_when_to_come_again_and_not_where_it_is(client: Client) -> None:
    page = await client.get("/trouble/away")

    assert (page.status, page.response.headers["Retry-After"]) == (503, "30")
    assert "10.0.0.5" not in page.response.text


async def test_page_is_made_even_when_nothing_can_be_read(site: Site, association: Association, client: Client) -> None:
    await site.database.db("default").execute_query("ALTER TABLE core_association RENAME TO elsewhere")

    page = await client.get("/")

    assert page.status == 503
    assert page.heading == "Something went wrong here"
    await site.database.db("default").execute_query("ALTER TABLE elsewhere RENAME TO core_association")
    assert (await client.get("/")).status == 200


@pytest.mark.usefixtures("host")
async def test_error_in_a_part_of_a_page_is_shown_in_the_place_of_the_whole(client: Client) -> None:
    page = await client.partial("/trouble/bug")

    assert (page.status, page.response.headers["HX-Retarget"]) == (500, "body")


async def test_form_that_is_too_large_is_refused_and_changes_nothing(
    association: Association, administrator: Client
) -> None:
    page = await administrator.post("/a/choir/profile", {"name": "x" * (3 * 1024 * 1024)})

    assert page.status == 413
    assert page.heading == "That was too much at once"
    assert (await Association.get(id=association.id)).name == "Bridge Choir"


@pytest.mark.usefixtures("association")
async def test_form_that_says_nothing_of_its_size_is_measured_as_it_comes(administrator: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield b"name=" + b"x" * 500_000 + b"&"

    page = await administrator.request(
        "POST", "/a/choir/profile", content=pieces(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert page.status == 413

"""The colour of an association's pages: legible, or not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.associations.branding.texts import SUGGESTED
from brobygger.site.themes import load_themes
from brobygger.web.colours import AccentRules, contrast

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client

COLOUR = "/a/choir/pictures/colour"
HOSTILE = ["#1f5a8c;}body{display:none}", "red", "url(https://evil.example)", "#12345", "#12345g", "#١٢٣٤٥٦", "<b>"]


def rules_of(theme: str = "default") -> AccentRules:
    found = load_themes(theme)[0].accents
    assert found is not None
    return found


async def sheet_of(client: Client, path: str) -> str:
    """Return the address of the style sheet in an association's own colour; empty where there is none."""
    found = re.search(r'href="(/accents/[^"]+)"', (await client.get(path)).response.text)
    return found[1] if found else ""


@pytest.mark.parametrize("theme", ["default", "plain"])
@pytest.mark.parametrize("colour", SUGGESTED)
def test_suggested_colours_are_legible_in_every_theme(theme: str, colour: str) -> None:
    assert rules_of(theme).light.passes(colour)


@pytest.mark.parametrize("theme", ["default", "plain"])
@pytest.mark.parametrize("colour", ["#ffd000", "#ff0000", "#00ff00", "#808080", "#ffffff", "#000000", "#f0f8ff"])
def test_whatever_is_chosen_can_be_read_in_light_and_dark(theme: str, colour: str) -> None:
    rules = rules_of(theme)
    for scheme in (rules.light, rules.dark):
        tokens = scheme.tokens(colour)
        for ground in (scheme.paper, *scheme.grounds, tokens["accent-soft"]):
            assert contrast(tokens["accent"], ground) >= 4.5
        for ground in (tokens["accent"], tokens["accent-deep"]):
            assert contrast(tokens["on-accent"], ground) >= 4.5
        assert contrast(scheme.muted, tokens["accent-soft"]) >= 4.5


def test_nearest_shade_is_near_and_of_the_same_hue() -> None:
    light = rules_of().light

    assert light.nearest("#17513f") == "#17513f"
    assert light.nearest("#ff0000") == "#d40000"
    assert 4.5 <= light.ratio(light.nearest("#ffd000")) < 4.7


async def test_suggested_colour_is_on_every_page_of_the_association_and_no_other(
    association: Association, other_association: Association, administrator: Client
) -> None:
    await administrator.submit(COLOUR, choice="#963a1c")

    address = await sheet_of(administrator, "/a/choir/")
    assert address == await sheet_of(administrator, "/a/choir/privacy")
    assert await sheet_of(administrator, "/a/chess/") == await sheet_of(administrator, "/associations") == ""
    response = (await administrator.get(address)).response
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--accent: #963a1c;" in response.text


async def test_paper_is_left_as_it_is() -> None:
    assert rules_of().stylesheet("#963a1c").startswith("@media screen {")


async def test_no_page_needs_a_style_of_its_own(association: Association, administrator: Client) -> None:
    await administrator.submit(COLOUR, choice="#963a1c")

    for path in ("/a/choir/", COLOUR, "/a/choir/pictures"):
        page = await administrator.get(path)
        assert page.soup.select("[style], style") == [], path


async def test_faint_colour_is_refused_with_the_nearest_that_can_be_read(
    association: Association, administrator: Client
) -> None:
    page = await administrator.submit(COLOUR, choice="own", code="#FFD000")

    assert page.status == 422
    assert page.errors == ["This colour is too faint to read: its contrast is 1.1 to 1, and text needs 4.5."]
    assert {"Before", "After", "Use #7c6500"} <= set(page.soup.stripped_strings)
    assert page.soup.select("input#code")[0]["value"] == "#FFD000"
    assert await sheet_of(administrator, "/a/choir/") == ""

    done = await administrator.post(COLOUR, page.form().values())
    assert done.path == "/a/choir/pictures"
    assert (await sheet_of(administrator, "/a/choir/")).startswith("/accents/7c6500-")


async def test_colour_of_the_browsers_own_field_counts_when_no_code_is_written(
    association: Association, administrator: Client
) -> None:
    await administrator.submit(COLOUR, choice="own", picker="#5546a1", code="")

    assert (await sheet_of(administrator, "/a/choir/")).startswith("/accents/5546a1-")
    assert (await administrator.get(COLOUR)).form().values()["code"] == "#5546a1"


@pytest.mark.parametrize("code", ["17513f", " #17513F ", "#17513f"])
async def test_code_is_understood_as_people_write_it(
    association: Association, administrator: Client, code: str
) -> None:
    await administrator.submit(COLOUR, choice="own", code=code)

    assert (await sheet_of(administrator, "/a/choir/")).startswith("/accents/17513f-")


@pytest.mark.parametrize("code", HOSTILE)
async def test_what_is_no_colour_is_refused_and_kept_in_the_field(
    association: Association, administrator: Client, code: str
) -> None:
    page = await administrator.submit(COLOUR, choice="own", code=code)

    assert page.status == 422
    assert page.errors == ["Write the code with six signs, 0 to 9 and a to f, such as #1f5a8c"]
    assert page.form().values()["code"] == code
    for field in ("choice", "picker"):
        values: dict[str, Any] = {"choice": "own", "code": "", field: code}
        assert (await administrator.submit(COLOUR, **values)).status == 422


async def test_sites_own_colour_comes_back(association: Association, administrator: Client) -> None:
    await administrator.submit(COLOUR, choice="#963a1c")
    await administrator.submit(COLOUR, choice="")

    assert await sheet_of(administrator, "/a/choir/") == ""


async def test_style_sheet_is_only_at_the_address_of_its_content(client: Client) -> None:
    name = rules_of().file_name("#963a1c")

    assert (await client.get(f"/accents/{name}")).status == 200
    for wrong in (name.replace("963a1c", "963a1d"), "963a1c.css", "963a1c-00000000.css", "zzzzzz-00000000.css"):
        assert (await client.get(f"/accents/{wrong}")).status == 404

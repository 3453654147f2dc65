"""The directory: what people type, however they spell it, finds the right association, and nothing hidden shows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.associations.directory.index import forget_unused_words
from brobygger.associations.directory.models import WordPart
from brobygger.associations.directory.words import closeness, parts_of, wanted_words, words_of
from brobygger.associations.models import Association, Kind, Status, Theme
from brobygger.associations.services import create_association, save_profile
from brobygger.associations.translations import save_texts
from brobygger.testing.queries import recorded_queries

if TYPE_CHECKING:
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

LIST = "/associations"


@pytest.fixture
async def town(host: Association) -> dict[str, Association]:
    """Some associations of a town, by slug, one of them archived."""
    made = [
        await create_association("Vestskovens Cykelklub", slug="cycling", summary="Vi cykler om onsdagen",
                                 themes=[Theme.SPORT], access=["come_alone"], town="Albertslund"),
        await create_association("Cykelklubben Nord", slug="north", themes=[Theme.SPORT], languages=["tr"]),
        await create_association("Birkekoret", slug="choir", summary="Alle kan synge med",
                                 themes=[Theme.CULTURE], groups=["older", "adults"], access=["step_free"]),
        await create_association("Café Åben Dør", slug="cafe", activities="Kaffe\nSnak om sorg", languages=["da", "tr"],
                                 kind=Kind.INFORMAL_GROUP, access=["step_free", "come_alone"]),
        await create_association("Rødgrød på Søen", slug="lake", description="Vi æder bær"),
        await create_association("Den hemmelige cykelklub", slug="archived", themes=[Theme.SPORT]),
    ]  # fmt: skip
    await Association.filter(slug="archived").update(status=Status.ARCHIVED)
    assert host
    return {association.slug: association for association in made}


async def _search(client: Client, **query: Any) -> list[str]:
    page = await client.get(LIST, params=query)
    assert page.status == 200
    return _names(page)


def _names(page: Page) -> list[str]:
    return [title.get_text(strip=True) for title in page.soup.select("#results h2")]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "typed",
    ["Café Åben Dør", "cafe aaben doer", "CAFE ABEN DOR", "cafe åben dor", "aben", "åben", "aaben", "dør", "doer"],
)
async def test_danish_letters_are_found_however_they_are_typed(client: Client, typed: str) -> None:
    assert (await _search(client, q=typed))[0] == "Café Åben Dør"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["rodgrod", "roedgroed", "RØDGRØD", "søen", "soen", "baer", "bær", "rødgød"])
async def test_every_danish_letter_goes_both_ways(client: Client, typed: str) -> None:
    assert (await _search(client, q=typed))[0] == "Rødgrød på Søen"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["cykelklup", "cykleklub", "cykelkub", "cykelkluben", "sykelklub"])
async def test_small_misspellings_find_both_cycling_clubs(client: Client, typed: str) -> None:
    assert set(await _search(client, q=typed)) == {"Vestskovens Cykelklub", "Cykelklubben Nord"}


@pytest.mark.usefixtures("town")
async def test_exact_word_comes_before_a_longer_and_a_misspelt_one(client: Client) -> None:
    assert await _search(client, q="cykelklub") == ["Vestskovens Cykelklub", "Cykelklubben Nord"]
    assert await _search(client, q="cykelklubben") == ["Cykelklubben Nord", "Vestskovens Cykelklub"]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["et sted at synge", "jeg vil gerne synge", "synge", "syng", "koret", "kor"])
async def test_somebody_who_wants_to_sing_finds_the_choir(client: Client, typed: str) -> None:
    assert await _search(client, q=typed) == ["Birkekoret"]


@pytest.mark.usefixtures("town")
async def test_every_word_must_fit_and_else_some_do(client: Client) -> None:
    assert await _search(client, q="cykelklub albertslund") == ["Vestskovens Cykelklub"]

    page = await client.get(LIST, params={"q": "synge skydiving"})
    assert _names(page) == ["Birkekoret"]
    assert "None fits all your words" in page.main


@pytest.mark.usefixtures("town")
async def test_different_words_find_nothing_and_the_page_says_what_to_do(client: Client) -> None:
    page = await client.get(LIST, params={"q": "skydiving"})

    assert _names(page) == []
    assert "call us" in page.main
    assert page.links()["See all associations"] == LIST

    page = await client.get(LIST, params={"q": "synge", "theme": "sport"})
    assert page.links()["Search for the word alone"] == f"{LIST}?q=synge"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("typed", ["'", '"', "%", "_", "a" * 100, "1; DROP TABLE x", "🎵", "?1 $1", "لا"])
async def test_odd_text_is_only_text(client: Client, typed: str) -> None:
    assert isinstance(await _search(client, q=typed), list)
    assert await Association.filter(slug="choir").exists()


@pytest.mark.usefixtures("town")
async def test_list_is_narrowed_by_each_thing_that_is_ticked(client: Client) -> None:
    assert await _search(client, theme="sport") == ["Cykelklubben Nord", "Vestskovens Cykelklub"]
    assert await _search(client, language="tr") == ["Café Åben Dør", "Cykelklubben Nord"]
    assert await _search(client, group="older") == ["Birkekoret"]
    assert await _search(client, kind="informal_group") == ["Café Åben Dør"]
    assert await _search(client, access=["step_free", "come_alone"], language="tr") == ["Café Åben Dør"]
    assert await _search(client, theme=["sport", "culture"], group="older") == ["Birkekoret"]


@pytest.mark.usefixtures("town")
async def test_words_and_ticks_narrow_together(client: Client) -> None:
    assert await _search(client, q="cykelklup", language="tr") == ["Cykelklubben Nord"]
    assert await _search(client, q="cykelklup", theme="culture") == []
    assert await _search(client, q="kaffe", kind="informal_group", access="step_free") == ["Café Åben Dør"]
    assert await _search(client, q="kaffe", kind="association") == []


@pytest.mark.usefixtures("town")
async def test_archived_association_shows_nowhere(client: Client) -> None:
    for query in ({}, {"q": "hemmelige"}, {"q": "den hemmelige cykelklub"}, {"theme": "sport"}):
        assert "Den hemmelige cykelklub" not in await _search(client, **query)


async def test_saving_a_profile_changes_what_it_is_found_by(client: Client, town: dict[str, Association]) -> None:
    choir = town["choir"]

    await save_profile(choir, version=choir.version, themes=[], name="Strikkeklubben", summary="", groups=[])

    assert await _search(client, q="strikkeklub") == ["Strikkeklubben"]
    assert await _search(client, q="birkekoret") == []
    assert await _search(client, theme="culture") == []
    assert await _search(client, group="older") == []


async def test_words_in_another_language_find_it_and_that_language_is_shown(
    site: Site, town: dict[str, Association]
) -> None:
    await save_texts(
        town["choir"], "en", version=0, summary="Everybody can sing along", description="", activities="", for_whom=""
    )

    async with site.client(language="en") as newcomer, site.client(language="da") as dane:
        page = await newcomer.get(LIST, params={"q": "singing along"})
        assert _names(page) == ["Birkekoret"]
        [summary] = page.soup.select(".row-summary")
        assert (summary["lang"], summary.get_text()) == ("en", "Everybody can sing along")
        [summary] = (await dane.get(LIST, params={"q": "sing"})).soup.select(".row-summary")
        assert (summary["lang"], summary.get_text()) == ("da", "Alle kan synge med")


async def _walk(client: Client, **query: Any) -> list[str]:
    page = await client.get(LIST, params=query)
    names = _names(page)
    while more := page.soup.select_one(".show-more a"):
        page = await client.get(str(more["href"]))
        names += _names(page)
    return names


@pytest.mark.usefixtures("town")
async def test_ranked_list_goes_on_and_holds_everything_once(client: Client) -> None:
    for number in range(60):
        await create_association(f"Strikkeklub {number:02}", summary="strikkeklubben" if number % 2 else "")

    names = await _walk(client, q="strikkeklup")

    assert len(names) == len(set(names)) == 60
    assert await _walk(client, q="strikkeklub skydiving", kind="association") == await _walk(client, q="strikkeklub")


@pytest.mark.parametrize("after", ["x", "1.2.3", "99999999999.1", "any", "-1.2", "WyJhIiwgMV0"])
@pytest.mark.usefixtures("town")
async def test_mangled_place_in_the_list_is_no_error(client: Client, after: str) -> None:
    assert (await client.get(LIST, params={"q": "cykelklub", "after": after})).status == 200


@pytest.mark.parametrize("query", [{}, {"q": "klub"}, {"q": "klup", "theme": "sport", "language": "tr"}])
async def test_number_of_queries_is_the_same_for_three_and_for_thirty(client: Client, query: dict[str, str]) -> None:
    async def count(upto: int, start: int) -> int:
        for number in range(start, upto):
            await create_association(f"Klub {number}", themes=[Theme.SPORT], languages=["tr"])
        with recorded_queries() as queries:
            assert len(await _search(client, **query)) == min(upto, 24) + (not query)
        return len(queries)

    assert await count(3, 0) == await count(23, 3)


async def test_part_of_the_page_is_the_rows_and_the_count(client: Client, town: dict[str, Association]) -> None:
    assert town
    page = await client.partial(f"{LIST}?q=cykelklup", target="results")

    assert len(page.soup.select("li.row")) == 2
    assert page.soup.select_one("#result-count[hx-swap-oob]")
    assert not page.soup.find("h1")


async def test_words_that_stand_in_no_profile_are_forgotten(client: Client, town: dict[str, Association]) -> None:
    await town["lake"].delete()

    await forget_unused_words()

    assert not await WordPart.filter(word="rodgrod").exists()
    assert await _search(client, q="cykelklup")


async def test_two_saved_at_once_with_the_same_new_words_are_both_found(client: Client, host: Association) -> None:
    assert host
    await asyncio.gather(*(create_association(f"Frimærkesamlerne {name}") for name in ("Nord", "Syd")))

    assert len(await _search(client, q="frimaerkesamler")) == 2


def test_words_are_compared_without_case_accents_and_danish_keys() -> None:
    assert words_of("Ærø, Århus & Café-Ødis") == words_of("aeroe AARHUS cafe oedis")


def test_words_said_around_what_is_looked_for_count_only_alone() -> None:
    assert wanted_words("Et sted at synge") == ["synge"]
    assert wanted_words("et sted") == ["et", "sted"]


def test_closeness_falls_from_the_same_over_a_part_to_a_misspelling_and_ends() -> None:
    found = [closeness("cykelklub", word) for word in ("cykelklub", "cykelklubben", "motorcykelklub", "cykelklup")]
    assert found == sorted(found, reverse=True)
    assert min(found) > 0
    assert closeness("cykel", "bogklub") == 0
    assert closeness("kor", "ko") == 0


def test_parts_of_a_short_word_reach_over_its_edges() -> None:
    assert parts_of("it") == [" it", "it "]

"""An association's page: what it shows, editing it, its address, and whether it still fits."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.associations.models import Association, Status
from brobygger.associations.services import create_association
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.people import sign_in_again

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.site import Site

    SignInAs = Callable[..., Awaitable[Client]]

PAGE, EDIT, FITS = "/a/choir/", "/a/choir/profile", "/a/choir/profile/fits"


async def test_page_shows_what_whom_where_when_and_what_it_costs(administrator: Client, client: Client) -> None:
    await administrator.submit(
        EDIT, activities="Sing in the choir\n\nListen", for_whom="Everybody, also off key", groups=["adults", "older"],
        price="200 kr. a year", opening_hours="Mondays at 19", street="Birkelundparken 1", access=["step_free"],
        folkeoplysende="y", paragraph_18="y", phone="20304050", contact_name="Bente",
    )  # fmt: skip

    page = await client.get(PAGE)

    for words in (
        "Sing in the choir", "Everybody, also off key", "(Adults, Older people)", "200 kr. a year", "Mondays at 19",
        "Birkelundparken 1", "No steps", "Folkeoplysende association", "Gets § 18 money", "20 30 40 50", "Bente",
    ):  # fmt: skip
        assert words in page.main, words
    assert [item.get_text() for item in page.soup.select("main section ul li")] == ["Sing in the choir", "Listen"]


async def test_what_was_typed_into_a_profile_is_text_and_never_markup(administrator: Client, client: Client) -> None:
    evil = "<script>alert(1)</script>"
    await administrator.submit(EDIT, name=evil, price=evil, opening_hours=evil, activities=evil, for_whom=evil)

    page = await client.get(PAGE)

    assert evil not in page.response.text
    assert page.main.count("alert(1)") == 5


async def test_flags_are_shown_only_where_they_are_set(association: Association, client: Client) -> None:
    assert association
    assert "§ 18" not in (await client.get(PAGE)).main


async def test_doubtful_cvr_number_is_saved_with_a_warning_beside_it(administrator: Client) -> None:
    page = await administrator.submit(EDIT, cvr="29 18 96 42")

    assert page.path == EDIT
    assert "does not look like a CVR number" in page.main
    assert (await Association.get(slug="choir")).cvr == "29189642"
    assert (await administrator.submit(EDIT, cvr="29189641")).path == PAGE


async def test_somebody_who_saved_meanwhile_is_not_overwritten(administrator: Client) -> None:
    old = await administrator.get(EDIT)
    await administrator.submit(EDIT, summary="Saved first")

    page = await administrator.submit(old, summary="Saved second", description="Long and dear")

    assert page.status == 422
    assert "Somebody else saved the profile" in page.errors[0]
    assert (await Association.get(slug="choir")).summary == "Saved first"
    assert page.form().values()["description"] == "Long and dear"
    assert (await administrator.submit(page)).status == 200
    assert (await Association.get(slug="choir")).summary == "Saved second"


async def test_old_address_leads_to_the_new_one_with_what_follows_it(administrator: Client, client: Client) -> None:
    page = await administrator.submit(EDIT, slug="the-choir")
    assert page.path == "/a/the-choir/"

    for old, new in ((PAGE, "/a/the-choir/"), ("/a/choir/write?x=1", "/a/the-choir/write?x=1")):
        answer = await client.get(old, follow=False)
        assert (answer.status, answer.response.headers["location"]) == (301, new)
    assert (await client.post("/a/choir/write")).status == 404


async def test_address_can_be_taken_back_by_whom_it_belonged_to(administrator: Client) -> None:
    await administrator.submit(EDIT, slug="the-choir")

    assert (await administrator.submit("/a/the-choir/profile", slug="choir")).path == PAGE
    assert (await administrator.get("/a/the-choir/", follow=False)).status == 301


@pytest.mark.parametrize("slug", ["chess", "chess-before"])
async def test_address_that_another_has_or_had_is_refused_and_nothing_is_saved(
    administrator: Client, other_association: Association, sign_in_as: SignInAs, slug: str
) -> None:
    if slug != "chess":
        other = await sign_in_as(other_association, "administrator")
        await other.submit("/a/chess/profile", slug="chess-before")
        await other.submit("/a/chess-before/profile", slug="chess")

    page = await administrator.submit(EDIT, slug=slug, summary="Not saved")

    assert page.status == 422
    assert page.errors == ["Another association has this address. Choose another one."]
    assert page.form().values()["summary"] == "Not saved"
    assert (await Association.get(slug="choir")).summary == "We sing on Mondays"


@pytest.mark.parametrize("slug", ["Choir", "a b", "-a", "å", "", "a" * 61])
async def test_address_that_is_none_is_refused_in_words(administrator: Client, slug: str) -> None:
    assert (await administrator.submit(EDIT, slug=slug)).status == 422


async def test_archived_association_has_no_page_and_its_old_address_leads_nowhere(
    administrator: Client, client: Client
) -> None:
    await administrator.submit(EDIT, slug="the-choir")
    await Association.filter(slug="the-choir").update(status=Status.ARCHIVED)

    for path in (PAGE, "/a/the-choir/", "/a/the-choir/write", FITS):
        assert (await client.get(path, follow=False)).status == 404


async def test_those_in_charge_are_asked_once_a_year_and_one_button_answers(
    site: Site, clock: MovableClock, administrator: Client, coordinator: Client, outbox: Outbox
) -> None:
    assert coordinator
    clock.advance(days=364)
    await site.run_due_work()
    assert not await outbox.mails("charles@example.org")

    clock.advance(days=1)
    await site.run_due_work()
    assert (await outbox.last("charles@example.org")).subject == "Does your page still fit?"
    assert not await outbox.mails("carla@example.org")
    await sign_in_again(administrator, "charles@example.org")
    link = await outbox.link("charles@example.org")
    assert (link, (await administrator.get(link)).status) == (FITS, 200)

    page = await administrator.submit(link)

    assert "Confirmed on Mar 2, 2027" in page.main or "Confirmed on 2 Mar 2027" in page.main
    assert (await Association.get(slug="choir")).confirmed_on == date(2027, 3, 2)
    assert await AuditEntry.filter(action="association.profile_confirmed").count() == 1
    clock.advance(days=364)
    await site.run_due_work()
    assert not await outbox.mails("charles@example.org")  # the first one was sent, and deleted in time
    clock.advance(days=2)
    await site.run_due_work()
    assert len(await outbox.mails("charles@example.org")) == 1


async def test_looking_at_the_question_confirms_nothing(administrator: Client, clock: MovableClock) -> None:
    clock.advance(hours=1)
    await administrator.get(FITS)

    assert not await AuditEntry.filter(action="association.profile_confirmed").exists()


async def test_old_profile_says_so_and_stands_in_the_hosts_list(
    association: Association, clock: MovableClock, client: Client, staff: Client
) -> None:
    clock.advance(days=300)
    await create_association("Fresh Choir")
    assert "more than a year" not in (await client.get(PAGE)).main
    clock.advance(days=66)
    await sign_in_again(staff, "stine@example.org")

    assert "more than a year" in (await client.get(PAGE)).main
    assert "May be old" in (await client.get("/associations", params={"q": "bridge choir"})).main
    page = await staff.get("/associations/stale")
    assert association.name in page.links()
    assert "Fresh Choir" not in page.main


async def test_list_of_old_profiles_is_the_hosts_alone(administrator: Client, client: Client) -> None:
    assert (await administrator.get("/associations/stale")).status == 403
    assert (await client.get("/associations/stale")).path == "/sign-in"


TURKISH: dict[str, Any] = {"summary": "Herkes sarki soyleyebilir", "description": "Hos *geldiniz*", "for_whom": ""}


async def test_texts_in_another_language_are_shown_to_its_readers_with_their_language(
    administrator: Client, site: Site
) -> None:
    await administrator.submit(EDIT, for_whom="For alle", language="da")
    page = await administrator.submit("/a/choir/profile/texts/en", summary="We all sing", description="So *nice*")
    assert "Is written" in page.main

    async with site.client(language="en") as newcomer, site.client(language="da") as dane:
        english, danish = await newcomer.get(PAGE), await dane.get(PAGE)

    assert [(tag["lang"], tag.get_text()) for tag in english.soup.select("main .lead")] == [("en", "We all sing")]
    assert [(tag["lang"], tag.get_text()) for tag in english.soup.select("main dd span[lang]")] == [("da", "For alle")]
    assert str(english.soup.select_one(".prose[lang=en] em")) == "<em>nice</em>"
    assert [(tag["lang"], tag.get_text()) for tag in danish.soup.select("main .lead")] == [("da", "We sing on Mondays")]


async def test_emptied_texts_take_the_language_away(administrator: Client, site: Site) -> None:
    page = "/a/choir/profile/texts/en"
    await administrator.submit(page, summary="We all sing")
    await administrator.submit(page, summary="")

    async with site.client(language="en") as newcomer:
        assert "We sing on Mondays" in (await newcomer.get(PAGE)).main


@pytest.mark.parametrize("before", ["", "There already"])
async def test_two_who_translate_at_once_do_not_overwrite_each_other(administrator: Client, before: str) -> None:
    path = "/a/choir/profile/texts/tr"
    if before:
        await administrator.submit(path, summary=before)
    old = await administrator.get(path)
    await administrator.submit(path, **TURKISH)

    page = await administrator.submit(old, summary="Second")

    assert page.status == 422
    assert page.form().values()["summary"] == "Second"
    assert (await administrator.get(path)).form().values()["summary"] == TURKISH["summary"]
    await administrator.submit(page)
    assert (await administrator.get(path)).form().values()["summary"] == "Second"


@pytest.mark.parametrize("language", ["da", "xx", "english"])
async def test_own_and_unknown_languages_have_no_page_of_texts(administrator: Client, language: str) -> None:
    assert (await administrator.get(f"/a/choir/profile/texts/{language}")).status == 404


async def test_two_of_one_name_at_the_same_moment_have_addresses_of_their_own(site: Site) -> None:
    made = await asyncio.gather(*(create_association("Naboskab Nord") for _ in range(4)))

    assert sorted(association.slug for association in made) == [
        "naboskab-nord", "naboskab-nord-2", "naboskab-nord-3", "naboskab-nord-4"
    ]  # fmt: skip
    assert site is not None

"""A password: setting one, signing in with it, and that nobody learns who has one."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from brobygger.identity.errors import WeakPasswordError
from brobygger.identity.factor_models import Password
from brobygger.identity.services import passwords
from brobygger.identity.services.passwords import check_strength
from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.authenticator import Owner
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"
PAGE, SIGN_IN = "/account/password", "/sign-in/password"
GOOD = " lærke synger over brønden 🐦"


async def enter_with(browser: Client, password: str, email: str = ANNA) -> Page:
    return await browser.submit(SIGN_IN, action=SIGN_IN, email=email, password=password)


async def is_signed_in(browser: Client) -> bool:
    return (await browser.get("/account", follow=False)).status == 200


async def test_password_signs_in_in_whatever_case_the_address_is_written(site: Site, anna: Owner) -> None:
    await anna.client.submit(PAGE, action=PAGE, password=GOOD)

    async with site.client() as browser:
        await enter_with(browser, GOOD, "Anna@Example.org")
        assert await is_signed_in(browser)


async def test_hash_is_argon2id_and_the_password_stands_nowhere(anna: Owner) -> None:
    await anna.client.submit(PAGE, action=PAGE, password=GOOD)

    kept = (await Password.get()).password_hash
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", kept)
    assert GOOD not in kept
    assert passwords._NOBODYS_HASH.startswith(kept[: kept.index("p=1$") + 4])  # it takes as long


async def test_blanks_capitals_and_signs_past_72_bytes_count(site: Site, anna: Owner) -> None:
    long = "ø" * 40 + "en meget lang sætning om et hus ved vandet 1"
    await anna.client.submit(PAGE, action=PAGE, password=f" {long}")

    async with site.client() as browser:
        for wrong in (long, f" {long}".upper(), f" {long[:-1]}2", f" {long} "):
            assert (await enter_with(browser, wrong)).status == 422
        await enter_with(browser, f" {long}")
        assert await is_signed_in(browser)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kort 7!", "short"), ("password1", "common"), ("QWERTYUIOP", "common"), ("aaaaaaaaaaaa", "common"),
        ("Albertslund2026!", "ours"), ("frivilligcenter1", "ours"), ("12volunteercentre", "ours"),
        ("annasofie99", "ours"),
    ],
)  # fmt: skip
def test_short_and_easily_guessed_passwords_are_refused(password: str, reason: str) -> None:
    with pytest.raises(WeakPasswordError, match=reason):
        check_strength(password, ["Volunteer Centre Albertslund", "volunteer-centre", "Anna Sofie"])


@pytest.mark.parametrize("password", ["x" * 7 + "y", "æøåæøåæå", "correct horse battery staple", "12 34 56 78 90 11"])
def test_no_sign_is_asked_for(password: str) -> None:
    check_strength(password, ["Volunteer Centre Albertslund"])


async def test_weak_password_is_said_beside_the_field_and_sets_nothing(anna: Owner) -> None:
    page = await anna.client.submit(PAGE, action=PAGE, password="volunteer-centre-1")  # no secret

    assert page.status == 422
    assert page.errors
    assert await Password.all().count() == 0


async def test_managers_find_their_fields_and_may_paste(client: Client, anna: Owner) -> None:
    new = (await anna.client.get(PAGE)).soup
    fields = {str(field.get("autocomplete")) for field in new.select("main input")}
    assert {"username", "new-password"} <= fields
    await client.post("/sign-out")
    page = (await client.get(SIGN_IN)).soup
    assert [str(field.get("autocomplete")) for field in page.select("main input:not([type=hidden])")] == [
        "username", "current-password",
    ]  # fmt: skip
    assert "onpaste" not in str(page) + str(new)


async def test_known_and_unknown_addresses_get_the_same_answer(site: Site, anna: Owner) -> None:
    await make_person("Bo", "bo@example.org")
    await anna.client.submit(PAGE, action=PAGE, password=GOOD)
    answers = []
    for email in (ANNA, "bo@example.org", "nobody@example.org"):
        async with site.client() as browser:
            for _ in range(13):
                page = await enter_with(browser, "this is wrong", email)
            html = str(page.soup).replace(email, "…")
            answers.append((page.status, html, page.response.headers.get("retry-after"), sorted(browser.cookies)))

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 429


async def test_after_twelve_wrong_ones_the_password_waits_but_not_the_other_ways(
    site: Site, anna: Owner, clock: MovableClock, enter: Callable[..., Awaitable[Page]]
) -> None:
    await anna.client.submit(PAGE, action=PAGE, password=GOOD)
    await anna.add_passkey()
    bo, _ = await make_person("Bo", "bo@example.org")
    async with site.client() as browser:
        await sign_in(browser, bo)
        await browser.submit(PAGE, action=PAGE, password=GOOD)
    async with site.client() as stranger:
        forged = [{"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"} for n in range(20)]
        statuses = []
        for headers in forged:
            stranger.headers.update({**headers, "Forwarded": f"for={headers['X-Real-IP']}"})
            statuses.append((await enter_with(stranger, "wrong wrong")).status)
        assert statuses == [422] * 12 + [429] * 8

        held = await enter_with(stranger, GOOD)
        assert held.status == 429
        assert held.response.headers["retry-after"] == "300"
        assert not await is_signed_in(stranger)
        await enter_with(stranger, GOOD, "bo@example.org")
        assert await is_signed_in(stranger)

    async with site.client() as browser:
        await enter(browser)
        assert await is_signed_in(browser)
    async with site.client() as browser:
        await browser.get("/sign-in/passkey")
        options = (await browser.post("/sign-in/passkey/options")).response.json()
        credential = anna.passkey.use(options)
        await browser.submit("/sign-in/passkey", action="/sign-in/passkey", credential=credential)
        assert await is_signed_in(browser)

    clock.advance(minutes=5)
    async with site.client() as browser:
        await enter_with(browser, GOOD)
        assert await is_signed_in(browser)


async def test_guesses_at_the_same_moment_are_counted_too(site: Site, anna: Owner) -> None:
    await anna.client.submit(PAGE, action=PAGE, password=GOOD)
    async with site.client() as stranger:
        form = {"email": ANNA, "password": "wrong wrong"}
        answers = await asyncio.gather(*(stranger.post(SIGN_IN, form) for _ in range(20)))

    assert sorted(answer.status for answer in answers) == [422] * 12 + [429] * 8


async def test_second_factor_is_asked_for_after_the_password(
    site: Site, anna: Owner, clock: MovableClock, app_of: Callable[[Owner], Awaitable[Callable[[], str]]]
) -> None:
    await anna.client.submit(PAGE, action=PAGE, password=GOOD)
    code = await app_of(anna)
    clock.advance(minutes=2)

    async with site.client() as browser:
        page = await enter_with(browser, GOOD)
        assert page.path == "/sign-in/factor"
        assert not await is_signed_in(browser)
        await browser.submit(page, action="/sign-in/factor", code=code())
        assert await is_signed_in(browser)


async def test_setting_and_removing_tell_the_addresses_and_end_other_sessions(
    site: Site, anna: Owner, outbox: Outbox
) -> None:
    async with site.client() as elsewhere:
        await sign_in(elsewhere, anna.account)
        await anna.client.submit(PAGE, action=PAGE, password=GOOD)
        assert not await is_signed_in(elsewhere)
        await sign_in(elsewhere, anna.account)
        await anna.client.submit(f"{PAGE}/remove", action="/remove")
        assert not await is_signed_in(elsewhere)

    told = await outbox.mails(ANNA)
    assert [mail.subject for mail in told] == ["Your sign-in was changed"] * 2
    assert await Password.all().count() == 0
    async with site.client() as browser:
        assert (await enter_with(browser, GOOD)).status == 422


async def test_sending_the_form_twice_sets_it_once(anna: Owner, outbox: Outbox) -> None:
    page = await anna.client.get(PAGE)
    for _ in range(2):
        await anna.client.submit(page, action=PAGE, password=GOOD)

    assert len(await outbox.mails(ANNA)) == 1


async def test_address_that_a_link_was_asked_for_with_is_filled_in(client: Client) -> None:
    await client.submit("/sign-in", email=ANNA)

    page = await client.get(SIGN_IN)

    assert page.form(SIGN_IN).values()["email"] == ANNA

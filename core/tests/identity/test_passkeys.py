"""Passkeys: adding one, signing in with it, and everything that is no use to a thief."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from brobygger.identity.factor_models import Passkey, PasskeyChallenge
from brobygger.identity.models import Session
from brobygger.identity.services import purge_expired
from brobygger.testing.authenticator import SoftwarePasskey
from brobygger.testing.people import sign_in

if TYPE_CHECKING:
    from typing import Any

    from brobygger.testing.authenticator import Owner
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

SIGN_IN = "/sign-in/passkey"


async def ask(browser: Client) -> dict[str, Any]:
    """Open the page, press its button, and return what the browser is to sign."""
    await browser.get(SIGN_IN)
    options: dict[str, Any] = (await browser.post(f"{SIGN_IN}/options")).response.json()
    return options


async def send(browser: Client, credential: str) -> Page:
    return await browser.submit(SIGN_IN, action=SIGN_IN, credential=credential)


async def is_signed_in(browser: Client) -> bool:
    return (await browser.get("/account", follow=False)).status == 200


async def test_passkey_is_added_by_name_and_signs_in_without_an_address(site: Site, anna: Owner) -> None:
    page = await anna.add_passkey()
    assert "My phone" in page.main

    async with site.client() as browser:
        options = await ask(browser)
        assert "allowCredentials" not in options or options["allowCredentials"] == []
        assert len(options["challenge"]) >= 86  # 64 bytes
        assert options["userVerification"] == "required"

        await send(browser, anna.passkey.use(options))
        assert await is_signed_in(browser)
    assert (await Passkey.get()).last_used_at is not None


async def test_adding_and_removing_tells_the_addresses_neutrally_and_ends_other_sessions(
    site: Site, anna: Owner, outbox: Outbox
) -> None:
    async with site.client() as elsewhere:
        await sign_in(elsewhere, anna.account)
        await anna.add_passkey()
        assert not await is_signed_in(elsewhere)
        assert (await outbox.last("anna@example.org")).subject == "Your sign-in was changed"

        await sign_in(elsewhere, anna.account)
        key = await Passkey.get()
        await anna.client.submit(f"/account/passkeys/{key.public_id}/remove", action="/remove")
        assert not await is_signed_in(elsewhere)
    assert len(await outbox.mails("anna@example.org")) == 2
    assert await Passkey.all().count() == 0
    assert await is_signed_in(anna.client)


async def test_another_accounts_passkey_is_absent(anna: Owner, mallory: Owner) -> None:
    await anna.add_passkey()
    key = await Passkey.get()

    for method in ("GET", "POST"):
        page = await mallory.client.request(method, f"/account/passkeys/{key.public_id}/remove")
        assert page.status == 404
    assert "My phone" not in (await mallory.client.get("/account/passkeys")).main
    assert await Passkey.all().count() == 1


async def test_response_is_taken_once(site: Site, anna: Owner) -> None:
    await anna.add_passkey()
    async with site.client() as browser:
        signed = anna.passkey.use(await ask(browser))
        await send(browser, signed)
        await browser.post("/sign-out")

        page = await send(browser, signed)
        assert page.status == 422
        assert not await is_signed_in(browser)


async def test_challenge_is_of_one_browser_and_ends_after_five_minutes(
    site: Site, anna: Owner, clock: MovableClock
) -> None:
    await anna.add_passkey()
    async with site.client() as asker, site.client() as thief:
        await thief.get(SIGN_IN)
        assert (await send(thief, anna.passkey.use(await ask(asker)))).status == 422

        options = await ask(asker)
        clock.advance(minutes=5)
        assert (await send(asker, anna.passkey.use(options))).status == 422
        assert not await is_signed_in(thief)
        assert not await is_signed_in(asker)
    await purge_expired()
    assert await PasskeyChallenge.all().count() == 0


@pytest.mark.parametrize(
    ("origin", "domain"),
    [
        ("https://brobygger.example.evil.test", "evil.test"),
        ("https://evil.test", None),
        ("http://{domain}", None),
        ("https://{domain}:8443", None),
        (None, "evil.test"),
    ],
)
async def test_what_was_signed_for_another_site_is_refused(
    site: Site, anna: Owner, origin: str | None, domain: str | None
) -> None:
    await anna.add_passkey()
    own = anna.passkey.domain
    anna.passkey.origin = origin.format(domain=own) if origin else anna.passkey.origin
    anna.passkey.domain = domain or own

    async with site.client() as browser:
        assert (await send(browser, anna.passkey.use(await ask(browser)))).status == 422
        assert not await is_signed_in(browser)


async def test_passkey_that_was_not_unlocked_is_refused(site: Site, anna: Owner) -> None:
    assert (await anna.add_passkey(verified=False)).status == 422
    assert await Passkey.all().count() == 0

    await anna.add_passkey()
    async with site.client() as browser:
        assert (await send(browser, anna.passkey.use(await ask(browser), verified=False))).status == 422
        assert not await is_signed_in(browser)


async def test_copy_of_a_key_that_counts_behind_is_refused(site: Site, anna: Owner) -> None:
    await anna.add_passkey()
    async with site.client() as browser, site.client() as thief:
        anna.passkey.count = 7
        await send(browser, anna.passkey.use(await ask(browser)))
        assert await is_signed_in(browser)

        anna.passkey.count = 7
        assert (await send(thief, anna.passkey.use(await ask(thief)))).status == 422
        assert not await is_signed_in(thief)


async def test_key_of_nobody_and_key_with_a_wrong_owner_are_refused(site: Site, anna: Owner, mallory: Owner) -> None:
    await anna.add_passkey()
    await mallory.add_passkey()
    async with site.client() as browser:
        stranger = SoftwarePasskey(anna.passkey.origin, anna.passkey.domain)
        stranger.user_handle = anna.passkey.user_handle
        assert (await send(browser, stranger.use(await ask(browser)))).status == 422

        mallory.passkey.user_handle = anna.passkey.user_handle
        assert (await send(browser, mallory.passkey.use(await ask(browser)))).status == 422

        stranger.id = anna.passkey.id
        assert (await send(browser, stranger.use(await ask(browser)))).status == 422
        assert not await is_signed_in(browser)


@pytest.mark.parametrize(
    "sent",
    [
        "", "null", "[]", "{}", "7", '{"response": null}', '{"response": {"clientDataJSON": "x"}}', "[" * 50_000,
        '{"id": 1, "response": {"clientDataJSON": "bnVsbA"}}', '{"response": {"clientDataJSON": "W10"}}',
    ],
)  # fmt: skip
async def test_nonsense_gets_words(client: Client, anna: Owner, sent: str) -> None:
    for page in ("/account/passkeys", SIGN_IN):
        answer = await client.submit(page, action=page, credential=sent)
        assert answer.status == 422
        assert "passkey" in answer.main
    assert await Passkey.all().count() == 0
    assert anna.account.id


async def test_nonsense_around_a_true_challenge_gets_words(site: Site, anna: Owner) -> None:
    await anna.add_passkey()
    async with site.client() as browser:
        for change in ({"signature": "AAAA"}, {"signature": "é"}, {"authenticatorData": "AA"}, {"userHandle": ""}):
            assert (await send(browser, anna.passkey.use(await ask(browser), changes=change))).status == 422
        whole = json.loads(anna.passkey.use(await ask(browser)))
        for name in ("rawId", "type"):
            assert (await send(browser, json.dumps({**whole, name: None}))).status == 422
        assert not await is_signed_in(browser)


async def test_same_key_cannot_belong_to_two_accounts(anna: Owner, mallory: Owner) -> None:
    await anna.add_passkey()
    mallory.passkey.id = anna.passkey.id

    assert (await mallory.add_passkey()).status == 422
    assert await Passkey.all().count() == 1


async def test_sign_in_by_passkey_takes_a_new_session_and_ends_the_old(anna: Owner, mallory: Owner) -> None:
    await anna.add_passkey()
    before = await Session.filter(account_id=mallory.account.id).count()
    assert before == 1
    browser = mallory.client

    await send(browser, anna.passkey.use(await ask(browser)))

    assert await Session.filter(account_id=mallory.account.id).count() == 0
    assert "Anna" in str((await browser.get("/account")).soup)


async def test_page_says_without_javascript_what_a_passkey_needs(client: Client) -> None:
    page = await client.get(SIGN_IN)

    assert "needs JavaScript" in page.main
    assert "link sent to your e-mail" in page.main

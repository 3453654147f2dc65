"""The second factor: setting it up, giving it at sign-in, turning it off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyotp
import pytest

from brobygger.identity.factor_models import Authenticator, RecoveryCode
from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

ANNA = "anna@example.org"
GIVE = "/sign-in/factor"


@pytest.fixture
async def anna(client: Client) -> Client:
    account, _ = await make_person("Anna", ANNA)
    await sign_in(client, account)
    return client


class App:
    """The app on Anna's phone, and her paper."""

    def __init__(self, secret: str, clock: MovableClock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock
        self.paper: list[str] = []

    def code(self) -> str:
        return self._totp.at(self._clock.now())


@pytest.fixture
async def app(anna: Client, clock: MovableClock) -> App:
    page = await anna.submit("/account/factor", action="/account/factor/begin")
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.main)
    assert found
    app = App(found[0].replace(" ", ""), clock)
    done = await anna.submit(page, action="/account/factor", code=app.code())
    app.paper = re.findall(r"\b[2-9b-df-hj-np-tv-z]{5} [2-9b-df-hj-np-tv-z]{5}\b", done.main)
    return app


async def test_secret_is_shown_as_square_and_text_and_stands_nowhere_in_clear(anna: Client, app: App) -> None:
    assert len(app.paper) == 10
    row = await Authenticator.get()
    assert app._totp.secret not in row.sealed_secret  # the test's own
    assert await RecoveryCode.filter(code_hash__in=app.paper).count() == 0
    assert "app on your phone" in (await anna.get("/account/factor")).main


async def test_looking_at_the_page_sets_nothing_up_and_beginning_twice_is_once(anna: Client) -> None:
    await anna.get("/account/factor")
    assert await Authenticator.all().count() == 0

    for _ in range(2):
        await anna.post("/account/factor/begin")
    assert await Authenticator.all().count() == 1


async def test_wrong_code_sets_nothing_up(anna: Client) -> None:
    await anna.post("/account/factor/begin")

    page = await anna.submit("/account/factor", action="/account/factor", code="12")

    assert page.status == 422
    assert await Authenticator.filter(confirmed_at__isnull=False).count() == 0


@pytest.mark.usefixtures("app")
async def test_link_alone_signs_nobody_in(site: Site, enter: Callable[..., Awaitable[Page]]) -> None:
    async with site.client() as browser:
        assert (await enter(browser)).path == GIVE

        assert (await browser.get("/account", follow=False)).status == 303


async def test_link_and_code_sign_in_and_the_code_works_once(
    site: Site, app: App, clock: MovableClock, enter: Callable[..., Awaitable[Page]]
) -> None:
    clock.advance(minutes=2)
    async with site.client() as browser, site.client() as thief:
        code = app.code()
        await browser.submit(await enter(browser), action=GIVE, code=code)
        assert (await browser.get("/account", follow=False)).status == 200

        page = await thief.submit(await enter(thief), action=GIVE, code=code)
        assert page.status == 422
        assert (await thief.get("/account", follow=False)).status == 303


async def test_code_on_paper_works_once(site: Site, app: App, enter: Callable[..., Awaitable[Page]]) -> None:
    async with site.client() as browser, site.client() as other:
        await browser.submit(await enter(browser), action=GIVE, code=app.paper[0])
        assert (await browser.get("/account", follow=False)).status == 200

        assert (await other.submit(await enter(other), action=GIVE, code=app.paper[0])).status == 422
    assert await RecoveryCode.all().count() == 9


async def test_guesses_are_limited_and_only_after_the_mail(
    site: Site, app: App, clock: MovableClock, enter: Callable[..., Awaitable[Page]]
) -> None:
    clock.advance(hours=2)
    async with site.client() as stranger:
        for _ in range(20):
            assert (await stranger.post(GIVE, {"code": "000000"}, follow=False)).status == 303
    async with site.client() as browser:
        page = await enter(browser)
        for _ in range(10):
            await browser.submit(page, action=GIVE, code="wrong")
        page = await browser.submit(page, action=GIVE, code=app.paper[0])
        assert page.status == 422
        assert (await browser.get("/account", follow=False)).status == 303


async def test_second_factor_may_be_given_for_ten_minutes(
    site: Site, app: App, clock: MovableClock, enter: Callable[..., Awaitable[Page]]
) -> None:
    async with site.client() as browser:
        page = await enter(browser)
        clock.advance(minutes=10)

        assert (await browser.submit(page, action=GIVE, code=app.code())).path == "/sign-in"


async def test_turning_off_needs_the_factor(anna: Client, app: App) -> None:
    assert (await anna.submit("/account/factor/off", action="/off", code="wrong")).status == 422
    assert await Authenticator.all().count() == 1

    await anna.submit("/account/factor/off", action="/off", code=app.paper[1])

    assert await Authenticator.all().count() == 0
    assert await RecoveryCode.all().count() == 0

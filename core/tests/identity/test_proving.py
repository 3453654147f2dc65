"""Showing that it is still oneself, before what would harm most in somebody else's hands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.responses import PlainTextResponse

from brobygger.identity.cookies import SESSION, full_name
from brobygger.identity.factor_models import ProofCode
from brobygger.identity.models import EmailAddress
from brobygger.plugins import PUBLIC, SIGNED_IN, PluginFault, Route
from brobygger.site.gate import Gate
from brobygger.site.routes import ASSOCIATION_ROUTES, SITE_ROUTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.testing.authenticator import Owner
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.site import Site

ANNA = "anna@example.org"
PROVE, DATA, PASSWORD = "/account/prove", "/account/data", "/account/password"
SECRET = "lærke synger over brønden"  # of nobody


def cookie(client: Client) -> str:
    return str(client.cookies.get(full_name(SESSION)))


async def mailed_code(client: Client, outbox: Outbox) -> str:
    await client.submit(f"{PROVE}?way=mail&next={DATA}", action=f"{PROVE}/mail")
    found = re.search(r"\d{3} \d{3}", (await outbox.last(ANNA)).text)
    assert found
    return found[0]


@pytest.mark.parametrize(
    "path",
    [DATA, "/account/close", "/account/addresses", "/account/passkeys", PASSWORD, "/account/factor"],
)
async def test_page_asks_after_a_quarter_of_an_hour_and_comes_back(
    anna: Owner, clock: MovableClock, outbox: Outbox, path: str
) -> None:
    clock.advance(minutes=14)
    assert (await anna.client.get(path)).path == path
    clock.advance(minutes=1)
    page = await anna.client.get(path)
    assert page.path == PROVE

    page = await anna.client.submit(page, action=f"{PROVE}/mail")
    found = re.search(r"\d{3} \d{3}", (await outbox.last(ANNA)).text)
    assert found
    before = cookie(anna.client)
    page = await anna.client.submit(f"{PROVE}?way=mail&next={path}", action=PROVE, code=found[0])

    assert page.path == path
    assert cookie(anna.client) != before


async def test_old_cookie_is_worth_nothing_after(anna: Owner, clock: MovableClock) -> None:
    await anna.add_passkey()
    clock.advance(minutes=15)
    stolen = cookie(anna.client)
    await anna.prove_with_passkey()

    anna.client.cookies.set(full_name(SESSION), stolen, domain=anna.client.host, path="/")

    assert (await anna.client.get("/account", follow=False)).status == 303


async def test_what_was_typed_survives(anna: Owner, clock: MovableClock, outbox: Outbox) -> None:
    form = await anna.client.get("/account/addresses")
    clock.advance(minutes=20)

    kept = await anna.client.submit(form, action="/account/addresses", email="anna@work.example")
    assert kept.status == 401
    assert kept.form("/account/addresses").values()["email"] == "anna@work.example"
    assert await outbox.mails("anna@work.example") == []

    code = await mailed_code(anna.client, outbox)
    await anna.client.submit(f"{PROVE}?way=mail", action=PROVE, code=code)
    await anna.client.submit(kept, action="/account/addresses")
    assert len(await outbox.mails("anna@work.example")) == 1


async def test_mailed_code_works_once_for_ten_minutes_and_five_guesses(
    anna: Owner, clock: MovableClock, outbox: Outbox
) -> None:
    page = f"{PROVE}?way=mail"
    code = await mailed_code(anna.client, outbox)
    for _ in range(5):
        assert (await anna.client.submit(page, action=PROVE, code="12")).status == 422
    assert (await anna.client.post(PROVE, {"way": "mail", "code": code})).status == 422

    code = await mailed_code(anna.client, outbox)
    clock.advance(minutes=10)
    assert (await anna.client.post(PROVE, {"way": "mail", "code": code})).status == 422

    code = await mailed_code(anna.client, outbox)
    assert (await anna.client.submit(page, action=PROVE, code=code)).status == 200
    assert (await anna.client.post(PROVE, {"way": "mail", "code": code})).status == 422


async def test_code_of_one_session_is_no_use_in_another(anna: Owner, mallory: Owner, outbox: Outbox) -> None:
    code = await mailed_code(anna.client, outbox)
    await mallory.client.submit(f"{PROVE}?way=mail", action=f"{PROVE}/mail")

    answer = await mallory.client.post(PROVE, {"way": "mail", "code": code})

    assert answer.status == 422
    assert await ProofCode.all().count() == 2


async def test_six_codes_are_mailed_an_hour(anna: Owner, outbox: Outbox) -> None:
    for _ in range(8):
        page = await anna.client.post(f"{PROVE}/mail")

    assert page.status == 422
    assert len(await outbox.mails(ANNA)) == 6


async def test_password_proves_where_it_signs_in(anna: Owner, clock: MovableClock) -> None:
    await anna.client.submit(PASSWORD, action=PASSWORD, password=SECRET)
    clock.advance(minutes=15)

    page = await anna.client.get(DATA)
    assert (await anna.client.submit(page, action=PROVE, password="wrong wrong")).status == 422
    assert (await anna.client.submit(page, action=PROVE, password=SECRET)).path == DATA


async def test_whoever_has_the_app_proves_with_nothing_less(
    anna: Owner, clock: MovableClock, outbox: Outbox, app_of: Callable[[Owner], Awaitable[Callable[[], str]]]
) -> None:
    await anna.client.submit(PASSWORD, action=PASSWORD, password=SECRET)
    code = await app_of(anna)
    clock.advance(minutes=15)
    mails = len(await outbox.mails(ANNA))

    for lesser in ({"way": "mail", "code": "123456"}, {"way": "password", "password": SECRET}):
        assert (await anna.client.post(PROVE, lesser)).status == 422
    page = await anna.client.get(f"{DATA}")
    assert "By mail" not in page.main
    assert "password" not in page.main
    assert (await anna.client.submit(page, action=PROVE, code=code())).path == DATA
    assert len(await outbox.mails(ANNA)) == mails


async def test_passkey_of_somebody_else_proves_nothing(anna: Owner, mallory: Owner, clock: MovableClock) -> None:
    await anna.add_passkey()
    await mallory.add_passkey()
    clock.advance(minutes=15)
    asked = (await mallory.client.post(f"{PROVE}/options")).response.json()

    page = await mallory.client.submit(PROVE, action=PROVE, credential=anna.passkey.use(asked))

    assert page.status == 422
    assert (await mallory.client.get(DATA)).path == PROVE
    assert (await anna.prove_with_passkey(f"{PROVE}?way=passkey&next={DATA}")).path == DATA


async def test_nobody_is_led_elsewhere(anna: Owner) -> None:
    await anna.add_passkey()
    for elsewhere in ("//evil.test", "https://evil.test", "/\\evil.test"):
        page = await anna.prove_with_passkey(f"{PROVE}?way=passkey&next={elsewhere}")
        assert page.path == "/"


async def test_htmx_that_asked_for_a_part_moves_the_whole_browser(anna: Owner, clock: MovableClock) -> None:
    clock.advance(minutes=15)

    page = await anna.client.partial(DATA)

    assert page.response.headers["hx-redirect"] == f"{PROVE}?next=%2Faccount%2Fdata"


async def test_address_is_not_changed_by_who_did_not_prove(anna: Owner, clock: MovableClock) -> None:
    address = await EmailAddress.get()
    clock.advance(minutes=15)

    for act in ("first", "remove"):
        assert (await anna.client.post(f"/account/addresses/{address.public_id}/{act}")).status == 401
    assert (await anna.client.post("/account/close")).status == 401
    assert (await anna.client.post(f"{DATA}/file")).status == 401
    assert await EmailAddress.all().count() == 1


def test_pages_that_could_harm_ask() -> None:
    asking = {route.name for route in [*SITE_ROUTES, *ASSOCIATION_ROUTES] if route.step_up}

    assert {
        "account:addresses", "account:first_address", "account:remove_address", "account:factor", "account:factor_off",
        "account:passkeys", "account:passkey_options", "account:remove_passkey", "account:password",
        "account:remove_password", "own", "own:file", "own:forget", "members:roles", "members:new", "members:export",
        "assisted", "assisted:nothing", "assisted:visit", "assisted:slip", "assisted:done",
    } <= asking  # fmt: skip


def test_page_for_everybody_cannot_ask() -> None:
    async def view(request: Request) -> Response:
        return PlainTextResponse(request.url.path)

    route = Route("/x", view, name="x", audience=PUBLIC, step_up=True)

    with pytest.raises(PluginFault, match="steps up"):
        route.check(())


async def test_stricter_page_wants_a_passkey_or_the_app_anew(site: Site, anna: Owner, clock: MovableClock) -> None:
    async def view(request: Request) -> Response:
        return PlainTextResponse(f"the vault of {request.state.visitor.account_id}")

    vault = Route("/vault", view, name="vault", audience=SIGNED_IN, step_up="factor")
    site.app.router.routes.insert(0, Gate(vault).as_route("/vault"))

    assert (await anna.client.get("/vault")).path == "/account/two-steps"  # signed in this minute, but by mail
    await anna.add_passkey()
    assert "vault" in (await anna.client.get("/vault")).text
    clock.advance(minutes=15)
    page = await anna.client.get("/vault", follow=False)
    assert page.response.headers["location"] == f"{PROVE}?next=%2Fvault&factor=1"
    assert "vault" in (await anna.prove_with_passkey(page.response.headers["location"])).text

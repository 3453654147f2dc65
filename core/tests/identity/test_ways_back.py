"""Where one goes after signing in, and what is kept of what one was doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox

    Ask = Callable[..., Awaitable[str]]

ANNA = "anna@example.org"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/\r\nLocation: https://evil.example/",
]


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_nobody_is_led_to_another_site(client: Client, outbox: Outbox, target: str) -> None:
    await make_person("Anna", ANNA)
    locations = [(await client.post("/language", {"language": "en", "next": target}, follow=False)).response]
    page = await client.get("/sign-in", params={"next": target})
    await client.submit(page, email=ANNA)
    link = await outbox.link(ANNA, "/sign-in/link/")
    locations.append((await client.submit(link, action="/sign-in/link", follow=False)).response)
    locations.append((await client.get("/sign-in", params={"next": target}, follow=False)).response)
    locations.append(
        (await client.post("/account/name", {"name": "Anna"}, params={"next": target}, follow=False)).response
    )

    assert [response.status_code for response in locations] == [303] * 4
    assert {response.headers["location"] for response in locations} <= {"/", "/mine"}
    assert not any("hx-redirect" in response.headers or "hx-location" in response.headers for response in locations)


async def test_reader_is_led_to_sign_in_and_back(client: Client, outbox: Outbox) -> None:
    await make_person("Anna", ANNA)

    page = await client.get("/account?saved=1")
    assert page.path == "/sign-in"
    await client.submit(page, email=ANNA)
    back = await client.submit(await outbox.link(ANNA, "/sign-in/link/"), action="/sign-in/link")

    assert str(back.response.url).endswith("/account?saved=1")


async def test_new_person_is_led_on_after_telling_their_name(client: Client, ask: Ask) -> None:
    page = await client.submit(await ask(client, path="/sign-in?next=/account"), action="/sign-in/link")

    page = await client.submit(page, name="Birte")

    assert page.path == "/account"


async def test_part_of_a_page_sends_the_whole_browser_to_sign_in(client: Client) -> None:
    page = await client.get("/account?saved=1", headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert page.status == 200
    assert page.response.headers["hx-redirect"] == "/sign-in?next=%2Faccount%3Fsaved%3D1"
    assert page.response.text == ""


async def test_what_was_typed_survives_an_expired_sign_in(client: Client) -> None:
    account, _ = await make_person("Anna", ANNA)
    await sign_in(client, account)
    form = (await client.get("/account")).form("/account").values()
    client.cookies.clear()

    page = await client.post("/account", {**form, "name": 'Anna "Bro" <b>', "phone": "27789793"})
    assert page.status == 401
    assert page.links()["Sign in on a page of its own"] == "/sign-in"
    await sign_in(client, account)
    await client.submit(page, action="/account")

    assert (await client.get("/account")).form("/account").values()["name"] == 'Anna "Bro" <b>'


async def test_expired_sign_in_under_htmx_replaces_the_whole_page(client: Client) -> None:
    page = await client.post("/account", {"name": "Anna"}, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert page.status == 401
    assert page.response.headers["hx-retarget"] == "body"
    assert page.form("/account").values()["name"] == "Anna"

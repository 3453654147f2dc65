"""One's own account: the profile and the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.identity.device import describe_device
from brobygger.identity.models import Account
from brobygger.testing.people import make_person, sign_in

if TYPE_CHECKING:
    from brobygger.testing.client import Client

ANNA = "anna@example.org"


@pytest.fixture
async def anna(client: Client) -> Client:
    account, _ = await make_person("Anna", ANNA)
    await sign_in(client, account)
    return client


async def test_person_looks_after_their_own_profile(anna: Client) -> None:
    page = await anna.submit("/account", action="/account", name=" Anna  Bro ", phone="27 78 97 93")

    assert "saved" in page.main
    values = page.form("/account").values()
    assert (values["name"], values["phone"]) == ("Anna Bro", "27 78 97 93")
    assert ANNA in page.main


async def test_profile_that_was_saved_meanwhile_is_not_written_over(anna: Client) -> None:
    old = await anna.get("/account")
    await anna.submit("/account", action="/account", name="First")

    page = await anna.submit(old, action="/account", name="Second")

    assert page.status == 422
    assert page.errors
    assert page.form("/account").values()["name"] == "Second"
    await anna.submit(page, action="/account")
    assert (await anna.get("/account")).form("/account").values()["name"] == "Second"


@pytest.mark.parametrize(("name", "phone"), [("", ""), ("Anna", "12"), ("x" * 201, ""), (" \t", "")])
async def test_impossible_profile_is_asked_for_again(anna: Client, name: str, phone: str) -> None:
    page = await anna.submit("/account", action="/account", name=name, phone=phone)

    assert page.status == 422
    assert page.errors


async def test_extra_fields_change_nothing(anna: Client) -> None:
    before = await Account.all().values()

    await anna.submit("/account", action="/account", account_id="7", public_id="x", language="xx", id="9", is_staff="1")

    assert await Account.all().values() == before


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) Version/15.6 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27 Chrome/125 Safari/537", "Samsung Internet, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8", ""),
        ("<script>\r\n" * 100, ""),
    ],
)
def test_device_is_described_in_words_its_owner_knows(agent: str, device: str) -> None:
    assert describe_device(agent) == device

"""What plugins say when somebody is forgotten is told; one that fails costs nothing but the press of the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.identity.services import find_account

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.installer import Installer

KEEPER = """
    @hookimpl
    async def erase_personal_data(subject):
        if getattr(subject, "name", "") == "Unlucky":
            raise RuntimeError("the cellar is flooded")
        return ErasureReport(erased=3, kept=("The law on bookkeeping asks for five years",))

    @hookimpl
    async def export_personal_data(subject):
        if getattr(subject, "name", "") == "Silent":
            raise RuntimeError("nobody is in")
        return [PersonalExport("In the cellar", ({"Shelf": 7},))]
"""


@pytest.fixture
def settings(settings: Settings, installer: Installer) -> Settings:
    """The settings of a site that has one plugin more."""
    installer.install("cellar", KEEPER)
    return settings


async def test_what_a_plugin_keeps_is_told_with_its_reason(sign_in_as: Callable[..., Awaitable[Client]]) -> None:
    client = await sign_in_as(name="Anna", email="anna@example.org")

    before = await client.get("/account/close")
    after = await client.submit(before)

    assert "In the cellar (1)" in before.main
    assert "Cellar: 3 entries deleted" in after.main
    assert "Kept: The law on bookkeeping asks for five years" in after.main


async def test_plugin_that_fails_is_named_and_nothing_is_deleted(sign_in_as: Callable[..., Awaitable[Client]]) -> None:
    client = await sign_in_as(name="Unlucky", email="unlucky@example.org")

    page = await client.submit("/account/close")

    assert page.status == 422
    assert any("Cellar" in error and "nothing was deleted" in error for error in page.errors)
    assert await find_account("unlucky@example.org")
    assert (await client.get("/account")).status == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "data"), ("POST", "data/file"), ("GET", "close")])
async def test_plugin_that_cannot_tell_what_it_keeps_is_named(
    sign_in_as: Callable[..., Awaitable[Client]], method: str, path: str
) -> None:
    client = await sign_in_as(name="Silent", email="silent@example.org")

    page = await client.request(method, f"/account/{path}")

    assert page.status == 503
    assert "“Cellar” could not tell what it keeps about you." in page.main

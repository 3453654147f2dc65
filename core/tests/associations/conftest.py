"""What the tests of associations do over and over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from brobygger.membership.roles import COORDINATOR

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client

    SignInAs = Callable[..., Awaitable[Client]]

KNITTERS = {
    "kind": "informal_group", "name": "Strikkecirklen", "summary": "We knit together on Tuesdays",
    "themes": ["hobby", "social"], "applicant_name": "Kirsten Garn", "phone": "20 30 40 50", "cvr": "",
}  # fmt: skip


@pytest_asyncio.fixture
async def staff(host: Association, sign_in_as: SignInAs) -> Client:
    """The browser of somebody at the volunteer centre who answers proposals."""
    return await sign_in_as(host, COORDINATOR, name="Staff Stine", email="stine@example.org")


@pytest_asyncio.fixture
async def applicant(staff: Client, sign_in_as: SignInAs) -> Client:  # somebody hears of the proposal
    """The browser of somebody who wants to start a group."""
    return await sign_in_as(name="Kirsten Garn", email="kirsten@example.org")

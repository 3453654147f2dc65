"""What the tests of the desk share: a helper who may do this and nothing else, and somebody they help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from brobygger.db import association_scope
from brobygger.membership.models import Membership
from brobygger.membership.roles import ADMINISTRATOR, ASSIST
from brobygger.membership.roles.assignments import assign, own_as_role
from brobygger.membership.roles.own import make_role
from brobygger.membership.roles.standing import Standing, all_permissions
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page

    SignInAs = Callable[..., Awaitable[Client]]
    Hire = Callable[..., Awaitable[Client]]
    Help = Callable[..., Awaitable[Page]]

DESK = "/a/choir/assisted"


@pytest.fixture
def hire(sign_in_as: SignInAs) -> Hire:
    """``await hire(association, "Samira", permissions)`` signs in somebody with a role of the association's own."""

    async def make(association: Association, name: str, *permissions: str) -> Client:
        browser = await sign_in_as(association, name=name)
        everything = Standing(None, frozenset({ADMINISTRATOR}), frozenset(row.name for row in all_permissions()))
        with association_scope(association.id):
            role = await make_role(
                association, everything, title=f"Desk of {name}", explanation="", permissions=permissions or [ASSIST],
                visible=permissions or [ASSIST], is_office=False,
            )  # fmt: skip
            await assign(await Membership.get(contact__name=name), own_as_role(role), starts_on=today())
        return browser

    return make


@pytest_asyncio.fixture
async def samira(hire: Hire, association: Association) -> Client:
    """The browser of a helper who may help at the desk, and nothing else."""
    return await hire(association, "Samira Haddad")


@pytest.fixture
def help_somebody(samira: Client) -> Help:
    """``await help_somebody(name="Lone")`` registers somebody who says yes, and returns the page of the visit."""

    async def register(*, helper: Client = samira, known: str | None = None, **typed: Any) -> Page:
        read = await helper.submit(DESK, step="read", **{"name": "Lone Holm", "phone": "22334455", **typed})
        answers: dict[str, Any] = {"known": known} if known else {}
        return await helper.submit(read, step="save", said_yes="y", **answers)

    return register

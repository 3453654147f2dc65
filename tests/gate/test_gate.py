"""Every route of core and of every installed plugin, against everybody: what it declares is what happens.

One site serves the routes of one neighbourhood; everybody signs in anew before each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope
from brobygger.membership.roles import ADMINISTRATOR, COORDINATOR, permissions_of
from brobygger.membership.roles.standing import all_permissions
from brobygger.modules.services import disable_module
from brobygger.plugins import MEMBER, PUBLIC, SIGNED_IN, Route, load_plugins
from brobygger.site.routes import ASSOCIATION_ROUTES, RESERVED_PATHS, SITE_ROUTES
from brobygger.testing.people import sign_in_again

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

    SignInAs = Callable[..., Awaitable[Client]]

ROLES_OF = {
    "anonymous": (), "outsider": (), "stranger_in_charge": (), "member": (), "coordinator": (COORDINATOR,),
    "administrator": (ADMINISTRATOR,), "host_staff": (),
}  # fmt: skip
#: A page of the site asks for a permission at the host, whatever one is elsewhere.
ROLES_AT_HOST = {"host_staff": (COORDINATOR, ADMINISTRATOR)}
MEMBERS = {"member", "coordinator", "administrator"}


@dataclass(frozen=True)
class Case:
    """One route, where it stands."""

    route: Route
    plugin: str
    path: str
    in_association: bool

    def __str__(self) -> str:
        return f"{self.plugin or 'core'}:{self.route.name}"

    @property
    def neighbourhood(self) -> str:
        """The first part of its path that says what it is about."""
        return "/".join(self.path.split("/")[: 4 if self.in_association else 2])

    def address(self, association: str) -> str:
        """Return an address of the route; ids are ones that nothing has."""
        return re.sub(r"{(?!association)\w+(:\w+)?}", "xxxxxxxxxxxx", self.path).replace("{association}", association)


def all_cases() -> list[Case]:
    host = load_plugins(reserved_paths=RESERVED_PATHS, strict=True)
    cases = [Case(route, "", route.path, in_association=False) for route in SITE_ROUTES]
    cases += [Case(route, "", f"/a/{{association}}{route.path}", in_association=True) for route in ASSOCIATION_ROUTES]
    for plugin in host.plugins:
        name, path = plugin.manifest.name, plugin.manifest.path
        cases += [Case(route, name, f"/{path}{route.path}", in_association=False) for route in plugin.site_routes]
        cases += [
            Case(route, name, f"/a/{{association}}/{path}{route.path}", in_association=True)
            for route in plugin.association_routes
        ]
    return cases


CASES = all_cases()
ASSOCIATION_CASES = [case for case in CASES if case.in_association]


def belongs(case: Case, who: str) -> bool:
    """Tell whether *who* belongs to the declared audience, by the roles' definition and nothing else."""
    audience = case.route.audience
    if audience == PUBLIC:
        return True
    if audience == SIGNED_IN:
        return who != "anonymous"
    if audience == MEMBER:
        return who in MEMBERS
    assert audience
    roles = ROLES_OF[who] if case.in_association else ROLES_AT_HOST.get(who, ())
    held = frozenset[str]().union(*(permissions_of(role, all_permissions()) for role in roles))
    return audience.permission in held


def address_of(who: str) -> str:
    return f"{who}@example.org"


@pytest.fixture
async def everybody(
    site: Site, host: Association, association: Association, other_association: Association, sign_in_as: SignInAs
) -> dict[str, Client]:
    homes: dict[str, tuple[Association | None, tuple[str, ...]]] = {
        **{who: (association, ROLES_OF[who]) for who in ("member", "coordinator", "administrator")},
        "outsider": (None, ()),
        "stranger_in_charge": (other_association, (ADMINISTRATOR, COORDINATOR)),
        "host_staff": (host, ROLES_AT_HOST["host_staff"]),
    }
    clients = {who: await sign_in_as(home, *roles, email=address_of(who)) for who, (home, roles) in homes.items()}
    return {**clients, "anonymous": site.client()}


async def knock(client: Client, case: Case, association: str) -> list[Page]:
    address = case.address(association)
    return [await client.request(method, address, follow_redirects=False) for method in case.route.methods]


def was_turned_away(page: Page, who: str) -> bool:
    if who == "anonymous":
        asked_to_sign_in = page.status == 303 and page.response.headers["location"].startswith("/sign-in?next=")
        return asked_to_sign_in or page.status == 401
    return page.status == 403


@pytest.mark.parametrize("near", sorted({case.neighbourhood for case in CASES}))
async def test_gate_lets_in_whom_the_route_declares_and_nobody_else(
    near: str, everybody: dict[str, Client], association: Association
) -> None:
    for case in CASES:
        for who, client in everybody.items() if case.neighbourhood == near else ():
            if who != "anonymous":  # the page before may have ended the session
                await sign_in_again(client, address_of(who))
            for page in await knock(client, case, association.slug):
                assert was_turned_away(page, who) is not belongs(case, who), f"{who} got {page.status} from {case}"
                assert page.status < 500, f"{who} got {page.status} from {case}"


async def test_absent_association_answers_404_whoever_asks(everybody: dict[str, Client]) -> None:
    for case in ASSOCIATION_CASES:
        for who in ("anonymous", "administrator", "host_staff"):
            for page in await knock(everybody[who], case, "no-such-association"):
                assert page.status == 404, f"{who} got {page.status} from {case}"


@pytest.mark.parametrize("plugin", sorted({case.plugin for case in ASSOCIATION_CASES if case.plugin}))
async def test_disabled_module_answers_404_to_everybody(
    plugin: str, everybody: dict[str, Client], association: Association
) -> None:
    with association_scope(association.id):
        await disable_module(association, plugin, account_id=None)

    for case in ASSOCIATION_CASES:
        if case.plugin == plugin:
            for who, client in everybody.items():
                for page in await knock(client, case, association.slug):
                    assert page.status == 404, f"{who} got {page.status} from {case}"


def test_every_route_declares_its_audience() -> None:
    assert [str(case) for case in CASES if case.route.audience is None] == []

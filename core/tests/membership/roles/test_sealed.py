"""Sealed permissions: theirs to give who hold them, or, while nobody does, two persons in charge together."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from brobygger.associations.services import create_association
from brobygger.db import association_scope
from brobygger.identity.models import ActsFor, Person, Relation
from brobygger.identity.visitor import Visitor
from brobygger.membership.errors import SecondPersonError, UnknownRoleError
from brobygger.membership.models import Membership
from brobygger.membership.roles import ADMINISTRATOR, MANAGE_ROLES
from brobygger.membership.roles.assignments import contacts_permitted, grant_role
from brobygger.membership.roles.models import OwnRole, SealedRequest
from brobygger.membership.roles.sealed import confirm_sealed
from brobygger.membership.roles.standing import all_permissions, load_standing
from brobygger.modules.services import enable_module
from brobygger.services.audit.models import AuditEntry
from brobygger.testing.outbox import Outbox
from brobygger.testing.people import make_member, make_person, sign_in, sign_in_again
from brobygger.testing.site import running_site
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.associations.models import Association
    from brobygger.settings import Settings
    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.installer import Installer
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

READ = "circle.read"
GIVE = f"/a/choir/roles/sealed/{READ}"
MANIFEST = "permissions=(Permission('circle.read', 'Read the circle', sealed=True), Permission('circle.run', 'Run it'))"


@dataclass
class Choir:
    """An association with a module that seals something, two in charge and two members."""

    site: Site
    association: Association
    charles: Client
    dora: Client
    mia: Client
    nora: Client

    async def member(self, name: str) -> Membership:
        with association_scope(self.association.id):
            return await Membership.get(contact__name=name).select_related("contact")

    async def holders(self) -> list[str]:
        with association_scope(self.association.id):
            return sorted(contact.name for contact in await contacts_permitted(READ))

    async def ask(self, browser: Client, name: str) -> Page:
        return await browser.submit(GIVE, member=(await self.member(name)).public_id)


@pytest_asyncio.fixture
async def choir(installer: Installer, settings: Settings, clock: MovableClock) -> AsyncIterator[Choir]:
    """Run a site with a plugin that seals something."""
    installer.install("circle", manifest=MANIFEST)
    async with running_site(settings, clock, strict=False) as site, AsyncExitStack() as stack:
        association = await create_association("Bridge Choir", slug="choir")
        with association_scope(association.id):
            await enable_module(association, "circle", account_id=None)
        browsers = []
        for name, roles in (("Charles", [ADMINISTRATOR]), ("Dora", [ADMINISTRATOR]), ("Mia", []), ("Nora", [])):
            address = f"{name.lower()}@example.org"
            account, person = await make_person(name, address)
            await make_member(association, person, roles=roles, email=address)
            browser = await stack.enter_async_context(site.client())
            await sign_in(browser, account)
            browsers.append(browser)
        yield Choir(site, association, *browsers)


async def _waiting(choir: Choir) -> SealedRequest | None:
    with association_scope(choir.association.id):
        return await SealedRequest.all().first()


async def _path(choir: Choir, act: str) -> str:
    row = await _waiting(choir)
    assert row
    return f"/a/choir/roles/waiting/{row.public_id}/{act}"


async def test_those_in_charge_do_not_hold_what_is_sealed(choir: Choir) -> None:
    assert await choir.holders() == []
    assert READ not in await _standing(choir, "Charles")


async def _standing(choir: Choir, name: str) -> frozenset[str]:
    contact = (await choir.member(name)).contact
    with association_scope(choir.association.id):
        return (await load_standing([contact.person_id or 0])).permissions


async def test_sealed_permission_is_in_no_editor_and_no_ordinary_role(choir: Choir) -> None:
    page = await choir.charles.get("/a/choir/roles/new")
    assert [box["value"] for box in page.soup.select("[name=permissions]") if "circle" in str(box["value"])] == [
        "circle.run"
    ]

    page = await choir.charles.submit("/a/choir/roles/new", title="Reader", permissions=[READ])
    assert page.status == 422
    mia = await choir.member("Mia")
    page = await choir.charles.submit(f"/a/choir/members/{mia.public_id}/roles", action="/roles", role=READ)
    assert page.status == 422
    with association_scope(choir.association.id), pytest.raises(UnknownRoleError):
        await grant_role(mia, READ)
    assert await choir.holders() == []


async def test_one_person_in_charge_alone_gives_nothing(choir: Choir) -> None:
    page = await choir.ask(choir.charles, "Charles")
    assert "Charles wants Charles to hold: Read the circle" in page.main
    assert "Look at it and confirm" not in page.main

    assert (await choir.ask(choir.charles, "Charles")).status == 200
    page = await choir.charles.post(await _path(choir, "confirm"), {"form_key": "x"})

    assert page.status == 422
    assert await choir.holders() == []


async def test_second_person_in_charge_confirms(choir: Choir) -> None:
    await choir.ask(choir.charles, "Mia")
    assert await choir.holders() == []
    mail = await Outbox().last("dora@example.org")
    assert "Charles wants Mia to hold: Read the circle" in mail.text

    page = await choir.dora.get("/a/choir/roles")
    await choir.dora.submit(page.links()["Look at it and confirm : Mia"])

    assert await choir.holders() == ["Mia"]
    assert await _waiting(choir) is None
    entries = await AuditEntry.filter(action__startswith="sealed.").order_by("id")
    assert [entry.action for entry in entries] == ["sealed.requested", "sealed.confirmed"]


async def test_account_that_acts_for_two_in_charge_is_one_person(choir: Choir) -> None:
    """Charles looks after Dora's affairs as well; that does not make him two."""
    dora, charles = (await choir.member("Dora")).contact, (await choir.member("Charles")).contact
    acting = await ActsFor.get(person_id=charles.person_id)
    person = await Person.get(id=dora.person_id)
    await ActsFor.create(account_id=acting.account_id, person=person, relation=Relation.RELATIVE, starts_on=today())
    await choir.ask(choir.charles, "Mia")
    row = await _waiting(choir)
    assert row

    with association_scope(choir.association.id):
        as_dora = await load_standing([person.id])
        visitor = Visitor(account_id=acting.account_id)
        sealed = next(permission for permission in all_permissions() if permission.name == READ)
        with pytest.raises(SecondPersonError):
            await confirm_sealed(row.public_id, sealed, as_dora, visitor)

    assert await choir.holders() == []


async def test_who_manages_roles_without_being_in_charge_confirms_nothing(choir: Choir) -> None:
    page = await choir.charles.submit("/a/choir/roles/new", title="Secretary", permissions=[MANAGE_ROLES])
    assert page.path == "/a/choir/roles"
    with association_scope(choir.association.id):
        await grant_role(await choir.member("Mia"), (await OwnRole.get()).public_id)
    await choir.ask(choir.charles, "Mia")

    assert (await choir.mia.get(GIVE)).status == 403
    for act in ("confirm", "withdraw"):
        assert (await choir.mia.post(await _path(choir, act), {"form_key": "x"})).status == 404
    assert await choir.holders() == []


async def test_request_is_withdrawn(choir: Choir) -> None:
    await choir.ask(choir.charles, "Mia")
    path = await _path(choir, "confirm")
    form = await choir.dora.get(path)

    await choir.charles.submit(await _path(choir, "withdraw"))

    assert (await choir.dora.submit(form)).status == 404
    assert await choir.holders() == []
    assert await AuditEntry.filter(action="sealed.withdrawn").exists()


async def test_request_lapses_after_a_week(choir: Choir, clock: MovableClock) -> None:
    await choir.site.run_due_work()  # writes down when the hourly work is due
    await choir.ask(choir.charles, "Mia")
    path = await _path(choir, "confirm")

    clock.advance(days=7)
    await sign_in_again(choir.dora, "dora@example.org")
    assert (await choir.dora.submit(path)).status == 422
    clock.advance(hours=2)
    await choir.site.run_due_work()

    assert await _waiting(choir) is None
    assert await choir.holders() == []
    assert await AuditEntry.filter(action="sealed.expired").exists()


async def test_word_of_somebody_who_is_in_charge_no_more_counts_no_more(choir: Choir) -> None:
    await choir.ask(choir.charles, "Mia")
    charles = await choir.member("Charles")
    page = await choir.dora.get(f"/a/choir/members/{charles.public_id}/roles")
    await choir.dora.submit(page.links()["End the role : In charge"])

    assert (await choir.dora.submit(await _path(choir, "confirm"))).status == 422
    assert await choir.holders() == []


async def test_only_holders_give_what_somebody_holds(choir: Choir) -> None:
    await choir.ask(choir.charles, "Mia")
    await choir.dora.submit(await _path(choir, "confirm"))

    page = await choir.charles.post(GIVE, {"member": (await choir.member("Charles")).public_id})
    assert page.status == 422
    assert await choir.holders() == ["Mia"]

    page = await choir.mia.get("/a/choir/access")
    await choir.mia.submit(
        page.links()["Give it to a member : Read the circle"], member=(await choir.member("Nora")).public_id
    )
    assert await choir.holders() == ["Mia", "Nora"]


async def test_second_request_that_waits_is_void_once_somebody_holds_it(choir: Choir) -> None:
    await choir.ask(choir.charles, "Charles")
    own = await _path(choir, "confirm")
    await choir.ask(choir.charles, "Mia")
    with association_scope(choir.association.id):
        second = await SealedRequest.all().order_by("-id").first()
    assert second
    await choir.dora.submit(f"/a/choir/roles/waiting/{second.public_id}/confirm")

    assert (await choir.dora.submit(own)).status == 422
    assert await choir.holders() == ["Mia"]


async def test_those_in_charge_end_what_is_sealed_and_members_see_who_holds_it(choir: Choir) -> None:
    await choir.ask(choir.charles, "Mia")
    await choir.dora.submit(await _path(choir, "confirm"))
    assert "Read the circle (sealed) Mia" in (await choir.nora.get("/a/choir/access")).main

    mia = await choir.member("Mia")
    page = await choir.charles.get(f"/a/choir/members/{mia.public_id}/roles")
    await choir.charles.submit(page.links()["End the role : Read the circle"])

    assert await choir.holders() == []
    assert READ not in await _standing(choir, "Mia")

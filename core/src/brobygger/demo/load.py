"""Loading the demonstration data into an empty database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

from brobygger import clock, runtime
from brobygger.associations.models import Association, Kind, Theme
from brobygger.associations.services import create_association
from brobygger.associations.translations import FIELDS, save_texts
from brobygger.db import association_scope, fold, transaction
from brobygger.demo.boards import load_board, load_own_role
from brobygger.demo.joining import load_application, load_kinds
from brobygger.demo.pictures import load_pictures
from brobygger.i18n import gettext as _
from brobygger.identity.models import Account, ActsFor, EmailAddress, Person, Relation
from brobygger.identity.services import find_account
from brobygger.membership.roles import ROLES
from brobygger.membership.services import add_contact, add_member
from brobygger.modules.services import enable_module, enabled_modules
from brobygger.proposals.models import Proposal
from brobygger.web.formats import today

#: Not among the associations that use modules: an empty page is worth showing as well.
_WITHOUT_MODULES = frozenset({"varmtvandsholdet"})


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody whom one can sign in as."""

    name: str
    email: str
    association: str
    role: str


def _read() -> dict[str, Any]:
    return tomllib.loads(files("brobygger.demo").joinpath("associations.toml").read_text(encoding="utf-8"))


async def is_empty() -> bool:
    """Tell whether the database holds no association yet."""
    return not await Association.exists()


async def demo_accounts() -> list[DemoAccount]:
    """Return the demonstration's accounts that are in the database."""
    data = _read()
    names = {row["slug"]: row["name"] for row in data["association"]}
    present = {row.address_folded for row in await EmailAddress.all().only("address_folded")}
    return [
        DemoAccount(row["name"], row["email"], names[row["association"]], _role_title(row["roles"]))
        for row in data["account"]
        if fold(row["email"]) in present
    ]


def _role_title(roles: list[str]) -> str:
    return str(ROLES[roles[0]].title) if roles else _("Member")


async def load_demo() -> None:
    """Load everything in one transaction, then the pictures, then let each plugin add its own."""
    data = _read()
    async with transaction():
        associations = {row["slug"]: await _make_association(dict(row)) for row in data["association"]}
        for row in data["account"]:
            await _make_account(associations[row["association"]], row)
        for slug, names in data["members"].items():
            await _add_members(associations[slug], names)
        for row in data["proposal"]:
            await _make_proposal(dict(row))
        for association in associations.values():
            await _enable_modules(association)
        for slug, board in data["board"].items():
            with association_scope(associations[slug].id):
                await load_board(associations[slug], board, await enabled_modules(associations[slug].id))
        for slug, kinds in data["kinds"].items():
            await load_kinds(associations[slug], kinds)
        for row in data["application"]:
            await load_application(associations[row["association"]], row)
    await load_pictures(associations)
    await runtime.current().plugins.load_demo(associations=associations)


async def _make_association(row: dict[str, Any]) -> Association:
    themes = [Theme(theme) for theme in row.pop("themes")]
    kind = Kind(row.pop("kind", Kind.ASSOCIATION))
    row |= {name: row[name].strip() for name in ("description", "activities") if name in row}
    texts, confirmed_on = row.pop("texts", {}), row.pop("confirmed_on", None)
    association = await create_association(row.pop("name"), kind=kind, themes=themes, **row)
    for language, said in texts.items():
        empty = dict.fromkeys(FIELDS, "")
        written = {name: text.strip() for name, text in said.items()}
        await save_texts(association, language, version=0, **{**empty, **written})
    if confirmed_on:
        await Association.filter(id=association.id).update(confirmed_on=confirmed_on)
    return association


async def _make_proposal(row: dict[str, Any]) -> None:
    """Write it down as it stands, without the mails that it would have sent."""
    account = await find_account(row.pop("account"))
    assert account
    moment = clock.now() - timedelta(days=row.pop("days"))
    await Proposal.create(account=account, created_at=moment, changed_at=moment, **row)


async def _make_account(association: Association, row: dict[str, Any]) -> None:
    account = await Account.create(language="da")
    await EmailAddress.create(
        account=account, address=row["email"], address_folded=fold(row["email"]), verified_at=clock.now()
    )
    person = await Person.create(name=row["name"])
    await ActsFor.create(account=account, person=person, relation=Relation.SELF, starts_on=today())
    with association_scope(association.id):
        contact = await add_contact(association, person.name, language="da", email=row["email"], person=person)
        membership = await add_member(contact, roles=row["roles"])
        if "own_role" in row:
            await load_own_role(association, membership, row["own_role"])


async def _add_members(association: Association, names: list[str]) -> None:
    with association_scope(association.id):
        for name in names:
            await add_member(await add_contact(association, name, language="da"))


async def _enable_modules(association: Association) -> None:
    if association.slug in _WITHOUT_MODULES:
        return
    with association_scope(association.id):
        for plugin in sorted(runtime.current().plugins.plugins, key=lambda plugin: len(plugin.manifest.requires)):
            await enable_module(association, plugin.manifest.name, account_id=None)

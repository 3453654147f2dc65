"""People for tests: signed in, with a role, in one association or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import clock
from brobygger.db import association_scope
from brobygger.identity.cookies import SESSION, full_name
from brobygger.identity.models import Account, ActsFor, EmailAddress, Person, Relation
from brobygger.identity.services import start_session
from brobygger.membership.services import add_contact, add_member
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.associations.models import Association
    from brobygger.membership.models import Membership
    from brobygger.testing.client import Client


async def make_person(name: str, email: str, *, language: str = "en") -> tuple[Account, Person]:
    """Make an account that acts for one person."""
    account = await Account.create(language=language)
    await EmailAddress.create(account=account, address=email, address_folded=email.casefold(), verified_at=clock.now())
    person = await Person.create(name=name)
    await ActsFor.create(account=account, person=person, relation=Relation.SELF, starts_on=today())
    return account, person


async def make_member(
    association: Association, person: Person, *, roles: Sequence[str] = (), email: str = ""
) -> Membership:
    """Make *person* a member of *association* with *roles*."""
    with association_scope(association.id):
        contact = await add_contact(association, person.name, language="en", email=email, person=person)
        return await add_member(contact, roles=roles)


async def sign_in(client: Client, account: Account) -> None:
    """Sign *client* in without a mail."""
    token = await start_session(account, device="test")
    client.cookies.set(full_name(SESSION), token, domain=client.host, path="/")


async def sign_in_again(client: Client, email: str) -> None:
    """Sign *client* in after so much time that the session ended: of people with a role, after hours already."""
    found = await EmailAddress.get(address_folded=email.casefold()).select_related("account")
    await sign_in(client, found.account)

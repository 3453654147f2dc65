"""Erasing people: every plugin's part by its hook, then core's, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.db import association_scope, crossing_associations, transaction
from brobygger.identity.models import Account, ActsFor, Person
from brobygger.identity.services import forget_links, list_addresses
from brobygger.membership.models import Contact
from brobygger.privacy import journal
from brobygger.privacy.declarations import CORE
from brobygger.privacy.journal import Kind
from brobygger.privacy.mails import delete_mails_of, delete_sign_in_mails
from brobygger.services import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.plugins import ErasureReport
    from brobygger.plugins.hookspecs import Subject


@dataclass(slots=True)
class Outcome:
    """What was done, by plugin, and in core."""

    erased: dict[str, int] = field(default_factory=dict)
    #: Why something is kept, in the plugin's own words.
    kept: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reports: Mapping[str, ErasureReport]) -> None:
        for plugin, report in reports.items():
            self.erased[plugin] = self.erased.get(plugin, 0) + report.erased
            reasons = self.kept.setdefault(plugin, [])
            reasons += [reason for reason in map(str, report.kept) if reason not in reasons]

    def count(self, number: int = 1) -> None:
        self.erased[CORE] = self.erased.get(CORE, 0) + number


async def _ask_plugins(subject: Subject, outcome: Outcome) -> None:
    outcome.add(await runtime.current().plugins.erase_personal_data(subject=subject))


async def erase_contact(contact: Contact, outcome: Outcome) -> None:
    """Erase how one association knows somebody: plugins' rows, membership, confirmations, calls, mails, consents.

    Raises HookError, with nothing erased, when a plugin fails.
    """
    async with transaction():
        await _ask_plugins(contact, outcome)
        with association_scope(contact.association_id):
            outcome.count(await delete_mails_of(contact))
            await contact.delete()
        outcome.count()
        await audit.record("contact.erased", association_id=contact.association_id, object=f"contact:{contact.id}")
        journal.append(Kind.CONTACT, contact.public_id)


async def erase_person(person: Person, outcome: Outcome) -> None:
    """Erase somebody's profile, and how every association knows them. Raises HookError."""
    async with transaction():
        await _ask_plugins(person, outcome)
        with crossing_associations("a person is erased everywhere"):
            contacts = await Contact.filter(person_id=person.id).order_by("id")
        for contact in contacts:
            await erase_contact(contact, outcome)
        await person.delete()
        outcome.count()
        await audit.record("person.erased", object=f"person:{person.id}")
        journal.append(Kind.PERSON, person.public_id)


async def erase_account(account: Account, outcome: Outcome) -> None:
    """Close an account, and erase the persons whom no other account looks after. Raises HookError."""
    async with transaction():
        for person in await own_persons(account.id):
            await erase_person(person, outcome)
        for address in await list_addresses(account.id):
            outcome.count(await forget_links(address.address))
            outcome.count(await delete_sign_in_mails(address.address))
        await audit.record("account.closed", object=f"account:{account.id}")
        await account.delete()
        outcome.count()
        journal.append(Kind.ACCOUNT, account.public_id)


async def own_persons(account_id: int) -> list[Person]:
    """Return the persons whom this account looks after, and no other one."""
    links = await ActsFor.filter(account_id=account_id).order_by("id").select_related("person")
    shared = await ActsFor.filter(person_id__in=[link.person_id for link in links]).exclude(account_id=account_id)
    others = {link.person_id for link in shared}
    return [link.person for link in links if link.person_id not in others]


async def erase_again() -> int:
    """Erase whom the journal names and a restored backup brought back; return how many rows that were."""
    outcome, again = Outcome(), 0
    for entry in journal.read():
        if entry.kind == Kind.CONTACT:
            with crossing_associations("the journal names one contact, whose association is known from it"):
                contact = await Contact.get_or_none(public_id=entry.public_id)
            if contact is not None:
                await erase_contact(contact, outcome)
                again += 1
        elif entry.kind == Kind.PERSON and (person := await Person.get_or_none(public_id=entry.public_id)):
            await erase_person(person, outcome)
            again += 1
        elif entry.kind == Kind.ACCOUNT and (account := await Account.get_or_none(public_id=entry.public_id)):
            await erase_account(account, outcome)
            again += 1
    return again

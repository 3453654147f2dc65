"""What is somebody's own: whom their account looks after, and how associations know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.db import association_scope, crossing_associations, fold, run_in_transaction
from brobygger.identity.models import Account
from brobygger.membership.errors import LastAdministratorError
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.membership.roles.continuity import keep_an_administrator
from brobygger.membership.services import claimable_contacts
from brobygger.privacy.erasure import Outcome, erase_account, erase_contact, own_persons

if TYPE_CHECKING:
    from brobygger.identity.models import Person
    from brobygger.identity.visitor import Visitor


class StillInChargeError(Exception):
    """Nobody else is in charge of these associations."""

    def __init__(self, associations: list[str]) -> None:
        super().__init__(", ".join(associations))
        self.associations = associations


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own: of an account, or of a person without one who proved an address."""

    account: Account | None
    persons: tuple[Person, ...]
    #: With their associations.
    contacts: tuple[Contact, ...]
    #: Written down under the same address, but under another name: a couple often shares one.
    others: tuple[Contact, ...] = ()

    @property
    def unclaimed(self) -> tuple[Contact, ...]:
        """Contacts that belong to none of the persons."""
        known = {person.id for person in self.persons}
        return tuple(contact for contact in self.contacts if contact.person_id not in known)


async def own_of_visitor(visitor: Visitor) -> Own:
    """Return what is the visitor's own; what was written down under their name and an address that they proved is."""
    account = await Account.get(id=visitor.account_id)
    persons = await own_persons(account.id)
    with crossing_associations("what is somebody's own is theirs in every association"):
        contacts = await Contact.filter(person_id__in=[person.id for person in persons]).select_related("association")
    names = {fold(person.name) for person in persons}
    claimable = await claimable_contacts(visitor)
    same = [contact for contact in claimable if contact.name_folded in names]
    others = tuple(contact for contact in claimable if contact.name_folded not in names)
    return Own(account, tuple(persons), (*contacts, *same), others)


def own_of_contact(contact: Contact) -> Own:
    """Return what is the own of somebody who holds the link of *contact*, whose association is fetched."""
    return Own(None, (), (contact,))


async def forget(own: Own) -> Outcome:
    """Erase everything, or, when something fails, nothing. Raises StillInChargeError and HookError."""

    async def perform() -> Outcome:
        await _refuse_last_administrator(own)
        outcome = Outcome()
        for contact in own.unclaimed:
            await erase_contact(contact, outcome)
        if own.account is not None:
            await erase_account(own.account, outcome)
        return outcome

    return await run_in_transaction(perform)


async def _refuse_last_administrator(own: Own) -> None:
    """See to each association once: an account may act for both who are in charge of it."""
    alone = []
    names = {contact.association_id: contact.association.name for contact in own.contacts}
    for association_id, name in sorted(names.items()):
        with association_scope(association_id):
            contacts = [contact.id for contact in own.contacts]
            leaving = await Membership.filter(contact_id__in=contacts, status=MembershipStatus.ACTIVE)
            try:
                await keep_an_administrator(association_id, {membership.id for membership in leaving})
            except LastAdministratorError:
                alone.append(name)
    if alone:
        raise StillInChargeError(alone)

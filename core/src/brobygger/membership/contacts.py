"""An association's own record of people: finding who is known already, writing down who is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import F

from brobygger.db import fold, transaction
from brobygger.i18n import current_language
from brobygger.identity.models import ActsFor, Relation
from brobygger.identity.services import list_addresses
from brobygger.membership.errors import EditedMeanwhileError
from brobygger.membership.models import Contact
from brobygger.membership.searching import search_text
from brobygger.membership.services import add_contact
from brobygger.services import audit

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.identity.models import Person


async def find_or_add_contact(
    association: Association, name: str, *, language: str, email: str = "", phone: str = ""
) -> Contact:
    """Return the contact with that name and e-mail, or that name and phone where no e-mail is given; else a new one.

    The name is part of who it is: a couple with one address are two contacts. What is known already is not changed,
    since anybody can type anybody's name and address. The association is fetched.
    """
    known = Contact.filter(association_id=association.id, name_folded=fold(name))
    known = known.filter(email_folded=fold(email)) if email else known.filter(phone=phone, email="")
    contact = await known.order_by("id").first()
    if contact is None:
        contact = await add_contact(association, name, language=language, email=email, phone=phone)
    contact.association = association
    return contact


async def contact_of_person(association: Association, person: Person, *, account_id: int) -> Contact:
    """Return how *association* knows *person*, for whom the account acts; who is not known yet is written down.

    A child without an address of their own is reached by that of the account. The association is fetched.
    """
    contact = await Contact.filter(association_id=association.id, person_id=person.id).order_by("id").first()
    if contact is None:
        addresses = await list_addresses(account_id)
        contact = await add_contact(
            association, person.name, language=current_language(), email=addresses[0].address if addresses else "",
            phone=person.phone, person=person,
        )  # fmt: skip
    contact.association = association
    return contact


async def proven_addresses(subject: Person | Contact) -> list[str]:
    """Return the e-mail addresses that *subject* proved to read: those of the account of a person who signs in, none
    for whom that account only acts; the one of a contact who confirmed it.
    """
    if isinstance(subject, Contact):
        return [subject.email] if subject.email and subject.confirmed_at else []
    own = await ActsFor.filter(person_id=subject.id, relation=Relation.SELF).first()
    return [row.address for row in await list_addresses(own.account_id)] if own else []


async def save_contact(contact: Contact, *, name: str, email: str, phone: str, version: int) -> None:
    """Save how *contact* is called and reached, as it was edited from *version*.

    A new address makes the manage links in mails to the old one void. Raises EditedMeanwhileError.
    """
    async with transaction():
        moved = fold(email) != contact.email_folded
        changed = await Contact.filter(id=contact.id, version=version).update(
            name=name, name_folded=fold(name), email=email, email_folded=fold(email), phone=phone,
            search_text=search_text(name, email), link_generation=F("link_generation") + int(moved),
            version=F("version") + 1,
        )  # fmt: skip
        if not changed:
            raise EditedMeanwhileError
        await audit.record("contact.saved", association_id=contact.association_id, object=f"contact:{contact.id}")

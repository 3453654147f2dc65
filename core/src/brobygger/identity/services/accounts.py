"""Accounts, their addresses, and the persons they act for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger import clock
from brobygger.db import fold, transaction
from brobygger.identity.errors import AddressTakenError, EditedMeanwhileError
from brobygger.identity.models import Account, ActsFor, EmailAddress, Person, Relation
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.identity.visitor import Visitor


async def create_account(address: str, *, name: str = "", language: str) -> Account:
    """Make an account for somebody who proved that *address* is theirs, and the person they are.

    Raises AddressTakenError.
    """
    try:
        async with transaction():
            account = await Account.create(language=language)
            await EmailAddress.create(
                account=account, address=address, address_folded=fold(address), verified_at=clock.now()
            )
            person = await Person.create(name=name)
            await add_person(account, person, relation=Relation.SELF)
            await audit.record("account.created", object=f"account:{account.id}")
    except IntegrityError as error:
        raise AddressTakenError from error
    return account


async def add_person(account: Account, person: Person, *, relation: Relation) -> None:
    """Let an account act for *person* from today."""
    await ActsFor.create(account=account, person=person, relation=relation, starts_on=today())


async def find_account(address: str) -> Account | None:
    """Return the account that proved *address*, in whatever case it is written."""
    found = await EmailAddress.filter(address_folded=fold(address)).select_related("account").first()
    return found.account if found else None


async def account_for(address: str, *, language: str) -> tuple[Account, bool]:
    """Return the account of an address that was just proved, and whether it was made now."""
    account = await find_account(address)
    if account is not None:
        return account, False
    try:
        return await create_account(address, language=language), True
    except AddressTakenError:  # another browser was quicker by a moment
        account = await find_account(address)
        assert account is not None
        return account, False


async def verified_addresses(account_id: int | None) -> list[str]:
    """Return the addresses that an account proved, folded for comparison; none for an anonymous visitor."""
    if account_id is None:
        return []
    folded = await EmailAddress.filter(account_id=account_id).order_by("id").values_list("address_folded", flat=True)
    return [str(address) for address in folded]


async def list_addresses(account_id: int) -> Sequence[EmailAddress]:
    """Return the addresses that an account proved, as they are written; the one to write to comes first."""
    return await EmailAddress.filter(account_id=account_id).order_by("-is_first", "id")


async def get_own_person(account_id: int) -> Person:
    """Return the person whose account it is."""
    own = await ActsFor.get(account_id=account_id, relation=Relation.SELF).select_related("person")
    return own.person


async def save_person(person: Person, *, version: int, name: str, phone: str) -> None:
    """Save a person's profile as it was edited from *version*. Raises EditedMeanwhileError."""
    edited = Person.filter(id=person.id, version=version)
    if not await edited.update(name=name, phone=phone, version=F("version") + 1):
        raise EditedMeanwhileError


async def save_name(person_id: int, name: str) -> None:
    """Write down what a new person is called."""
    await Person.filter(id=person_id).update(name=name, version=F("version") + 1)


async def save_language(account_id: int, language: str) -> None:
    """Write to this account in *language* from now on."""
    await Account.filter(id=account_id).update(language=language)


async def persons_of(visitor: Visitor) -> Sequence[Person]:
    """Return the persons that the visitor's account may act for today."""
    return await Person.filter(id__in=list(visitor.person_ids)).order_by("id") if visitor.person_ids else []

"""What people are told about roles by mail. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import mail
from brobygger.associations.models import Association
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles.continuity import in_charge
from brobygger.membership.roles.standing import all_permissions, held_on
from brobygger.web.formats import today
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from brobygger.membership.models import Contact
    from brobygger.membership.roles.models import SealedRequest


def address(association: Association, name: str) -> str:
    """Return the whole address of a page of *association*."""
    return absolute_url(site_path(name, association=association.slug))


def mine_address() -> str:
    """Return where somebody signs in and says that a contact is theirs."""
    return absolute_url(site_path("mine"))


async def write(
    contacts: Iterable[Contact], association: Association, template: str, context: Mapping[str, object]
) -> None:
    """Write to those of *contacts* who have an address, once each, in their own language."""
    sender = mail.Sender(association.name, association.email, association.id)
    by_address = {contact.email.casefold(): contact for contact in contacts if contact.email}
    for contact in by_address.values():
        values = {**context, "contact": contact, "association": association}
        await mail.send(contact.email, template, values, language=contact.language, sender=sender)


async def contacts_in_charge() -> list[Contact]:
    """Return who is in charge today."""
    rows = await in_charge().filter(held_on(today())).select_related("membership__contact")
    return [row.membership.contact for row in rows]


async def tell_second_persons(row: SealedRequest) -> None:
    """Tell those in charge that a sealed permission was asked for; the one who asked as well, should it not be them."""
    association = await Association.get(id=row.association_id)
    await row.fetch_related("membership__contact", "requested_by__contact")
    titles = {permission.name: permission.title for permission in all_permissions()}
    context = {
        "asker": row.requested_by.contact.name, "member": row.membership.contact.name,
        "permission": titles.get(row.permission, row.permission), "expires_at": row.expires_at,
        "url": address(association, "roles"),
    }  # fmt: skip
    await write(await contacts_in_charge(), association, "core/mail/roles/sealed.txt", context)


async def tell_members_of_takeover(association: Association, host: Association) -> None:
    """Tell every member that the host looks after the association until it finds somebody."""
    members = await Membership.filter(status=MembershipStatus.ACTIVE).select_related("contact")
    context = {"host": host.name, "phone": host.phone, "url": address(association, "access")}
    await write([row.contact for row in members], association, "core/mail/roles/taken_over.txt", context)


async def warn_of_end(association: Association, host_contacts: Iterable[Contact], alone_on: date) -> None:
    """Tell those in charge, and the host, that from *alone_on* on nobody will be."""
    context = {"alone_on": alone_on, "url": address(association, "board")}
    contacts = [*await contacts_in_charge(), *host_contacts]
    await write(contacts, association, "core/mail/roles/alone.txt", context)

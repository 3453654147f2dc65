"""Mails about a proposal, in the transaction of what they tell. Their subjects name nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from brobygger import mail
from brobygger.associations.services import get_host
from brobygger.db import association_scope
from brobygger.identity.services import list_addresses
from brobygger.membership.roles import LOOK_AFTER_ASSOCIATIONS
from brobygger.membership.roles.assignments import contacts_permitted
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.proposals.models import Proposal


def _sender(host: Association | None) -> mail.Sender:
    return mail.Sender(host.name, host.email, host.id) if host else mail.Sender("")


async def tell_applicant(proposal: Proposal, what: Literal["received", "asked", "approved", "declined"]) -> None:
    """Tell the one who proposed what happened, and where to read it."""
    host, account = await get_host(), await proposal.account
    addresses = await list_addresses(account.id)
    url = (
        site_path("associations:edit", association=proposal.made.slug)
        if what == "approved" and proposal.made
        else site_path("proposal", proposal=proposal.public_id)
    )
    context = {"proposal": proposal, "what": what, "url": absolute_url(url), "host": host}
    if addresses:
        await mail.send(
            addresses[0].address, "core/mail/proposal.txt", context, language=account.language, sender=_sender(host)
        )


async def tell_host(proposal: Proposal, what: Literal["new", "answered", "withdrawn"]) -> None:
    """Tell those at the host who answer proposals."""
    host = await get_host()
    if host is None:
        return
    with association_scope(host.id):
        contacts = await contacts_permitted(LOOK_AFTER_ASSOCIATIONS)
    url = absolute_url(site_path("proposals:one", proposal=proposal.public_id))
    context = {"proposal": proposal, "what": what, "url": url, "host": host}
    for contact in contacts:
        if contact.email:
            await mail.send(
                contact.email, "core/mail/proposal_host.txt", context, language=contact.language, sender=_sender(host)
            )

"""Asking once a year whether a profile still fits, and knowing whose does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import mail
from brobygger.associations.models import Association, Status
from brobygger.associations.services import ASK_TASK, ASKED_EVERY, get_host, stale_before
from brobygger.due.services import schedule
from brobygger.membership.roles import EDIT_PROFILE
from brobygger.membership.roles.assignments import contacts_permitted
from brobygger.web.paging import Page, read_page
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from brobygger.due import DueTask


async def ask_whether_profile_fits(task: DueTask) -> None:
    """Mail those in charge of an association, and come again in a year; a profile that is saved or confirmed meanwhile
    moves the task. Runs within the association's scope.
    """
    association = await Association.get_or_none(id=task.association_id, status=Status.ACTIVE)
    if association is None:
        return
    await _ask(association)
    await schedule(
        "core", ASK_TASK, {}, due_at=task.due_at + ASKED_EVERY, association_id=association.id,
        key=f"{ASK_TASK}:{association.id}",
    )  # fmt: skip


async def _ask(association: Association) -> None:
    host = await get_host()
    context = {
        "association": association,
        "url": absolute_url(site_path("associations:confirm", association=association.slug)),
        "host": host,
    }
    sender = mail.Sender(host.name, host.email, association.id) if host else mail.Sender("")
    for contact in await contacts_permitted(EDIT_PROFILE):
        if contact.email:
            await mail.send(contact.email, "core/mail/fits.txt", context, language=contact.language, sender=sender)


async def read_stale(*, after: str = "") -> Page[Association]:
    """Return a page of the associations whose profile nobody has looked through for a year, the oldest first."""
    query = Association.filter(status=Status.ACTIVE, confirmed_on__lt=stale_before())
    return await read_page(query, order=("confirmed_on", "id"), after=after)

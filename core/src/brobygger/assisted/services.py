"""Registering somebody who is here or on the phone. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger import clock
from brobygger.assisted.errors import NotAskedForError, UnknownVisitError
from brobygger.assisted.figures import count_visit
from brobygger.assisted.models import AssistedEntry, AssistedVisit
from brobygger.assisted.texts import consent_text
from brobygger.db import crossing_associations, fold, transaction
from brobygger.i18n import use_language
from brobygger.membership.models import Contact
from brobygger.membership.services import add_contact
from brobygger.services import audit, consent
from brobygger.services.confirmation import notify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.queryset import QuerySet

    from brobygger.associations.models import Association
    from brobygger.services.consent import Channel

OPEN_FOR = timedelta(minutes=30)
KEPT = timedelta(days=30)
#: Of one household; more of them would be browsing.
_MOST_MATCHES = 8
_ENTRY_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Registration:
    """What a helper typed of somebody who said yes."""

    name: str
    channel: Channel
    language: str
    phone: str = ""
    email: str = ""
    proxy_name: str = ""
    proxy_relation: str = ""
    #: The public id of the contact that it is; none for somebody new.
    known: str = ""


async def find_matches(phone: str, email: str) -> Sequence[Contact]:
    """Return who is known with exactly this number or this address, whoever they are: a number may be shared."""
    if not phone and not email:
        return []
    ways = [Q(phone=phone)] if phone else []
    ways += [Q(email_folded=fold(email))] if email else []
    return await Contact.filter(Q(*ways, join_type=Q.OR)).order_by("id").limit(_MOST_MATCHES)


async def look_up(association: Association, phone: str, email: str) -> Sequence[Contact]:
    """Do what ``find_matches`` does for somebody who reads the answer: that is written down."""
    if not phone and not email:
        return []
    await audit.record("assisted.looked_up", association_id=association.id)
    return await find_matches(phone, email)


async def register(
    association: Association, typed: Registration, *, helper_account_id: int, helper_name: str
) -> AssistedVisit:
    """Write down somebody who said yes, with the evidence of it, and open the helper's visit.

    What is known of somebody already is not changed. They are told by mail or by a call. Raises NotAskedForError.
    """
    async with transaction():
        contact = await _find_or_add(association, typed)
        text = consent_text(by_proxy=bool(typed.proxy_name))
        with use_language(typed.language):
            await consent.give(contact, text, channel=typed.channel, helper_account_id=helper_account_id)
        visit = await AssistedVisit.create(
            association=association, contact=contact, helper_account_id=helper_account_id, channel=typed.channel,
            name=typed.name, phone=typed.phone, email=typed.email, proxy_name=typed.proxy_name,
            proxy_relation=typed.proxy_relation, language=typed.language, made_contact=not typed.known,
        )  # fmt: skip
        await audit.record("assisted.registered", association_id=association.id, object=f"contact:{contact.id}")
        await count_visit(association.id, typed.channel)
        await notify(
            contact, owner="core", reference=visit.public_id, template="core/assisted/mail/registered.txt",
            context={"helper": helper_name},
        )  # fmt: skip
    return visit


async def _find_or_add(association: Association, typed: Registration) -> Contact:
    if typed.known:
        for contact in await find_matches(typed.phone, typed.email):
            if contact.public_id == typed.known:
                contact.association = association
                return contact
        raise NotAskedForError
    return await add_contact(association, typed.name, language=typed.language, phone=typed.phone, email=typed.email)


async def find_visit(public_id: str, helper_account_id: int) -> AssistedVisit:
    """Return a visit of this helper that is open, with its contact. Raises UnknownVisitError."""
    visit = await _open(helper_account_id).get_or_none(public_id=public_id).select_related("contact")
    if visit is None:
        raise UnknownVisitError
    return visit


async def visit_with(contact_public_id: str, helper_account_id: int) -> AssistedVisit | None:
    """Return the open visit in which this helper helps a contact, with the contact and its association; else None."""
    open_now = _open(helper_account_id).filter(contact__public_id=contact_public_id)
    return await open_now.order_by("-id").select_related("contact__association").first()


def _open(helper_account_id: int) -> QuerySet[AssistedVisit]:
    return AssistedVisit.filter(
        helper_account_id=helper_account_id, closed_at=None, opened_at__gt=clock.now() - OPEN_FOR
    )


async def add_to_visit(visit: AssistedVisit, text: str) -> None:
    """Write a line of what was agreed on the slip of *visit*, in the transaction of its cause."""
    await AssistedEntry.create(association_id=visit.association_id, visit=visit, text=text[:_ENTRY_LENGTH])


async def entries_of(visit: AssistedVisit) -> Sequence[AssistedEntry]:
    return await AssistedEntry.filter(visit_id=visit.id).order_by("id")


async def close_visit(public_id: str, helper_account_id: int) -> None:
    """Close a visit of this helper; twice is the same as once. Raises UnknownVisitError."""
    own = AssistedVisit.filter(public_id=public_id, helper_account_id=helper_account_id)
    if not await own.filter(closed_at=None).update(closed_at=clock.now()) and not await own.exists():
        raise UnknownVisitError


async def delete_old_visits() -> None:
    """Delete the visits of more than 30 days ago; the evidence of the yes, and that it happened, stay."""
    with crossing_associations("retention holds for every association"):
        await AssistedVisit.filter(opened_at__lt=clock.now() - KEPT).delete()

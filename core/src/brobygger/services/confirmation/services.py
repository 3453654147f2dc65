"""Asking people to confirm, hearing their answer, and telling them things. Runs within the association's scope."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tortoise.expressions import F

from brobygger import clock, mail, runtime
from brobygger.db import association_scope, crossing_associations, transaction
from brobygger.ids import hash_token, secret_token
from brobygger.services import audit
from brobygger.services.confirmation.errors import ExpiredTokenError, UnknownTokenError
from brobygger.services.confirmation.links import mail_context
from brobygger.services.confirmation.models import CallState, CallTask, Confirmation
from brobygger.services.limits import allow_confirmation_mail
from brobygger.web.paging import Page, read_page
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact

OPEN_FOR = timedelta(hours=48)
CALLS_KEPT = timedelta(days=14)
#: The owner of what core itself has confirmed.
CORE = "core"


def sender_of(association: Association) -> mail.Sender:
    return mail.Sender(association.name, association.email, association.id)


async def ask_to_confirm(
    contact: Contact,
    *,
    owner: str,
    purpose: str,
    reference: str,
    template: str,
    context: Mapping[str, Any],
    client: str,
) -> Confirmation:
    """Ask *contact* to confirm *reference* of the plugin *owner*: by mail, or by a call where there is only a phone.

    *template* finds ``confirm_url``, ``manage_url``, ``contact`` and ``association`` beside *context*. *client* is the
    asker's network address: mails that nobody proved to want are limited, and one over the limit is silently not sent.
    *contact* must have its association fetched.
    """
    token = secret_token()
    confirmation = await Confirmation.create(
        association_id=contact.association_id, contact=contact, owner=owner, purpose=purpose, reference=reference,
        token_hash=hash_token(token), expires_at=clock.now() + OPEN_FOR,
    )  # fmt: skip
    values = mail_context(contact, {"confirm_url": absolute_url(site_path("confirm", token=token)), **context})
    if not contact.email:
        await _make_call(contact, template, values, owner=owner, reference=reference, confirmation=confirmation)
    elif await allow_confirmation_mail(contact.email, purpose=f"{owner}.{purpose}.{reference}", client=client):
        sender = sender_of(contact.association)
        await mail.send(contact.email, template, values, language=contact.language, sender=sender)
    return confirmation


async def find_confirmation(token: str) -> Confirmation:
    """Return what *token* confirms, with contact and association. Raises UnknownTokenError and ExpiredTokenError."""
    with crossing_associations("the link names one confirmation, whose association is known from it"):
        found = await Confirmation.get_or_none(token_hash=hash_token(token)).prefetch_related("contact__association")
    if found is None:
        raise UnknownTokenError
    if found.confirmed_at is None and found.expires_at <= clock.now():
        raise ExpiredTokenError
    return found


async def confirm(token: str) -> Confirmation:
    """Take *token* as its contact's word; the owner hears it in the same transaction. Twice is the same as once.

    Raises UnknownTokenError and ExpiredTokenError.
    """
    confirmation = await find_confirmation(token)
    with association_scope(confirmation.association_id):
        await _confirm(confirmation)
    return confirmation


async def _confirm(confirmation: Confirmation) -> None:
    contact = confirmation.contact
    async with transaction():
        first = await Confirmation.filter(id=confirmation.id, confirmed_at=None).update(confirmed_at=clock.now())
        if not first:
            return
        if contact.confirmed_at is None:
            contact.confirmed_at = clock.now()
            await contact.save(update_fields=["confirmed_at"])
        about = {"purpose": confirmation.purpose, "reference": confirmation.reference}
        site = runtime.current()
        if confirmation.owner == CORE:
            await site.core.contact_confirmed(contact, **about)
        else:
            await site.plugins.contact_confirmed(
                confirmation.owner, association=contact.association, contact=contact, **about
            )


async def what_is_confirmed(confirmation: Confirmation) -> list[str]:
    """Return what *confirmation* says yes to beside “it was me”, as paragraphs in the reader's language."""
    if confirmation.owner != CORE:
        return []
    with association_scope(confirmation.association_id):
        return await runtime.current().core.what_is_confirmed(
            confirmation.contact, purpose=confirmation.purpose, reference=confirmation.reference
        )


async def notify(contact: Contact, *, owner: str, reference: str, template: str, context: Mapping[str, Any]) -> None:
    """Tell *contact* something about *reference*: by mail, or by a call that a coordinator makes.

    *contact* must have its association fetched.
    """
    values = mail_context(contact, context)
    if contact.email:
        sender = sender_of(contact.association)
        await mail.send(contact.email, template, values, language=contact.language, sender=sender)
    elif contact.phone:
        await _make_call(contact, template, values, owner=owner, reference=reference)


async def _make_call(
    contact: Contact, template: str, values: Mapping[str, Any], *, owner: str, reference: str,
    confirmation: Confirmation | None = None,
) -> None:  # fmt: skip
    """Write down what is to be said, in the language of the site: the one who calls reads it."""
    language = runtime.current().settings.site.language
    words = mail.render_mail(template, {**values, "by_phone": True}, language=language)
    await CallTask.create(
        association_id=contact.association_id, contact=contact, confirmation=confirmation, owner=owner,
        reference=reference, subject=words.subject, message=words.text,
    )  # fmt: skip


async def read_calls(*, after: str = "") -> Page[CallTask]:
    """Return a page of the calls to make, the oldest first."""
    query = CallTask.filter(state=CallState.OPEN).prefetch_related("contact", "confirmation")
    return await read_page(query, order=("id",), after=after)


async def find_call(public_id: str) -> CallTask | None:
    """Return a call that is still to be made, with its contact."""
    return await CallTask.get_or_none(public_id=public_id, state=CallState.OPEN).prefetch_related(
        "contact__association", "confirmation"
    )


async def finish_call(call: CallTask, *, said_yes: bool = True) -> None:
    """Settle a call; a yes confirms what the call was to confirm, a no leaves it to run out."""
    async with transaction():
        done = await CallTask.filter(id=call.id, state=CallState.OPEN).update(
            state=CallState.DONE, done_at=clock.now(), attempts=F("attempts") + 1, last_attempt_at=clock.now()
        )
        if not done:
            return
        outcome = "yes" if said_yes else "no"
        await audit.record("call.made", association_id=call.association_id, object=f"call:{call.id}", reason=outcome)
        if call.confirmation is not None and said_yes:
            call.confirmation.contact = call.contact
            await _confirm(call.confirmation)


async def record_no_answer(call: CallTask) -> None:
    """Write down that nobody answered; the call stays to be made."""
    await CallTask.filter(id=call.id, state=CallState.OPEN).update(
        attempts=F("attempts") + 1, last_attempt_at=clock.now()
    )
    await audit.record("call.no_answer", association_id=call.association_id, object=f"call:{call.id}")


async def delete_old_calls_and_confirmations() -> None:
    """Delete what was said on calls two weeks after them, and confirmations that ran out.

    A call that is to confirm something is kept as long as that can still be confirmed.
    """
    moment = clock.now()
    with crossing_associations("retention holds for every association"):
        await CallTask.filter(state=CallState.DONE, done_at__lt=moment - CALLS_KEPT).delete()
        await Confirmation.filter(confirmed_at=None, expires_at__lt=moment - CALLS_KEPT).delete()

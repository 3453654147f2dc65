"""Subscribing and leaving. Runs within the association's scope.

What the form answers never tells whether an address is known: whatever was found, the page is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger.plugin_api.db import fold, transaction
from brobygger.plugin_api.services import add_to_figure, allow_confirmation_mail, now
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.sending.withholding import withhold
from brobygger_newsletter.subscribing import letters
from brobygger_newsletter.subscribing.models import (
    SubscribedBy,
    Subscriber,
    Subscription,
    SubscriptionState,
    SuppressionReason,
)
from brobygger_newsletter.subscribing.suppressing import is_suppressed, lift, suppress
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import LeaveReason

_ACTIVE, _PENDING, _LEFT = SubscriptionState.ACTIVE, SubscriptionState.PENDING, SubscriptionState.LEFT


@dataclass(frozen=True, slots=True)
class Yes:
    """How somebody said yes: by themselves on the web, or to whom."""

    by: SubscribedBy = SubscribedBy.WEB
    helper_account_id: int | None = None
    evidence: str = ""


_ON_THE_WEB = Yes()


async def ask(
    association: Association, newsletters: Sequence[Newsletter], email: str, *, name: str, language: str, client: str,
    yes: Yes = _ON_THE_WEB,
) -> None:  # fmt: skip
    """Write down that somebody wants *newsletters*, and ask them by mail whether it was them.

    Nothing is written and no mail goes to an address that must not be written to, or that was asked often enough:
    *client* is the network address of who asks.
    """
    if await is_suppressed(email):
        return
    wanted = ",".join(sorted(newsletter.public_id for newsletter in newsletters))
    if not await allow_confirmation_mail(email, purpose=f"{OWNER}.{wanted}", client=client):
        return
    async with transaction():
        subscriber = await _find_or_add(association, email, name=name, language=language)
        new = [one for one in newsletters if await _pending(subscriber, one, yes)]
        if new:
            await letters.ask_to_confirm(association, subscriber, new)
        else:
            await letters.tell_already(association, subscriber, newsletters)


async def subscribe(
    association: Association, newsletters: Iterable[Newsletter], email: str, *, name: str, language: str,
    yes: Yes = _ON_THE_WEB,
) -> Subscriber:  # fmt: skip
    """Subscribe an address that is known to be theirs, or for which there is proof on paper."""
    async with transaction():
        subscriber = await _find_or_add(association, email, name=name, language=language)
        for newsletter in newsletters:
            await _pending(subscriber, newsletter, yes)
        await activate(subscriber)
    return subscriber


async def _find_or_add(association: Association, email: str, *, name: str, language: str) -> Subscriber:
    known = Subscriber.filter(association_id=association.id, email_folded=fold(email))
    found = await known.first()
    if found is not None:
        return found
    try:
        async with transaction():
            return await Subscriber.create(
                association=association, email=email, email_folded=fold(email), name=name, language=language
            )
    except IntegrityError:  # the same form in another tab was quicker
        return await known.get()


async def _pending(subscriber: Subscriber, newsletter: Newsletter, yes: Yes) -> bool:
    """Write down that *subscriber* wants *newsletter*, and tell whether that is news."""
    words = f"{newsletter.title}\n{newsletter.about}"
    values: dict[str, Any] = {
        "state": _PENDING, "subscribed_by": yes.by, "helper_account_id": yes.helper_account_id,
        "evidence": yes.evidence, "text_version": newsletter.text_version,
        "text_hash": sha256(words.encode()).hexdigest(), "asked_at": now(), "confirmed_at": None,
    }  # fmt: skip
    own = Subscription.filter(newsletter_id=newsletter.id, subscriber_id=subscriber.id)
    if await own.exclude(state=_ACTIVE).update(**values):
        return True
    if await own.exists():
        return False
    try:
        async with transaction():
            await Subscription.create(
                association_id=subscriber.association_id, newsletter=newsletter, subscriber=subscriber, **values
            )
    except IntegrityError:
        return False
    return True


async def activate(subscriber: Subscriber) -> list[Newsletter]:
    """Make what *subscriber* asked for count, and return it. Doing it twice changes nothing."""
    async with transaction():
        asked = await Subscription.filter(subscriber_id=subscriber.id, state=_PENDING).select_related("newsletter")
        newsletters = [row.newsletter for row in asked]
        for row in asked:
            changed = Subscription.filter(id=row.id, state=_PENDING)
            if await changed.update(state=_ACTIVE, confirmed_at=now(), left_at=None, reason=None):
                await lift(subscriber.email, row.newsletter_id)
                await _count(subscriber, "subscribed")
    return newsletters


async def leave(subscriber: Subscriber, newsletter: Newsletter, *, issue: str = "") -> bool:
    """Send *newsletter* no more, not what is on its way either; tell whether that is news.

    A member who gets it without having asked leaves in the same way. *issue* is the public id of the one whose link
    was pressed: it counts who left by it.
    """
    async with transaction():
        values = {"state": _LEFT, "left_at": now()}
        own = Subscription.filter(newsletter_id=newsletter.id, subscriber_id=subscriber.id)
        left = await own.filter(state__in=[_ACTIVE, _PENDING]).update(**values)
        news = await suppress(subscriber.email, SuppressionReason.LEFT, newsletter=newsletter)
        await withhold(subscriber, newsletter)
        if left or news:
            await _count(subscriber, "left")
            await Issue.filter(public_id=issue, newsletter_id=newsletter.id).update(left=F("left") + 1)
    return bool(left or news)


async def say_why(subscriber: Subscriber, newsletter: Newsletter, reason: LeaveReason) -> None:
    """Keep why somebody left, for the count of reasons."""
    own = Subscription.filter(newsletter_id=newsletter.id, subscriber_id=subscriber.id, state=_LEFT)
    await own.update(reason=reason)


async def choose(subscriber: Subscriber, newsletters: Sequence[Newsletter], *, among: Sequence[Newsletter]) -> None:
    """Subscribe to *newsletters*, and leave the others *among* those that were offered."""
    async with transaction():
        for newsletter in among:
            if newsletter in newsletters:
                await _pending(subscriber, newsletter, _ON_THE_WEB)
            else:
                await leave(subscriber, newsletter)
        await activate(subscriber)


async def return_to(subscriber: Subscriber, newsletter: Newsletter) -> None:
    """Take a leaving back: the goodbye page asks whether it was meant."""
    async with transaction():
        left = Subscription.filter(newsletter_id=newsletter.id, subscriber_id=subscriber.id, state=_LEFT)
        await left.update(state=_ACTIVE, left_at=None, reason=None)
        await lift(subscriber.email, newsletter.id)


async def refuse_all(subscriber: Subscriber) -> None:
    """Never write to this address again, whoever asks for it, until the association lifts it at their wish."""
    async with transaction():
        own = Subscription.filter(subscriber_id=subscriber.id, state__in=[_ACTIVE, _PENDING])
        await own.update(state=_LEFT, left_at=now())
        await withhold(subscriber)
        if await suppress(subscriber.email, SuppressionReason.REFUSED):
            await _count(subscriber, "left")


async def _count(subscriber: Subscriber, what: str) -> None:
    await add_to_figure(subscriber.association_id, OWNER, what, year=now().year)

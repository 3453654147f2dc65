"""What is kept of somebody: shown to them, and erased when they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import ErasureReport, MyItem, PersonalExport
from brobygger.plugin_api.db import association_scope, transaction
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import site_path
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.subscribing.finding import subscribers_of, subscriptions_of
from brobygger_newsletter.subscribing.keys import own_key
from brobygger_newsletter.subscribing.models import Subscriber, SubscriptionState
from brobygger_newsletter.texts import STATES, SUBSCRIBED_BY

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Subject
    from brobygger_newsletter.subscribing.models import Subscription

_SHOWN = (SubscriptionState.ACTIVE, SubscriptionState.PENDING)


async def my_items(subject: Subject) -> list[MyItem]:
    return [
        _item(row) for row in await subscriptions_of(await subscribers_of(subject)) if row.state in _SHOWN
    ]  # fmt: skip


def _item(row: Subscription) -> MyItem:
    association = row.newsletter.association
    waits = row.state == SubscriptionState.PENDING
    return MyItem(
        title=row.newsletter.title,
        url=site_path("newsletter:own", association=association.slug, key=own_key(row.subscriber.public_id)),
        association=association.name,
        status=str(STATES[row.state]) if waits else _("You get it"),
        status_kind="waiting" if waits else "open",
        text=row.newsletter.about,
    )


async def export(subject: Subject) -> list[PersonalExport]:
    subscribers = await subscribers_of(subject)
    if not subscribers:
        return []
    known = tuple(
        {
            _("E-mail"): one.email, _("First name"): one.name, _("Language"): one.language,
            _("Association"): one.association.name, _("The last one was sent"): one.last_sent_at,
        }
        for one in subscribers
    )  # fmt: skip
    rows = tuple(
        {
            _("Newsletter"): row.newsletter.title, _("Association"): row.newsletter.association.name,
            _("E-mail"): row.subscriber.email, _("Where it stands"): str(STATES[row.state]),
            _("How you said yes"): str(SUBSCRIBED_BY[row.subscribed_by]), _("Where is the proof?"): row.evidence,
            _("Asked for it"): row.asked_at, _("Confirmed"): row.confirmed_at, _("Left"): row.left_at,
        }
        for row in await subscriptions_of(subscribers)
    )  # fmt: skip
    return [PersonalExport(_("Who gets newsletters"), known), PersonalExport(_("Newsletters"), rows)]


async def erase(subject: Subject) -> ErasureReport:
    """Delete the address and everything that hangs on it. That somebody never wants to hear again is kept, as a
    fingerprint from which nobody can read the address: else the next list would bring it back.
    """
    subscribers = await subscribers_of(subject)
    for subscriber in subscribers:
        with association_scope(subscriber.association_id):
            async with transaction():
                await Delivery.filter(subscriber_id=subscriber.id).delete()
                await Subscriber.filter(id=subscriber.id).delete()
    kept = (_("A fingerprint of an address that must not be written to, if you said so"),) if subscribers else ()
    return ErasureReport(erased=len(subscribers), kept=kept)

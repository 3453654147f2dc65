"""What subscribers are told by mail, beside the newsletters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api.services import absolute_url, send_mail, sender_of, site_path
from brobygger_newsletter.subscribing.keys import confirm_key, own_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.plugin_api.services import Association
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber


async def ask_to_confirm(association: Association, subscriber: Subscriber, newsletters: Sequence[Newsletter]) -> None:
    path = site_path("newsletter:confirm", association=association.slug, key=confirm_key(subscriber))
    await _send("confirm", association, subscriber, newsletters=newsletters, confirm_url=absolute_url(path))


async def tell_already(association: Association, subscriber: Subscriber, newsletters: Sequence[Newsletter]) -> None:
    await _send("already", association, subscriber, newsletters=newsletters)


async def tell_welcome(association: Association, subscriber: Subscriber, newsletters: Sequence[Newsletter]) -> None:
    await _send("welcome", association, subscriber, newsletters=newsletters)


async def _send(letter: str, association: Association, subscriber: Subscriber, **context: Any) -> None:
    known = {"association": association, "own_url": own_url(association, subscriber)}
    await send_mail(
        subscriber.email, f"newsletter/mail/{letter}.txt", {**known, **context},
        language=subscriber.language, sender=sender_of(association),
    )  # fmt: skip

"""Links for subscribers. They are derived from the site's key, so that they work as long as the subscriber is there,
and the database keeps none.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from brobygger.plugin_api.db import fold
from brobygger.plugin_api.services import absolute_url, keyed_hash, now, site_path
from brobygger_newsletter.errors import UnknownKeyError

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Association
    from brobygger_newsletter.subscribing.models import Subscriber

#: So long a link that confirms can be pressed.
OPEN_FOR: Final = timedelta(hours=48)
_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves what, by the public ids in the link; *issue* is the one it stood in, or empty."""

    subscriber: str
    newsletter: str
    issue: str = ""


def own_key(subscriber: str) -> str:
    """Return the secret of the page on which the subscriber with this public id chooses."""
    return _sealed("own", subscriber)


def read_own_key(key: str) -> str:
    """Return the subscriber's public id. Raises UnknownKeyError."""
    return _opened("own", key, 1)[0]


def leave_key(subscriber: str, newsletter: str, issue: str = "") -> str:
    """Return the secret with which a subscriber leaves one newsletter."""
    return _sealed("leave", subscriber, newsletter, issue or "-")


def read_leave_key(key: str) -> Leaving:
    """Raises UnknownKeyError."""
    subscriber, newsletter, issue = _opened("leave", key, 3)
    return Leaving(subscriber, newsletter, "" if issue == "-" else issue)


def confirm_key(subscriber: Subscriber) -> str:
    """Return the secret with which somebody who asks now says that it was them."""
    return _sealed("confirm", subscriber.public_id, str(int(now().timestamp())))


def read_confirm_key(key: str) -> str:
    """Return the subscriber's public id. Raises UnknownKeyError, also for a link that is too old."""
    subscriber, asked = _opened("confirm", key, 2)
    if datetime.fromtimestamp(int(asked), UTC) + OPEN_FOR <= now():
        raise UnknownKeyError
    return subscriber


def address_hash(address: str) -> str:
    """Return the fingerprint by which an address is known that must not be kept."""
    return keyed_hash("newsletter.address", fold(address))


def own_url(association: Association, subscriber: Subscriber) -> str:
    path = site_path("newsletter:own", association=association.slug, key=own_key(subscriber.public_id))
    return absolute_url(path)


def _sealed(purpose: str, *parts: str) -> str:
    return ".".join((*parts, _seal(purpose, *parts)))


def _opened(purpose: str, key: str, number: int) -> list[str]:
    *parts, seal = key.split(".")
    if len(parts) != number or not hmac.compare_digest(seal.encode(), _seal(purpose, *parts).encode()):
        raise UnknownKeyError
    return parts


def _seal(purpose: str, *parts: str) -> str:
    return keyed_hash(f"newsletter.{purpose}", *parts)[:_LENGTH]

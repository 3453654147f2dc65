"""Who gets an issue, and why: those who asked for the newsletter, its members where it goes to members, narrowed by
what the writer chose. Nobody is ever added by a choice. Runs within the association's scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Self

from tortoise.functions import Count as Number

from brobygger.plugin_api.db import fold
from brobygger.plugin_api.services import MemberFilter, ask_modules, reachable_members, which_fit
from brobygger_newsletter.subscribing.models import Subscription, SubscriptionState
from brobygger_newsletter.subscribing.suppressing import suppressed_among

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from brobygger.plugin_api.services import Association
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.writing.models import Issue

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets an issue."""

    email: str
    name: str
    language: str
    #: The subscriber's id; None for a member who did not subscribe.
    subscriber_id: int | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """What the writer chose; empty means everybody who gets the newsletter."""

    #: Public ids of kinds of membership, keys of roles: members who are, or hold, any of them.
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    joined_since: date | None = None
    languages: tuple[str, ...] = ()
    #: Groups of other modules, as ``module:key``.
    segments: tuple[str, ...] = ()

    @classmethod
    def of(cls, issue: Issue) -> Self:
        stored: dict[str, Any] = issue.audience
        since = stored.get("joined_since")
        lists = {name: tuple(stored.get(name, ())) for name in ("kinds", "roles", "languages", "segments")}
        return cls(joined_since=date.fromisoformat(since) if since else None, **lists)

    def stored(self) -> dict[str, Any]:
        since = self.joined_since.isoformat() if self.joined_since else None
        return {
            "kinds": list(self.kinds), "roles": list(self.roles), "joined_since": since,
            "languages": list(self.languages), "segments": list(self.segments),
        }  # fmt: skip

    @property
    def members(self) -> MemberFilter | None:
        """Which members it is narrowed to; None where it is not narrowed to members."""
        if not (self.kinds or self.roles or self.joined_since):
            return None
        return MemberFilter(kinds=self.kinds, roles=self.roles, since=self.joined_since)


@dataclass(slots=True)
class Narrowing:
    """An audience with what other modules said of their groups, asked once."""

    audience: Audience
    of_segments: frozenset[str] | None = field(default=None)

    async def narrow(self, batch: Sequence[Recipient]) -> list[Recipient]:
        """Return those of *batch* who are meant."""
        audience, kept = self.audience, list(batch)
        if audience.languages:
            kept = [one for one in kept if one.language in audience.languages]
        if self.of_segments is not None:
            kept = [one for one in kept if fold(one.email) in self.of_segments]
        if audience.members is not None and kept:
            fitting = await which_fit(audience.members, [fold(one.email) for one in kept])
            kept = [one for one in kept if fold(one.email) in fitting]
        return kept


async def narrowing_of(audience: Audience, association: Association) -> Narrowing:
    if not audience.segments:
        return Narrowing(audience)
    found: set[str] = set()
    for segment in audience.segments:
        module, _, key = segment.partition(":")
        answers = await ask_modules("newsletter_segment_addresses", association, str, segment=key)
        found |= {fold(address) for plugin, address in answers if plugin == module}
    return Narrowing(audience, frozenset(found))


async def subscribed(newsletter: Newsletter, *, after: int) -> tuple[list[Recipient], int]:
    """Return a batch of those who asked for *newsletter*, beyond the subscriber *after*, and where the next begins;
    0 at the end.
    """
    rows = (
        await Subscription.filter(
            newsletter_id=newsletter.id, state=SubscriptionState.ACTIVE, subscriber_id__gt=after
        ).select_related("subscriber").order_by("subscriber_id").limit(BATCH)
    )  # fmt: skip
    people = [row.subscriber for row in rows]
    batch = [Recipient(one.email, one.name, one.language, one.id) for one in people]
    return await _wanted(batch, newsletter), people[-1].id if len(people) == BATCH else 0


async def members(newsletter: Newsletter, audience: Audience, *, after: int) -> tuple[list[Recipient], int]:
    """Do the same for the members who get *newsletter* without having asked, beyond the contact *after*."""
    contacts = await reachable_members(audience.members or MemberFilter(), after=after, limit=BATCH)
    batch = [Recipient(one.email, one.name.partition(" ")[0], one.language) for one in contacts]
    return await _wanted(batch, newsletter), contacts[-1].id if len(contacts) == BATCH else 0


async def _wanted(batch: Sequence[Recipient], newsletter: Newsletter) -> list[Recipient]:
    """Leave out whom the association must not write to."""
    if not batch:
        return []
    refused = await suppressed_among([one.email for one in batch], newsletter.id)
    return [one for one in batch if one.email not in refused]


def goes_to_members(issue: Issue, newsletter: Newsletter) -> bool:
    """Tell whether members get it unasked. Nothing of a sponsor's goes to whom did not ask for it."""
    return newsletter.to_members and not issue.is_commercial


async def recipients(issue: Issue) -> AsyncIterator[list[Recipient]]:
    """Yield everybody who gets *issue*, read with newsletter and association, in batches; nobody twice."""
    audience, newsletter = Audience.of(issue), issue.newsletter
    narrowing = await narrowing_of(audience, issue.association)
    seen: set[str] = set()
    after = 0
    while True:
        batch, after = await subscribed(newsletter, after=after)
        yield _once(await narrowing.narrow(batch), seen)
        if not after:
            break
    while goes_to_members(issue, newsletter):
        batch, after = await members(newsletter, audience, after=after)
        yield _once(await narrowing.narrow(batch), seen)
        if not after:
            break


def _once(batch: Iterable[Recipient], seen: set[str]) -> list[Recipient]:
    new = []
    for one in batch:
        folded = fold(one.email)
        if folded not in seen:
            seen.add(folded)
            new.append(one)
    return new


@dataclass(frozen=True, slots=True)
class Count:
    """How many get an issue, by why."""

    asked: int
    members: int
    languages: dict[str, int]

    @property
    def all(self) -> int:
        return self.asked + self.members


async def count(issue: Issue) -> Count:
    """Count who gets *issue* now: as many as would get it if it were sent at this moment."""
    asked = unasked = 0
    languages: dict[str, int] = {}
    async for batch in recipients(issue):
        for one in batch:
            languages[one.language] = languages.get(one.language, 0) + 1
            if one.subscriber_id is None:
                unasked += 1
            else:
                asked += 1
    return Count(asked, unasked, languages)


async def languages_of(issue: Issue) -> list[str]:
    """Return the languages that the newsletter's subscribers read, the commonest first."""
    counted = await count_languages(issue.newsletter_id)
    return [language for language, _number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]


async def count_languages(newsletter_id: int) -> dict[str, int]:
    rows = (
        await Subscription.filter(newsletter_id=newsletter_id, state=SubscriptionState.ACTIVE)
        .annotate(number=Number("id")).group_by("subscriber__language").values("subscriber__language", "number")
    )  # fmt: skip
    return {str(row["subscriber__language"]): int(row["number"]) for row in rows}

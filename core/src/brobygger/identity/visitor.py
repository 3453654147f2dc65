"""Who is looking: what every view knows of the person behind a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from brobygger import clock

if TYPE_CHECKING:
    from datetime import datetime

    from brobygger.identity.models import Relation


#: So long somebody who showed that they are the account's owner need not do so again.
PROVED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ActedFor:
    """A person the visitor may act for today: themselves, a child, a parent."""

    id: int
    public_id: str
    #: Empty until the person told it.
    name: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is looking. Anonymous without an account."""

    language: str = ""
    account_id: int | None = None
    session_id: int | None = None
    #: Themselves first.
    persons: tuple[ActedFor, ...] = ()
    #: One of them looks after an association, so what this browser may see is not only its owner's.
    has_role: bool = False
    #: When they last showed in this session that it is them, and when they did so with a passkey or a second factor.
    proved_at: datetime | None = None
    factor_at: datetime | None = None
    #: The account has a passkey or a second factor, whether or not it was used here.
    has_factor: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def person_ids(self) -> tuple[int, ...]:
        return tuple(person.id for person in self.persons)

    @property
    def used_factor(self) -> bool:
        """Whether they came into this session with a passkey or a second factor."""
        return self.factor_at is not None

    def has_proved(self, *, factor: bool = False) -> bool:
        """Tell whether they showed a moment ago that it is them; with a passkey or a second factor, if so asked."""
        moment = self.factor_at if factor else self.proved_at
        return moment is not None and moment > clock.now() - PROVED_FOR


ANONYMOUS = Visitor()

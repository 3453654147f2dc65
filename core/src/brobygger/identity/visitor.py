"""Who is looking: what every view knows of the person behind a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brobygger.identity.models import Relation


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

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def person_ids(self) -> tuple[int, ...]:
        return tuple(person.id for person in self.persons)


ANONYMOUS = Visitor()

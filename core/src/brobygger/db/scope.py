"""Which associations' rows may be touched right now.

A scope is one association (its rows are read and written), a selection of associations (their rows are read), or all
of them (a named, greppable act). Without a scope, rows of associations cannot be touched at all.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Subquery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tortoise.queryset import QuerySet


class NoAssociationScope(Exception):  # noqa: N818  # named for the situation
    """Rows of associations were asked for where no association was named."""


class ForeignAssociation(Exception):  # noqa: N818  # a name that says what happened
    """A row of an association outside of the scope was to be written."""


@dataclass(frozen=True, slots=True)
class _One:
    association_id: int

    def narrow(self, query: QuerySet[Any]) -> QuerySet[Any]:
        return query.filter(association_id=self.association_id)

    def may_write(self, association_id: int) -> bool:
        return association_id == self.association_id


@dataclass(frozen=True, slots=True)
class _Selection:
    ids: Callable[[], Any]

    def narrow(self, query: QuerySet[Any]) -> QuerySet[Any]:
        with crossing_associations("the selection itself names the associations"):
            return query.filter(association_id__in=Subquery(self.ids()))

    def may_write(self, association_id: int) -> bool:  # noqa: ARG002  # nothing may be written
        return False


@dataclass(frozen=True, slots=True)
class _All:
    reason: str

    def narrow(self, query: QuerySet[Any]) -> QuerySet[Any]:
        return query

    def may_write(self, association_id: int) -> bool:  # noqa: ARG002  # any may be
        return True


_scope: ContextVar[_One | _Selection | _All | None] = ContextVar("brobygger_scope", default=None)


@contextmanager
def _enter(scope: _One | _Selection | _All) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def association_scope(association_id: int) -> AbstractContextManager[None]:
    """Read and write the rows of one association, and of no other, in the code inside."""
    return _enter(_One(association_id))


def selection_scope(ids: Callable[[], Any]) -> AbstractContextManager[None]:
    """Read the rows of the associations whose ids the query of *ids* yields (``….values("association_id")``)."""
    return _enter(_Selection(ids))


def crossing_associations(reason: str) -> AbstractContextManager[None]:
    """Touch the rows of all associations in the code inside; *reason* says to the reader why that is right."""
    assert reason
    return _enter(_All(reason))


def current_scope() -> _One | _Selection | _All:
    """Return the scope. Raises NoAssociationScope."""
    scope = _scope.get()
    if scope is None:
        raise NoAssociationScope("no association is in scope: use association_scope() or crossing_associations()")
    return scope


def current_association_id() -> int | None:
    """Return the id of the one association in scope; None without a scope, and in a wider one."""
    scope = _scope.get()
    return scope.association_id if isinstance(scope, _One) else None

"""Which association's rows may be touched right now."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class NoAssociationScope(Exception):  # noqa: N818  # named for the situation
    """Rows of associations were asked for where no association was named."""


class ForeignAssociation(Exception):  # noqa: N818
    """A row of another association was to be written."""


CROSSING = -1
_scope: ContextVar[int | None] = ContextVar("brobygger_association", default=None)


@contextmanager
def association_scope(association_id: int) -> Iterator[None]:
    """See and write the rows of one association, and of no other, in the code inside."""
    token = _scope.set(association_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def crossing_associations(reason: str) -> Iterator[None]:
    """See the rows of all associations in the code inside; *reason* says to the reader why that is right."""
    assert reason
    token = _scope.set(CROSSING)
    try:
        yield
    finally:
        _scope.reset(token)


def current_scope() -> int:
    """Return the association's id, or CROSSING. Raises NoAssociationScope."""
    scope = _scope.get()
    if scope is None:
        raise NoAssociationScope("no association is in scope: use association_scope() or crossing_associations()")
    return scope


def current_association_id() -> int | None:
    """Return the id of the association in scope; None without one and while crossing."""
    scope = _scope.get()
    return None if scope == CROSSING else scope

"""Writing the audit log, and reading one association's part of it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from tortoise.expressions import Q

from brobygger import clock
from brobygger.services.audit.models import AuditEntry
from brobygger.web.paging import Page, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

#: The database refuses to delete what is younger (migration 0002), and to change anything.
KEPT: Final = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which request."""

    account_id: int | None = None
    request_id: str = ""


_NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("brobygger_actor", default=_NOBODY)


@contextmanager
def acting(account_id: int | None, request_id: str = "") -> Iterator[None]:
    """Say who does what the code inside does."""
    token = _actor.set(Actor(account_id, request_id))
    try:
        yield
    finally:
        _actor.reset(token)


async def record(action: str, *, association_id: int | None = None, object: str = "", reason: str = "") -> None:  # noqa: A002  # the field's own word
    """Write down that *action* (``module.enabled``) was done to *object* (``module:events``), in the transaction.

    Ids and codes only, never content or names. The acting account and the request are known from ``acting``.
    """
    actor = _actor.get()
    await AuditEntry.create(
        action=action,
        association_id=association_id,
        object=object,
        reason=reason,
        account_id=actor.account_id,
        request_id=actor.request_id,
    )


async def read_entries(
    association_id: int | None,
    *,
    after: str = "",
    beginnings: Sequence[str] = (),
    span: tuple[datetime, datetime] | None = None,
) -> Page[AuditEntry]:
    """Return a page of what was done in one association, or (None) to the site as a whole; the latest first.

    *beginnings* are those of the actions that are wanted, *span* is from when until before when.
    """
    query = AuditEntry.filter(association_id=association_id)
    if beginnings:
        query = query.filter(reduce(or_, (Q(action__startswith=beginning) for beginning in beginnings)))
    if span:
        query = query.filter(at__gte=span[0], at__lt=span[1])
    return await read_page(query, order=("-id",), after=after)


async def delete_old_entries() -> None:
    """Delete what was done more than two years ago."""
    await AuditEntry.filter(at__lt=clock.now() - KEPT).delete()

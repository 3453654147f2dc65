"""Lists that grow are read by key, never by offset: page one thousand costs what page one costs."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.queryset import QuerySet

M = TypeVar("M", bound=Model)
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """A stretch of a list, and the cursor of the next one; empty at the end."""

    items: Sequence[M]
    next_cursor: str


async def read_page(query: QuerySet[M], *, order: tuple[str, ...], after: str = "", size: int = PAGE_SIZE) -> Page[M]:
    """Read one page of *query* after a cursor, in *order*: columns, of which the last must be unique, each ascending
    or, with a ``-`` before it, descending.

    A cursor that was not made here starts the list from its beginning: a mangled link is no error.
    """
    values = _decode(after, len(order))
    if values is not None:
        query = query.filter(_beyond(order, values))
    rows = await query.order_by(*order).limit(size + 1)
    more = len(rows) > size
    items = rows[:size]
    return Page(items, _encode(items[-1], order) if more else "")


def _beyond(order: tuple[str, ...], values: list[Any]) -> Q:
    beyond = Q()
    columns = [column.removeprefix("-") for column in order]
    for index, column in enumerate(columns):
        same = Q(**dict(zip(columns[:index], values[:index], strict=True)))
        direction = "lt" if order[index].startswith("-") else "gt"
        step = same & Q(**{f"{column}__{direction}": values[index]})
        beyond = step if index == 0 else beyond | step
    return beyond


def _encode(row: Model, order: tuple[str, ...]) -> str:
    values = [getattr(row, column.removeprefix("-")) for column in order]
    plain = [{"at": value.isoformat()} if isinstance(value, (datetime, date)) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> list[Any] | None:
    if not cursor:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_moment(value["at"]) if isinstance(value, dict) else value for value in plain]
    except (ValueError, KeyError, TypeError):
        return None
    usable = len(values) == length and all(isinstance(value, (str, int, float, datetime, date)) for value in values)
    return values if usable else None


def _moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)

"""Lists that grow are read by key, never by offset: page one thousand costs what page one costs."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.fields import Field
    from tortoise.queryset import QuerySet

M = TypeVar("M", bound=Model)
PAGE_SIZE = 20
_LARGEST = 2**31 - 1  # that an integer column holds
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # characters that JSON can name and a text column cannot hold


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
    columns = [query.model._meta.fields_map[column.removeprefix("-")] for column in order]
    values = _decode(after, columns)
    if values:
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


def _decode(cursor: str, columns: Sequence[Field[Any]]) -> list[Any]:
    """Return what a row on *columns* held; nothing when the cursor is none of theirs."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_moment(value["at"]) if isinstance(value, dict) else value for value in plain]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    usable = len(values) == len(columns) and all(map(_could_hold, columns, values))
    return values if usable else []


def _could_hold(column: Field[Any], value: object) -> bool:
    """Tell whether *column* could hold *value*: a database that is asked for another kind raises."""
    if isinstance(column, fields.IntField):
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    if isinstance(column, fields.DatetimeField):
        return isinstance(value, datetime) and value.tzinfo == UTC  # another zone overflows at the end of time
    if isinstance(column, fields.DateField):
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, str) and _NO_TEXT.search(value) is None


def _moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)

"""What a page asks of the database."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGER = logging.getLogger("tortoise.db_client")
#: Tortoise logs each statement before it sends it, so, with its values.
_FORMAT = "%s: %s"


class Query(NamedTuple):
    """One statement, and the values for its placeholders."""

    statement: str
    values: list[Any]


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.queries: list[Query] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == _FORMAT and isinstance(record.args, tuple):
            statement, values = record.args
            self.queries.append(Query(str(statement), list(values or [])))  # type: ignore[call-overload]  # a sequence
        else:
            self.queries.append(Query(record.getMessage(), []))


@contextmanager
def recorded_queries() -> Iterator[list[Query]]:
    """Collect what the code inside asks of the database, in order."""
    recorder, level = _Recorder(), _LOGGER.level
    _LOGGER.addHandler(recorder)
    _LOGGER.setLevel(logging.DEBUG)
    try:
        yield recorder.queries
    finally:
        _LOGGER.setLevel(level)
        _LOGGER.removeHandler(recorder)

"""What a page asks of the database."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGER = logging.getLogger("tortoise.db_client")


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.statements: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.statements.append(record.getMessage())


@contextmanager
def recorded_queries() -> Iterator[list[str]]:
    """Collect the statements that the code inside sends to the database, in order."""
    recorder, level = _Recorder(), _LOGGER.level
    _LOGGER.addHandler(recorder)
    _LOGGER.setLevel(logging.DEBUG)
    try:
        yield recorder.statements
    finally:
        _LOGGER.setLevel(level)
        _LOGGER.removeHandler(recorder)

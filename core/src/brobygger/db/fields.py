"""Columns that behave alike on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import Any

from tortoise import fields
from tortoise.exceptions import ValidationError

from brobygger.ids import public_id


class UTCDateTimeField(fields.DatetimeField[datetime]):
    """A moment. SQLite compares text, so every value and parameter is turned to UTC; a naive one is refused."""

    def to_db_value(self, value: Any, instance: Any) -> Any:
        if value is not None:
            if value.tzinfo is None:
                raise ValidationError("a moment needs a time zone")
            value = value.astimezone(UTC)
        return super().to_db_value(value, instance)


class ClockTimeField(fields.CharField[Any]):
    """A time by the clock on the wall, such as 19:00, which stays 19:00 in summer and winter.

    Tortoise's own TimeField gives every time a zone, which a planned time has none of.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 5, **kwargs})

    def to_python_value(self, value: time | str | None) -> Any:
        return time.fromisoformat(value) if isinstance(value, str) else value

    def to_db_value(self, value: time | str | None, instance: Any) -> Any:
        clock = self.to_python_value(value)
        return super().to_db_value(None if clock is None else clock.isoformat("minutes"), instance)


def encode_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def decode_json(text: str | bytes) -> Any:
    return json.loads(text)


def JSONField(**kwargs: Any) -> fields.JSONField[Any]:  # noqa: N802  # reads as a field
    """A JSON column whose coding does not depend on what else is installed."""
    return fields.JSONField(encoder=encode_json, decoder=decode_json, **kwargs)


class KeyField(fields.CharField[Any]):
    """A text by which addresses name a row. A lookup by what it could not hold finds nothing; Tortoise would raise."""

    def to_db_value(self, value: Any, instance: Any) -> Any:
        return value if isinstance(instance, type) else super().to_db_value(value, instance)


def PublicIdField(**kwargs: Any) -> Any:  # noqa: N802  # read as a field
    """An id for addresses."""
    return KeyField(max_length=16, unique=True, default=public_id, **kwargs)


def fold(text: str) -> str:
    """Return *text* as search compares it: without case, in any script."""
    return " ".join(text.casefold().split())

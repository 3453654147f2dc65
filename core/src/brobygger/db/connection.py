"""Opening the database, and transactions."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.context import TortoiseContext, _current_context
from tortoise.transactions import in_transaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class AppConfig:
    """One distribution's tables: its label, the modules of its models, the package of its migrations."""

    label: str
    models: tuple[str, ...]
    migrations: str


def tortoise_config(url: str, apps: Iterable[AppConfig]) -> dict[str, Any]:
    return {
        "connections": {"default": url},
        "apps": {
            app.label: {"models": list(app.models), "migrations": app.migrations, "default_connection": "default"}
            for app in apps
        },
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def connect(url: str, apps: Iterable[AppConfig]) -> AsyncIterator[TortoiseContext]:
    async with TortoiseContext() as context:
        await context.init(config=tortoise_config(url, apps))
        yield context


@contextmanager
def activate(context: TortoiseContext) -> Iterator[None]:
    token = _current_context.set(context)
    try:
        yield
    finally:
        _current_context.reset(token)


def transaction() -> Any:
    """Return a transaction; inside another one a savepoint."""
    return in_transaction("default")

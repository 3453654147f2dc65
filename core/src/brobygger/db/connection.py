"""Opening the database, and transactions."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext, _current_context
from tortoise.transactions import in_transaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from brobygger.db.models import DeclaredModel


@dataclass(frozen=True, slots=True)
class AppConfig:
    """One distribution's tables: its label, the modules of its models, the package of its migrations."""

    label: str
    models: tuple[str, ...]
    migrations: str


#: Every commit survives a power cut; a writer waits for another one; what is deleted is overwritten.
_SQLITE_PRAGMAS = {
    "journal_mode": "WAL", "foreign_keys": "ON", "synchronous": "FULL", "busy_timeout": "5000", "secure_delete": "ON",
}  # fmt: skip


def tortoise_config(url: str, apps: Iterable[AppConfig]) -> dict[str, Any]:
    """Return Tortoise's configuration of the database at *url*, ``sqlite://…`` or ``postgres://…``.

    What the address itself says (``?synchronous=OFF``) wins. Raises ValueError for another kind of database.
    """
    connection = expand_db_url(url)
    if url.startswith("sqlite:"):
        connection["engine"] = "brobygger.db.sqlite"
        connection["credentials"] = {**_SQLITE_PRAGMAS, **connection["credentials"]}
    elif not url.startswith("postgres:"):
        raise ValueError("the database must be sqlite:// or postgres://")
    return {
        "connections": {"default": connection},
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


def registered_models() -> dict[str, list[type[DeclaredModel]]]:
    """Return the models of the database in use, by the label of their distribution."""
    context = _current_context.get()
    assert context is not None
    assert context.apps is not None
    found: dict[str, list[Any]] = {label: list(models.values()) for label, models in context.apps.items()}
    return found


def transaction() -> Any:
    """Return a transaction; inside another one a savepoint."""
    return in_transaction("default")

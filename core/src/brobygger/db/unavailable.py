"""A database that cannot be used, in words that say what to look at."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg
from tortoise.exceptions import DBConnectionError, OperationalError

from brobygger.db.errors import DatabaseError, DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_AWAY = (
    DBConnectionError,
    OperationalError,
    OSError,
    sqlite3.DatabaseError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


@contextmanager
def explain_unavailable(url: str) -> Iterator[None]:
    """Turn what drivers raise when the database cannot be used into DatabaseUnavailable, with the remedy."""
    try:
        yield
    except DatabaseError:
        raise
    except _AWAY as error:
        raise DatabaseUnavailable(f"{_place(url)}: {error}. {_remedy(error)}") from error


def _place(url: str) -> str:
    """Return where the database is, without its password."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return f"cannot use the database file {url.removeprefix('sqlite://').partition('?')[0]}"
    return f"cannot use the database {parts.path.lstrip('/')} at {parts.hostname or 'the local socket'}"


def _remedy(error: BaseException) -> str:
    text = str(error)
    if "malformed" in text or "not a database" in text:
        return "The file is damaged: stop everything that uses it, and restore the latest backup."
    if "readonly" in text or "unable to open" in text:
        return "Let the user who runs the site write the file and its folder."
    if "locked" in text:
        return "Another program holds it: end that program, and start again."
    return "Check [database] url, and that the server is running."

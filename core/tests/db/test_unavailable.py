"""A database that cannot be used is refused in words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger import db
from brobygger.db import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.tests.db.conftest import App


@pytest.fixture
def pets(pets: App, owner: Callable[..., str]) -> App:
    pets.migration("0001_initial", f"[{owner()}]")
    return pets


async def migrate(url: str, pets: App) -> None:
    await db.migrate(url, [pets.config], log=lambda _: None)


async def test_damaged_file_is_not_run_on(tmp_path: Path, pets: App) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(b"this is no database, and longer than a header " * 100)

    with pytest.raises(DatabaseUnavailable, match="damaged: stop everything that uses it, and restore"):
        await migrate(f"sqlite://{path}", pets)

    assert path.read_bytes().startswith(b"this is no database")


async def test_missing_folder_is_named(tmp_path: Path, pets: App) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"missing/x\.db: .* Let the user who runs the site write"):
        await migrate(f"sqlite://{tmp_path}/missing/x.db", pets)


async def test_folder_in_place_of_the_file_is_named(tmp_path: Path, pets: App) -> None:
    with pytest.raises(DatabaseUnavailable, match="Let the user who runs the site write"):
        await migrate(f"sqlite://{tmp_path}", pets)


async def test_server_that_is_away_is_named_without_its_password(pets: App) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"Check \[database\] url, and that the server is running") as caught:
        await migrate("postgres://brobygger:hemmeligt@127.0.0.1:9/brobygger", pets)

    assert "hemmeligt" not in str(caught.value)
    assert "brobygger at 127.0.0.1" in str(caught.value)


async def test_other_kinds_of_databases_are_refused(pets: App) -> None:
    with pytest.raises(ValueError, match="must be sqlite:// or postgres://"):
        await migrate("mysql://root@127.0.0.1/brobygger", pets)

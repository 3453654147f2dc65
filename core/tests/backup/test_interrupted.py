"""What stops a restore leaves the old database whole; and who was erased since the backup is erased again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brobygger.backup import BackupError, check_restored, restore_site, save_site
from brobygger.db import crossing_associations
from brobygger.identity.models import Account, Person
from brobygger.membership.models import Contact
from brobygger.privacy import journal
from brobygger.privacy.erasure import Outcome, erase_account
from core.tests.backup.conftest import PICTURE, opened, picture_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.settings import Settings
    from core.tests.backup.conftest import Rows

    Fill = Callable[[], Awaitable[Rows]]

#: Restores, and is killed where its second argument says: before the database takes its place, or before the erasures.
KILLED = """
import asyncio, os, pathlib, signal, sys
from brobygger.backup import restore, restore_site
from brobygger.settings import load_settings

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def start(program, *arguments, **options):
    if "psql" in program:
        die()
    return await started(program, *arguments, **options)

if sys.argv[2] == "place":
    started = asyncio.create_subprocess_exec
    asyncio.create_subprocess_exec = start
    replaced = pathlib.Path.replace
    pathlib.Path.replace = lambda path, target: die() if path.name.endswith(".restored") else replaced(path, target)
else:
    restore.erase_again = die
asyncio.run(restore_site(load_settings(), pathlib.Path(sys.argv[1]), replace=True))
"""


def environment(settings: Settings) -> dict[str, str]:
    given = {
        "BROBYGGER_SITE__DATA_DIR": str(settings.site.data_dir),
        "BROBYGGER_SITE__PUBLIC_ORIGIN": settings.site.public_origin,
        "BROBYGGER_SITE__THEME": settings.site.theme,
        "BROBYGGER_DATABASE__URL": settings.database_url,
    }
    return {**os.environ, **given}


async def brobygger(settings: Settings, *arguments: str) -> tuple[int, str, str]:
    return await run(settings, str(Path(sys.executable).with_name("brobygger")), *arguments)


async def run(settings: Settings, *command: str) -> tuple[int, str, str]:
    """Run a program with the site's settings; return its code and what it said."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate()
    return process.returncode or 0, out.decode(), errors.decode()


async def test_killed_before_the_last_step_leaves_the_old_database_whole(
    fill: Fill, settings: Settings, archive: Path
) -> None:
    before = await fill()
    await save_site(settings, archive)
    async with opened(settings):
        await Person.create(name="Later")
    later = await rows_of(settings)

    code, _, errors = await run(settings, sys.executable, "-c", KILLED, str(archive), "place")

    assert code == -signal.SIGKILL, errors
    assert await rows_of(settings) == later
    await restore_site(settings, archive, replace=True)
    assert await rows_of(settings) == before
    check_restored(settings)


async def test_killed_before_the_erasures_opens_with_nobody_who_was_erased(
    fill: Fill, settings: Settings, archive: Path
) -> None:
    await fill()
    await save_site(settings, archive)
    async with opened(settings):
        await erase_account(await Account.all().get(), Outcome())
    erased = await rows_of(settings)

    code, _, errors = await run(settings, sys.executable, "-c", KILLED, str(archive), "erasures")

    assert code == -signal.SIGKILL, errors
    if settings.database_url.startswith("sqlite:"):
        assert await rows_of(settings) == erased
    else:
        with pytest.raises(BackupError, match="interrupted"):
            check_restored(settings)
    await restore_site(settings, archive, replace=True)
    check_restored(settings)
    assert "anna@example.org" not in str(await rows_of(settings))


async def test_site_does_not_open_between_a_restored_database_and_its_erasures(settings: Settings) -> None:
    settings.site.data_dir.mkdir()
    (settings.site.data_dir / ".restoring").touch()

    code, _, errors = await brobygger(settings, "serve", "--port", "1")

    assert code == 1
    assert "restore --replace" in errors


async def test_who_was_erased_since_the_backup_is_erased_again(fill: Fill, settings: Settings, archive: Path) -> None:
    await fill()
    await save_site(settings, archive)
    async with opened(settings):
        await erase_account(await Account.all().get(), Outcome())
        entries = journal.read()

    done = await restore_site(settings, archive, replace=True)

    assert {entry.kind for entry in entries} == set(journal.Kind)
    assert done.erased_again == 3
    async with opened(settings):
        assert await Person.all().count() == 0
        with crossing_associations("the test looks everywhere"):
            assert await Contact.all().count() == 0
    assert "anna@example.org" not in str(await rows_of(settings))
    assert "Anna" not in (settings.site.data_dir / journal.NAME).read_text()


async def test_machine_that_is_gone_hands_its_erasures_to_the_new_one(
    fill: Fill, settings: Settings, archive: Path, elsewhere: Settings, tmp_path: Path
) -> None:
    await fill()
    await save_site(settings, archive)
    async with opened(settings):
        await erase_account(await Account.all().get(), Outcome())
    rescued = (settings.site.data_dir / journal.NAME).rename(tmp_path / "rescued.jsonl")

    done = await restore_site(elsewhere, archive, erasures=rescued)

    assert done.knows_erasures
    assert "anna@example.org" not in str(await rows_of(elsewhere))


async def test_journal_forgets_nothing_when_an_older_one_comes_with_the_backup(
    fill: Fill, settings: Settings, archive: Path
) -> None:
    await fill()
    path = settings.site.data_dir / journal.NAME
    path.write_text('{"kind": "person", "id": "first", "at": "2026-01-01"}\n')
    await save_site(settings, archive)
    path.write_text('{"kind": "person", "id": "second", "at": "2026-01-02"}\nhalf a li')

    await restore_site(settings, archive, replace=True)

    assert {entry.public_id for entry in journal.read(path)} >= {"second", "first"}


async def test_commands_say_what_they_did_with_the_key(
    fill: Fill, settings: Settings, archive: Path, elsewhere: Settings
) -> None:
    await fill()

    with_key = await brobygger(settings, "backup", str(archive), "--with-keys")
    without = await brobygger(settings, "backup", str(archive.with_name("bare.zip")))
    verified = await brobygger(settings, "verify", str(archive))
    restored = await brobygger(elsewhere, "restore", str(archive))
    again = await brobygger(elsewhere, "restore", str(archive))

    assert "is in it" in with_key[1], with_key
    assert "is not in it" in without[1], without
    assert "is whole" in verified[1], verified
    assert "was restored" in restored[1], restored
    assert again[0] == 1
    assert "--replace" in again[2]
    assert len(again[2].splitlines()) == 1
    assert picture_of(elsewhere).read_bytes() == PICTURE


def test_program_of_postgresql_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from brobygger.backup import postgres

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "_FOLDERS", (str(tmp_path),))

    with pytest.raises(BackupError, match="apt-get install postgresql-client"):
        postgres.find_program("pg_dump")

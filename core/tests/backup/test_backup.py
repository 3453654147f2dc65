"""Backups, drilled: fill, back up, lose, restore, and everything is as it was."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from brobygger.backup import BackupError, restore_site, save_site, verify
from brobygger.backup.archive import MANIFEST
from brobygger.identity.models import Person
from brobygger.testing.site import running_site
from core.tests.backup.conftest import PICTURE, opened, picture_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock
    from core.tests.backup.conftest import Rows

    Fill = Callable[[], Awaitable[Rows]]


async def test_backup_on_a_new_machine_is_the_site_as_it_was(
    fill: Fill, settings: Settings, archive: Path, elsewhere: Settings
) -> None:
    before = await fill()

    saved = await save_site(settings, archive, with_keys=True)
    done = await restore_site(elsewhere, archive)

    assert await rows_of(elsewhere) == before
    assert saved.manifest.tables["core_person"] == 1
    assert picture_of(elsewhere).read_bytes() == PICTURE
    old, new = (each.site.data_dir / "secret.key" for each in (settings, elsewhere))
    assert done.key_restored
    assert new.read_text() == old.read_text()
    assert [path.stat().st_mode & 0o077 for path in (new, archive)] == [0, 0]


async def test_restored_database_still_refuses_to_change_evidence(
    fill: Fill, settings: Settings, archive: Path, elsewhere: Settings
) -> None:
    from brobygger.services.audit.models import AuditEntry

    await fill()
    await save_site(settings, archive)
    await restore_site(elsewhere, archive)

    async with opened(elsewhere):
        assert await AuditEntry.all().count()
        with pytest.raises(Exception, match="never changed"):
            await AuditEntry.all().update(action="nothing.happened")


async def test_backup_is_of_one_moment_while_the_site_goes_on(
    settings: Settings, clock: MovableClock, archive: Path
) -> None:
    async with running_site(settings, clock):
        await Person.create(name="Before")
        saved = await save_site(settings, archive)
        await Person.create(name="After")

    assert saved.manifest.tables["core_person"] == 1
    assert (await verify(archive)).tables == saved.manifest.tables


async def test_secret_key_is_in_no_backup_that_was_not_asked_for_it(
    fill: Fill, settings: Settings, archive: Path, elsewhere: Settings
) -> None:
    await fill()
    key = (settings.site.data_dir / "secret.key").read_bytes()

    saved = await save_site(settings, archive)
    done = await restore_site(elsewhere, archive)

    with zipfile.ZipFile(archive) as parts:
        assert [name for name in parts.namelist() if key in parts.read(name)] == []
    assert not saved.manifest.has_key
    assert not done.key_restored


async def test_database_with_something_in_it_is_replaced_only_when_told_to(
    fill: Fill, settings: Settings, archive: Path
) -> None:
    before = await fill()
    await save_site(settings, archive)
    async with opened(settings):
        await Person.create(name="Later")
    picture_of(settings).write_bytes(b"changed")
    later = await rows_of(settings)

    with pytest.raises(BackupError, match="--replace"):
        await restore_site(settings, archive)
    assert await rows_of(settings) == later
    assert picture_of(settings).read_bytes() == b"changed"

    await restore_site(settings, archive, replace=True)
    assert await rows_of(settings) == before
    assert picture_of(settings).read_bytes() == PICTURE


async def test_database_that_is_in_use_is_not_replaced(fill: Fill, settings: Settings, archive: Path) -> None:
    before = await fill()
    await save_site(settings, archive)

    async with opened(settings):
        await Person.all().count()
        with pytest.raises(BackupError, match="stop the site"):
            await restore_site(settings, archive, replace=True)

    assert await rows_of(settings) == before


@pytest.mark.parametrize("kept", [0, 0.3, 0.95])
async def test_truncated_archive_is_refused(
    fill: Fill, settings: Settings, archive: Path, elsewhere: Settings, kept: float
) -> None:
    await fill()
    await save_site(settings, archive)
    _truncate(archive, kept)

    with pytest.raises(BackupError, match="no complete backup"):
        await verify(archive)
    with pytest.raises(BackupError, match="no complete backup"):
        await restore_site(elsewhere, archive)


async def test_part_that_is_not_what_was_put_in_is_refused(
    fill: Fill, settings: Settings, archive: Path, tmp_path: Path
) -> None:
    await fill()
    await save_site(settings, archive)
    changed = tmp_path / "changed.zip"
    _rewrite(archive, changed, {"files/uploads/5/picture.webp": b"another picture"})

    with pytest.raises(BackupError, match="picture"):
        await verify(changed)


async def test_database_without_the_rows_it_should_have_is_refused(
    fill: Fill, settings: Settings, archive: Path, tmp_path: Path
) -> None:
    await fill()
    saved = await save_site(settings, archive)
    manifest = json.loads(saved.manifest.to_json())
    manifest["tables"]["core_person"] = 7
    changed = tmp_path / "changed.zip"
    _rewrite(archive, changed, {MANIFEST: json.dumps(manifest).encode()})

    with pytest.raises(BackupError, match="core_person"):
        await verify(changed)


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside"])
async def test_part_outside_of_the_data_folder_is_refused(
    fill: Fill, settings: Settings, archive: Path, tmp_path: Path, name: str
) -> None:
    await fill()
    saved = await save_site(settings, archive)
    manifest = json.loads(saved.manifest.to_json())
    manifest["parts"][name] = "0" * 64
    changed = tmp_path / "changed.zip"
    _rewrite(archive, changed, {MANIFEST: json.dumps(manifest).encode(), name: b"x"})

    with pytest.raises(BackupError, match="outside"):
        await verify(changed)


async def test_backup_of_a_later_release_is_refused(
    fill: Fill, settings: Settings, archive: Path, tmp_path: Path, elsewhere: Settings
) -> None:
    await fill()
    saved = await save_site(settings, archive)
    manifest = json.loads(saved.manifest.to_json())
    manifest["migrations"].append("core 9999_of_tomorrow")
    changed = tmp_path / "changed.zip"
    _rewrite(archive, changed, {MANIFEST: json.dumps(manifest).encode()})

    with pytest.raises(BackupError, match="9999_of_tomorrow"):
        await restore_site(elsewhere, changed)


async def test_backup_does_not_write_over_another_nor_into_the_data_folder(
    fill: Fill, settings: Settings, archive: Path
) -> None:
    await fill()
    saved = await save_site(settings, archive)

    with pytest.raises(BackupError, match="already"):
        await save_site(settings, archive)
    with pytest.raises(BackupError, match="data folder"):
        await save_site(settings, settings.site.data_dir / "backup.zip")

    assert (await verify(archive)).parts == saved.manifest.parts
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def _truncate(archive: Path, kept: float) -> None:
    os.truncate(archive, int(archive.stat().st_size * kept))


def _rewrite(source: Path, target: Path, parts: dict[str, bytes]) -> None:
    """Copy an archive with some parts written anew."""
    shutil.copy(source, target)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in [name for name in old.namelist() if name not in parts]:
            new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)

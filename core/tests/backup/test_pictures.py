"""Pictures in backups: every one that the database names is in the archive, and back where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.associations.services import get_host
from brobygger.backup import BackupError, restore_site, save_site, verify
from brobygger.db import association_scope
from brobygger.services.pictures import add_picture, prepare_picture, remove_picture
from brobygger.services.pictures.files import folder_of
from brobygger.testing.pictures import make_picture
from brobygger.testing.site import running_site
from core.tests.backup.conftest import opened

if TYPE_CHECKING:
    from pathlib import Path

    from brobygger.services.pictures.models import Picture
    from brobygger.settings import Settings
    from brobygger.testing.clock import MovableClock


async def add_pictures(count: int) -> list[Picture]:
    host = await get_host()
    assert host
    with association_scope(host.id):
        return [
            await add_picture(await prepare_picture(make_picture()), host, owner="core", alt="A table")
            for _ in range(count)
        ]


async def test_pictures_are_back_on_a_new_machine(
    settings: Settings, clock: MovableClock, elsewhere: Settings, archive: Path
) -> None:
    async with running_site(settings, clock):
        added = await add_pictures(2)
        files = {path.name: path.read_bytes() for path in folder_of(added[0].public_id).iterdir()}
        saved = await save_site(settings, archive)
    assert saved.manifest.pictures == (await verify(archive)).pictures == 2

    await restore_site(elsewhere, archive)

    async with opened(elsewhere):
        restored = {path.name: path.read_bytes() for path in folder_of(added[0].public_id).iterdir()}
    assert restored == files


async def test_backup_without_the_files_of_a_picture_is_not_whole(
    settings: Settings, clock: MovableClock, archive: Path
) -> None:
    async with running_site(settings, clock):
        gone, _ = await add_pictures(2)
        for path in folder_of(gone.public_id).iterdir():
            path.unlink()
        await save_site(settings, archive)

    with pytest.raises(BackupError, match="names 2 pictures, and it has the files of 1"):
        await verify(archive)


async def test_picture_that_is_removed_while_a_backup_is_made_is_whole_in_it(
    settings: Settings, clock: MovableClock, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from brobygger.backup import save

    copy_database = save._copy_database

    async with running_site(settings, clock) as site:
        (picture,) = await add_pictures(1)

        async def copy_then_remove(url: str, target: Path) -> object:
            copied = await copy_database(url, target)
            with association_scope(picture.association_id):
                await remove_picture(picture)
            await site.run_due_work()
            return copied

        monkeypatch.setattr(save, "_copy_database", copy_then_remove)
        await save_site(settings, archive)

    assert (await verify(archive)).pictures == 1

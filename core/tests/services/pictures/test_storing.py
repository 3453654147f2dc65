"""Rows and files: never a row without its files, and no file that stays without a row."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger import clock as site_clock
from brobygger.db import association_scope, crossing_associations, transaction
from brobygger.services.limits import HOUR, Limit
from brobygger.services.pictures import (
    PicturesFullError,
    Prepared,
    add_picture,
    prepare_picture,
    remove_picture,
    services,
)
from brobygger.services.pictures.files import folder_of, uploads_folder
from brobygger.services.pictures.models import Picture
from brobygger.testing.pictures import make_picture

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site


async def add(association: Association, data: bytes | None = None, *, alt: str = "A table") -> Picture:
    with association_scope(association.id):
        prepared = await prepare_picture(data or make_picture())
        return await add_picture(prepared, association, owner="core", alt=alt)


async def fail_after_adding(prepared: Prepared, association: Association) -> None:
    async with transaction():
        await add_picture(prepared, association, owner="core", alt="")
        raise ZeroDivisionError


def age(public_id: str, by: timedelta) -> None:
    """Let a picture's folder be as old as that, by the site's clock."""
    moment = (site_clock.now() - by).timestamp()
    os.utime(folder_of(public_id), (moment, moment))


async def count_pictures() -> int:
    with crossing_associations("a test counts"):
        return await Picture.all().count()


async def test_files_are_in_the_data_folder_whole_and_under_names_of_our_own(
    site: Site, association: Association
) -> None:
    picture = await add(association)

    files = sorted(path.name for path in folder_of(picture.public_id).iterdir())
    assert files == sorted(picture.file_names)
    assert uploads_folder() == site.runtime.settings.site.data_dir / "uploads"
    assert picture.bytes == sum(path.stat().st_size for path in folder_of(picture.public_id).iterdir())


async def test_transaction_that_fails_leaves_no_row_and_its_files_are_swept(
    site: Site, association: Association, clock: MovableClock
) -> None:
    with association_scope(association.id):
        prepared = await prepare_picture(make_picture())
        with pytest.raises(ZeroDivisionError):
            await fail_after_adding(prepared, association)
    assert await count_pictures() == 0
    kept = await add(association)
    age(prepared.public_id, timedelta(hours=23))
    age(kept.public_id, timedelta(days=400))

    await services.sweep_orphans()
    assert folder_of(prepared.public_id).is_dir(), "it may be about to get its row"

    clock.advance(timedelta(hours=2))
    await services.sweep_orphans()
    assert not folder_of(prepared.public_id).exists()
    assert folder_of(kept.public_id).is_dir()


async def test_half_written_file_of_a_killed_process_is_swept(site: Site, association: Association) -> None:
    folder = folder_of("zzzzkilled22")
    folder.mkdir(parents=True)
    (folder / ".partial-x").write_bytes(b"half")
    age("zzzzkilled22", timedelta(days=2))

    await services.sweep_orphans()

    assert not folder.exists()


async def test_sweeping_is_done_every_night(site: Site, association: Association, clock: MovableClock) -> None:
    folder = folder_of("zzzznobody22")
    folder.mkdir(parents=True)
    age("zzzznobody22", timedelta(days=2))
    await site.run_due_work()

    clock.advance(timedelta(days=1))
    await site.run_due_work()

    assert not folder.exists()


async def test_files_outlive_their_row_until_no_backup_needs_them(
    site: Site, association: Association, clock: MovableClock
) -> None:
    picture = await add(association)
    other = await add(association)
    with association_scope(association.id):
        await remove_picture(picture)
    await site.run_due_work()
    assert folder_of(picture.public_id).is_dir()

    clock.advance(timedelta(hours=3))
    await site.run_due_work()

    assert not folder_of(picture.public_id).exists()
    assert folder_of(other.public_id).is_dir()


async def test_pictures_of_an_association_that_is_deleted_go_with_it(
    site: Site, association: Association, other_association: Association
) -> None:
    gone, kept = await add(association), await add(other_association)
    for each in (gone, kept):
        age(each.public_id, timedelta(days=2))

    await association.delete()
    await services.sweep_orphans()

    assert not folder_of(gone.public_id).exists()
    assert folder_of(kept.public_id).is_dir()


async def test_quota_is_each_associations_own(
    association: Association, other_association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await add(association)
    monkeypatch.setattr(services, "QUOTA", first.bytes + 10)

    with pytest.raises(PicturesFullError, match="Remove one first"):
        await add(association)
    await add(other_association)
    assert await count_pictures() == 2


async def test_too_many_in_an_hour_are_refused(
    association: Association, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "PER_ASSOCIATION", Limit(1, HOUR))
    await add(association)

    with pytest.raises(PicturesFullError, match="in an hour"):
        await add(association)
    clock.advance(timedelta(hours=1, seconds=1))
    await add(association)

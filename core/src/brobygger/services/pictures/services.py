"""Taking pictures in, showing where they are, and letting them go."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from tortoise.functions import Sum

from brobygger import clock
from brobygger.db import crossing_associations, current_association_id, transaction
from brobygger.due.services import schedule
from brobygger.i18n import gettext as _
from brobygger.ids import public_id
from brobygger.services import audit
from brobygger.services.limits import HOUR, Limit, allow
from brobygger.services.pictures.encoding import MEGABYTE, Encoded, encode
from brobygger.services.pictures.errors import PicturesFullError
from brobygger.services.pictures.files import delete_files, folder_of, stored_before, write_files
from brobygger.services.pictures.models import Picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from brobygger.associations.models import Association
    from brobygger.due import DueTask

P = ParamSpec("P")
T = TypeVar("T")
DELETE_TASK: Final = "delete_picture_files"
#: What the pictures of one association may take together: some hundred of them.
QUOTA: Final = 100 * MEGABYTE
PER_ASSOCIATION: Final = Limit(60, HOUR)
#: A backup copies the database first and the files then: what the copied rows name must still be there.
_FILES_OUTLIVE_ROWS: Final = timedelta(hours=2)
#: Older than any request: files without a row are nobody's by then.
_ORPHANED_AFTER: Final = timedelta(days=1)
_BATCH: Final = 200
#: One at a time in each process: what decoding takes is bounded, and the site goes on beside it.
_decoder = ThreadPoolExecutor(1, thread_name_prefix="pictures")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture whose files are stored; ``add_picture`` gives it its row. Without one it is swept at night."""

    public_id: str
    encoded: Encoded


async def prepare_picture(data: bytes) -> Prepared:
    """Make pictures of our own of what somebody sent to the association in scope, and store them.

    Comes before the transaction in which ``add_picture`` is called. Raises PictureRefusedError and PicturesFullError,
    each with a text for the one who sent it.
    """
    if not await allow(("pictures", current_association_id()), PER_ASSOCIATION):
        raise PicturesFullError(_("Those were many pictures in a short time. Try again in an hour."))
    await _check_quota(0)
    encoded = await _in_thread(encode, data)
    prepared = Prepared(public_id(), encoded)
    files = {f"{width}-{encoded.digest}.webp": content for width, content in encoded.files.items()}
    await _in_thread(write_files, folder_of(prepared.public_id), files)
    return prepared


async def _in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call *function* in the one thread for pictures, in the language and the site of now."""
    work = partial(copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_decoder, work)


async def _check_quota(more: int) -> None:
    """Raise PicturesFullError when *more* bytes would be too many for the association in scope."""
    found = await Picture.all().annotate(total=Sum("bytes")).values("total")
    if (found[0]["total"] or 0) + more > QUOTA:
        raise PicturesFullError(
            _("Your pictures take all the room there is: %(most)s MB. Remove one first.") % {"most": QUOTA // MEGABYTE}
        )


async def add_picture(prepared: Prepared, association: Association, *, owner: str, alt: str) -> Picture:
    """Give a prepared picture its row, within the transaction of whatever shows it; call it in the association's scope.

    *owner* is ``core`` or the plugin's name. *alt* says what it shows; empty is mere decoration. Raises
    PicturesFullError.
    """
    encoded = prepared.encoded
    size = sum(map(len, encoded.files.values()))
    async with transaction():
        # Whoever adds at the same moment waits here, so that two do not take the last room together.
        await association.select_for_update().get(id=association.id)
        await _check_quota(size)
        picture = await Picture.create(
            association=association, public_id=prepared.public_id, owner=owner, alt=alt, bytes=size,
            width=encoded.width, height=encoded.height, widths=sorted(encoded.files), digest=encoded.digest,
        )  # fmt: skip
        await audit.record("picture.added", association_id=association.id, object=f"picture:{picture.id}")
    return picture


async def remove_picture(picture: Picture) -> None:
    """Delete a picture: its address answers 404 at once, its files go a little later, when no backup needs them."""
    async with transaction():
        await picture.delete()
        await schedule(
            "core", DELETE_TASK, {"picture": picture.public_id}, due_at=clock.now() + _FILES_OUTLIVE_ROWS,
            association_id=picture.association_id, key=f"{DELETE_TASK}:{picture.public_id}",
        )  # fmt: skip
        await audit.record("picture.removed", association_id=picture.association_id, object=f"picture:{picture.id}")


async def delete_picture_files(task: DueTask) -> None:
    """Delete the files of a picture that has no row any more."""
    await _in_thread(delete_files, folder_of(task.payload["picture"]))


async def sweep_orphans() -> None:
    """Delete files that no row names: of a process that was killed, of a form sent twice, of a deleted association."""
    old = await _in_thread(list, stored_before(clock.now() - _ORPHANED_AFTER))
    for start in range(0, len(old), _BATCH):
        folders = old[start : start + _BATCH]
        with crossing_associations("files belong to nobody when no association's row names them"):
            rows = await Picture.filter(public_id__in=[folder.name for folder in folders]).only("public_id")
        kept = {row.public_id for row in rows}
        for folder in folders:
            if folder.name not in kept:
                await _in_thread(delete_files, folder)

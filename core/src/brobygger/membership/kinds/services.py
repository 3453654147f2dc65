"""What can be done with kinds of membership. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger import clock
from brobygger.db import transaction
from brobygger.membership.errors import EditedMeanwhileError, KindInUseError, LastKindError
from brobygger.membership.kinds.models import Entry, MembershipKind, Sort, Who
from brobygger.services import audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.associations.models import Association

_BEGINNING = (
    (Sort.ACTIVE, Entry.APPROVAL, True),
    (Sort.SUPPORTING, Entry.OPEN, True),
    (Sort.HONORARY, Entry.GIVEN, False),
)
#: More than a page can show is a mistake or mischief.
MOST_KINDS = 30


async def create_default_kinds(association: Association) -> None:
    """Give a new association the kinds that most have: active, supporting, honorary."""
    for place, (sort, entry, is_public) in enumerate(_BEGINNING, start=1):
        await MembershipKind.create(
            association=association, sort=sort, entry=entry, is_public=is_public, position=place * 10,
            who=[Who.PERSON],
        )  # fmt: skip


async def read_kinds() -> Sequence[MembershipKind]:
    """Return every kind in the association's order, the closed ones too."""
    return await MembershipKind.all().order_by("position", "id")


async def read_open_kinds() -> Sequence[MembershipKind]:
    return await MembershipKind.filter(closed_at=None).order_by("position", "id")


async def first_kind() -> MembershipKind:
    """Return the kind that somebody becomes a member of where none is named."""
    kind = await MembershipKind.filter(closed_at=None).order_by("position", "id").first()
    assert kind is not None, "the last open kind can be neither closed nor deleted"
    return kind


async def joinable_kinds() -> Sequence[MembershipKind]:
    """Return the kinds that anybody can ask for on the association's page."""
    query = MembershipKind.filter(closed_at=None, is_public=True, entry__in=[Entry.OPEN, Entry.APPROVAL])
    return await query.order_by("position", "id")


async def find_kind(public_id: str) -> MembershipKind | None:
    return await MembershipKind.get_or_none(public_id=public_id)


async def create_kind(association: Association, **values: Any) -> MembershipKind:
    async with transaction():
        kind = await MembershipKind.create(association=association, **values)
        await _record("created", kind)
    return kind


async def save_kind(kind: MembershipKind, *, version: int, **values: Any) -> None:
    """Save a kind as it was edited from *version*. Raises EditedMeanwhileError."""
    async with transaction():
        rows = MembershipKind.filter(id=kind.id, version=version)
        if not await rows.update(version=F("version") + 1, **values):
            raise EditedMeanwhileError
        await _record("saved", kind)


async def close_kind(kind: MembershipKind) -> None:
    """Let nobody become a member of *kind* any more. Raises LastKindError when there is no other one."""
    async with transaction():
        await _keep_one(kind)
        if await MembershipKind.filter(id=kind.id, closed_at=None).update(closed_at=clock.now()):
            await _record("closed", kind)


async def open_kind(kind: MembershipKind) -> None:
    """Take back that *kind* was closed."""
    async with transaction():
        if await MembershipKind.filter(id=kind.id).exclude(closed_at=None).update(closed_at=None):
            await _record("opened", kind)


async def delete_kind(kind: MembershipKind) -> None:
    """Delete a kind that was never used. Raises KindInUseError and LastKindError."""
    try:
        async with transaction():
            await _keep_one(kind)
            await _record("deleted", kind)
            await kind.delete()
    except IntegrityError as error:
        raise KindInUseError from error


async def _keep_one(kind: MembershipKind) -> None:
    """Lock the open kinds, so that the last two cannot be closed at the same moment."""
    still_open = await MembershipKind.filter(closed_at=None).select_for_update()
    if {row.id for row in still_open} <= {kind.id}:
        raise LastKindError


async def _record(what: str, kind: MembershipKind) -> None:
    await audit.record(f"kind.{what}", association_id=kind.association_id, object=f"kind:{kind.id}")

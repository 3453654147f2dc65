"""What can be done with newsletters. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tortoise.expressions import F

from brobygger.plugin_api.db import transaction
from brobygger.plugin_api.services import audit, now
from brobygger_newsletter.errors import EditedMeanwhileError
from brobygger_newsletter.newsletters.models import Newsletter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.plugin_api.services import Association

OWNER: Final = "newsletter"


async def create_newsletter(association: Association, **values: Any) -> Newsletter:
    """Make a newsletter that has no issues and nobody who gets it."""
    async with transaction():
        newsletter = await Newsletter.create(association=association, **values)
        await _record("created", newsletter)
    return newsletter


async def save_newsletter(newsletter: Newsletter, *, version: int, **values: Any) -> None:
    """Save a newsletter as it was edited from *version*; other words to say yes to are a new version of them.

    Raises EditedMeanwhileError.
    """
    reworded = any(values[name] != getattr(newsletter, name) for name in ("title", "about") if name in values)
    async with transaction():
        rows = Newsletter.filter(id=newsletter.id, version=version)
        text_version = F("text_version") + int(reworded)
        if not await rows.update(**values, text_version=text_version, version=F("version") + 1):
            raise EditedMeanwhileError
        await _record("saved", newsletter)


async def close_newsletter(newsletter: Newsletter) -> None:
    """Let nobody subscribe and send nothing more. What was sent can still be read, and left."""
    async with transaction():
        if await Newsletter.filter(id=newsletter.id, closed_at=None).update(closed_at=now(), version=F("version") + 1):
            await _record("closed", newsletter)


async def reopen_newsletter(newsletter: Newsletter) -> None:
    async with transaction():
        rows = Newsletter.filter(id=newsletter.id, closed_at__isnull=False)
        if await rows.update(closed_at=None, version=F("version") + 1):
            await _record("reopened", newsletter)


async def _record(what: str, newsletter: Newsletter) -> None:
    await audit.record(
        f"newsletter.{what}", association_id=newsletter.association_id, object=f"newsletter:{newsletter.id}"
    )


async def find_newsletter(public_id: str) -> Newsletter | None:
    return await Newsletter.get_or_none(public_id=public_id).select_related("association")


async def read_newsletters() -> Sequence[Newsletter]:
    """Return those that still send, in the order in which they were made."""
    return await Newsletter.filter(closed_at=None).order_by("id")


async def read_closed() -> Sequence[Newsletter]:
    return await Newsletter.filter(closed_at__isnull=False).order_by("id")


async def read_open() -> Sequence[Newsletter]:
    """Return those that everybody can subscribe to."""
    return await Newsletter.filter(closed_at=None, is_open=True).order_by("id")

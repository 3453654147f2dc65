"""What can be done with associations and their directory."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger import clock, runtime
from brobygger.associations.directory.index import set_tags, set_words
from brobygger.associations.errors import EditedMeanwhileError, SlugTakenError
from brobygger.associations.models import Association, Kind, OldSlug, Status, Theme
from brobygger.db import association_scope, transaction
from brobygger.due.services import schedule
from brobygger.services import audit
from brobygger.web.formats import today
from brobygger.web.richtext import render_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})
_SLUG_LENGTH = 50
#: So often those in charge are asked whether the profile still fits.
ASKED_EVERY: Final = timedelta(days=365)
ASK_TASK: Final = "ask_whether_profile_fits"


def make_slug(name: str) -> str:
    """Return *name* as a readable part of an address: “Café Åben Dør” becomes ``cafe-aaben-doer``."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_DANISH)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH].strip("-") or "forening"


async def create_association(
    name: str, *, kind: Kind = Kind.ASSOCIATION, slug: str = "", themes: Iterable[Theme] = (), **profile: Any
) -> Association:
    """Create an association with its profile; *slug* is made from the name, with a number when that is taken.

    Raises SlugTakenError when a slug that was asked for is taken, IntegrityError for a second host.
    """
    async with transaction():
        association = Association(name=name, kind=kind, **profile)
        await _save_with_slug(association, slug or make_slug(name), exactly=bool(slug))
        await _derive(association, themes)
        await audit.record("association.created", association_id=association.id)
        with association_scope(association.id):
            await runtime.current().core.association_created(association)
    return association


async def _save_with_slug(association: Association, wanted: str, *, exactly: bool) -> None:
    """Save a new association under *wanted*, or with a number behind it. Raises SlugTakenError where it must be exact.

    Somebody else may take the slug at the same moment; then the next one is looked for.
    """
    while True:
        association.slug = await _free_slug(wanted)
        if exactly and association.slug != wanted:
            raise SlugTakenError(wanted)
        try:
            async with transaction():
                await association.save()
        except IntegrityError:
            if not await Association.exists(slug=association.slug):
                raise  # it was not the slug
        else:
            return


async def _free_slug(wanted: str) -> str:
    taken = {row.slug for row in await Association.filter(slug__startswith=wanted).only("slug")}
    taken |= {row.slug for row in await OldSlug.filter(slug__startswith=wanted).only("slug")}
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


async def _derive(association: Association, themes: Iterable[Theme]) -> None:
    """Save what follows from the profile, and from its having been looked through just now."""
    association.description_html = render_markdown(association.description)
    association.confirmed_on = today()
    await association.save()
    await set_tags(association, themes)
    await set_words(association)
    await _ask_in_a_year(association)


async def _ask_in_a_year(association: Association) -> None:
    await schedule(
        "core", ASK_TASK, {}, due_at=clock.now() + ASKED_EVERY, association_id=association.id,
        key=f"{ASK_TASK}:{association.id}",
    )  # fmt: skip


async def confirm_profile(association: Association) -> None:
    """Write down that the profile still fits; in a year it is asked again."""
    async with transaction():
        await Association.filter(id=association.id).update(confirmed_on=today())
        await _ask_in_a_year(association)
        await audit.record("association.profile_confirmed", association_id=association.id)


def is_stale(association: Association) -> bool:
    """Tell whether nobody has looked through the profile for so long that it may be wrong."""
    return association.confirmed_on is not None and association.confirmed_on < stale_before()


def stale_before() -> date:
    """Return the day before which a profile must have been looked through to be called old."""
    return today() - ASKED_EVERY


async def save_profile(
    association: Association, *, version: int, themes: Iterable[Theme], **profile: Any
) -> Association:
    """Save an association's profile as it was edited from *version*.

    Raises EditedMeanwhileError when somebody saved a newer one.
    """
    async with transaction():
        changed = await Association.filter(id=association.id, version=version).update(version=F("version") + 1)
        if not changed:
            raise EditedMeanwhileError
        await association.refresh_from_db()
        association.update_from_dict(profile)
        await _derive(association, themes)
        await audit.record("association.profile_saved", association_id=association.id)
    return association


async def change_slug(association: Association, slug: str) -> None:
    """Give an association another address; the old one leads to it from now on.

    Raises SlugTakenError when another association has it, or had it before.
    """
    if slug == association.slug:
        return
    try:
        async with transaction():
            await OldSlug.filter(slug=slug, association_id=association.id).delete()
            if await _free_slug(slug) != slug:
                raise SlugTakenError(slug)
            await OldSlug.create(slug=association.slug, association=association)
            association.slug = slug
            await association.save(update_fields=["slug"])
            await audit.record("association.slug_changed", association_id=association.id)
    except IntegrityError as error:
        raise SlugTakenError(slug) from error


async def find_association(slug: str) -> Association | None:
    """Return the active association at *slug*."""
    return await Association.get_or_none(slug=slug, status=Status.ACTIVE)


async def find_moved_association(slug: str) -> Association | None:
    """Return the association that had *slug* before."""
    old = await OldSlug.get_or_none(slug=slug).select_related("association")
    return old.association if old and old.association.status == Status.ACTIVE else None


async def get_host() -> Association | None:
    """Return the association that runs the site; None before it is set up."""
    return await Association.get_or_none(kind=Kind.HOST)


async def read_new_associations(since: datetime, *, limit: int) -> Sequence[Association]:
    """Return the associations that joined the site since then, the newest first; the host is none of them."""
    new = Association.filter(status=Status.ACTIVE, kind=Kind.ASSOCIATION, created_at__gte=since)
    return await new.order_by("-created_at", "-id").limit(limit)

"""What can be done with associations and their directory."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Subquery

from brobygger import runtime
from brobygger.associations.errors import EditedMeanwhileError, SlugTakenError
from brobygger.associations.models import Association, AssociationTheme, Kind, OldSlug, Status, Theme
from brobygger.db import association_scope, crossing_associations, fold, transaction
from brobygger.services import audit
from brobygger.web.paging import Page, read_page
from brobygger.web.richtext import render_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})
_SLUG_LENGTH = 50
_LIST_SIZE = 24


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
        wanted = slug or make_slug(name)
        chosen = await _free_slug(wanted)
        if slug and chosen != slug:
            raise SlugTakenError(slug)
        association = Association(name=name, kind=kind, slug=chosen, **profile)
        _derive(association)
        await association.save()
        await _set_themes(association, themes)
        await audit.record("association.created", association_id=association.id)
        with association_scope(association.id):
            await runtime.current().core.association_created(association)
    return association


async def _free_slug(wanted: str) -> str:
    taken = {row.slug for row in await Association.filter(slug__startswith=wanted).only("slug")}
    taken |= {row.slug for row in await OldSlug.filter(slug__startswith=wanted).only("slug")}
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def _derive(association: Association) -> None:
    association.description_html = render_markdown(association.description)
    association.search_text = fold(f"{association.name} {association.summary} {association.town}")


async def _set_themes(association: Association, themes: Iterable[Theme]) -> None:
    with association_scope(association.id):
        await AssociationTheme.all().delete()
        for theme in sorted(set(themes)):
            await AssociationTheme.create(association=association, theme=theme)


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
        _derive(association)
        await association.save()
        await _set_themes(association, themes)
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


async def search_directory(*, text: str = "", themes: Iterable[Theme] = (), after: str = "") -> Page[Association]:
    """Return a page of the active associations by name; every word of *text* and one of *themes* must fit."""
    query = Association.filter(status=Status.ACTIVE)
    for word in fold(text).split():
        query = query.filter(search_text__contains=word)
    wanted = list(themes)
    with crossing_associations("the public directory shows every association's themes"):
        if wanted:
            having = AssociationTheme.filter(theme__in=wanted)
            query = query.filter(id__in=Subquery(having.values("association_id")))
        return await read_page(query, order=("name", "id"), after=after, size=_LIST_SIZE)


async def themes_of(associations: Iterable[Association]) -> dict[int, list[Theme]]:
    """Return the themes of *associations* by id, in one query."""
    found: dict[int, list[Theme]] = {association.id: [] for association in associations}
    with crossing_associations("the public directory shows every association's themes"):
        rows = await AssociationTheme.filter(association_id__in=list(found)).order_by("theme")
    for row in rows:
        found[row.association_id].append(row.theme)
    return found

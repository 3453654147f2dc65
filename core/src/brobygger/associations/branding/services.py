"""What can be done with an association's logo, photos and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.associations.branding.errors import PhotoMovedError, PhotosFullError
from brobygger.associations.branding.models import MAX_PHOTOS, Branding, Photo
from brobygger.associations.models import Association
from brobygger.db import crossing_associations, transaction
from brobygger.services import audit
from brobygger.services.pictures import Picture, add_picture, remove_picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brobygger.services.pictures import Prepared

CORE = "core"
#: Where the association has no colour of its own.
_MAIL_COLOURS = {
    "light": {"accent": "#17513f", "on-accent": "#ffffff"},
    "dark": {"accent": "#a9d8bd", "on-accent": "#0d1f17"},
}


async def get_branding(association: Association) -> Branding:
    """Return an association's branding with its logo; one that is not saved where it has none yet."""
    found = await Branding.filter(association_id=association.id).select_related("logo").first()
    return found or Branding(association=association, logo=None)


async def logos_of(associations: Iterable[Association]) -> dict[int, Picture]:
    """Return the logos of *associations* by id, in one query."""
    ids = [association.id for association in associations]
    with crossing_associations("the public directory shows every association's logo"):
        rows = await Branding.filter(association_id__in=ids, logo_id__not_isnull=True).select_related("logo")
    return {row.association_id: row.logo for row in rows if row.logo is not None}


async def _locked(association: Association) -> Branding:
    """Return the branding to be changed, within a transaction; whoever changes it too waits."""
    await Association.filter(id=association.id).select_for_update().get()
    found = await Branding.get_or_none(association_id=association.id)
    return found or await Branding.create(association=association)


async def save_logo(association: Association, prepared: Prepared) -> None:
    """Show another logo. It stands beside the name wherever it is shown, so it needs no text. Raises PictureError."""
    async with transaction():
        branding = await _locked(association)
        picture = await add_picture(prepared, association, owner=CORE, alt="")
        old = branding.logo_id
        branding.logo_id = picture.id
        await branding.save(update_fields=["logo_id"])
        if old is not None:
            await remove_picture(await Picture.get(id=old))
        await audit.record("branding.logo_saved", association_id=association.id, object=f"picture:{picture.id}")


async def remove_logo(association: Association) -> None:
    """Show none; nothing happens when there is none."""
    async with transaction():
        branding = await _locked(association)
        if branding.logo_id is not None:
            await remove_picture(await Picture.get(id=branding.logo_id))


async def save_accent(association: Association, accent: str) -> None:
    """Give an association's pages a colour, such as ``#17513f``; empty is the theme's own again."""
    async with transaction():
        branding = await _locked(association)
        if branding.accent != accent:
            branding.accent = accent
            await branding.save(update_fields=["accent"])
            await audit.record("branding.accent_saved", association_id=association.id)


async def mail_colours(association: Association) -> dict[str, dict[str, str]]:
    """Return the colours of an association's mails, ``accent`` and ``on-accent``, in ``light`` and in ``dark``."""
    branding = await Branding.get_or_none(association_id=association.id)
    rules = runtime.current().accents
    if branding is None or not branding.accent or rules is None:
        return _MAIL_COLOURS
    return {"light": rules.light.tokens(branding.accent), "dark": rules.dark.tokens(branding.accent)}


async def photos_of(association: Association) -> list[Photo]:
    """Return an association's photos with their pictures, in the order in which they are shown."""
    return await Photo.filter(association_id=association.id).order_by("position").select_related("picture")


async def find_photo(public_id: str) -> Photo | None:
    """Return the photo in scope whose picture has that id."""
    return await Photo.filter(picture__public_id=public_id).select_related("picture").first()


async def add_photo(association: Association, prepared: Prepared, *, alt: str) -> Photo:
    """Show one photo more, after the others. Raises PhotosFullError and PictureError."""
    async with transaction():
        await Association.filter(id=association.id).select_for_update().get()
        count = await Photo.filter(association_id=association.id).count()
        if count >= MAX_PHOTOS:
            raise PhotosFullError
        picture = await add_picture(prepared, association, owner=CORE, alt=alt)
        return await Photo.create(association=association, picture=picture, position=count + 1)


async def move_photo(photo: Photo, by: int) -> None:
    """Let a photo change places with the one before it (-1) or after it (1); the first stays first, the last last.

    Raises PhotoMovedError when somebody moved one of them meanwhile.
    """
    async with transaction():
        other = await Photo.get_or_none(association_id=photo.association_id, position=photo.position + by)
        if other is None:
            return
        for place, picture_id, new in ((photo, photo.picture_id, other.picture_id),
                                       (other, other.picture_id, photo.picture_id)):  # fmt: skip
            if not await Photo.filter(id=place.id, picture_id=picture_id).update(picture_id=new):
                raise PhotoMovedError
        await audit.record("branding.photos_moved", association_id=photo.association_id)


async def describe_photo(photo: Photo, alt: str) -> None:
    """Say anew what a photo shows."""
    await Picture.filter(id=photo.picture_id).update(alt=alt)


async def remove_photo(photo: Photo) -> None:
    """Take a photo away; those after it move up."""
    async with transaction():
        await Association.filter(id=photo.association_id).select_for_update().get()
        await remove_picture(await Picture.get(id=photo.picture_id))
        rest = await Photo.filter(association_id=photo.association_id).order_by("position")
        for position, each in enumerate(rest, start=1):
            if each.position != position:
                await Photo.filter(id=each.id).update(position=position)

"""“Logo and pictures”: what an association shows of itself, and in which colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger import runtime
from brobygger.associations.branding import services
from brobygger.associations.branding.errors import PhotoMovedError, PhotosFullError
from brobygger.associations.branding.forms import AltForm, LogoForm
from brobygger.associations.branding.models import MAX_PHOTOS, Photo
from brobygger.associations.views.profile import EDIT_PROFILE
from brobygger.i18n import gettext as _
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.services.pictures import PictureError, prepare_picture
from brobygger.services.pictures.forms import UPLOAD_BYTES, PictureForm
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.services.pictures import Prepared


async def overview(request: Request) -> Response:
    association = request.state.association
    context = {
        "form": WriteForm(),
        "branding": await services.get_branding(association),
        "photos": await services.photos_of(association),
        "most": MAX_PHOTOS,
        "accents": runtime.current().accents,
    }
    return await render(request, "core/branding/overview.html", context)


async def logo(request: Request) -> Response:
    form = await read_form(request, LogoForm)

    async def save(prepared: Prepared) -> None:
        await services.save_logo(request.state.association, prepared)

    return await _take(request, form, save) or await render_form(request, "core/branding/logo.html", {"form": form})


async def add_photo(request: Request) -> Response:
    form = await read_form(request, PictureForm)

    async def save(prepared: Prepared) -> None:
        await services.add_photo(request.state.association, prepared, alt=form.alt_text)

    return await _take(request, form, save) or await render_form(request, "core/branding/photo.html", {"form": form})


async def _take(
    request: Request, form: LogoForm | PictureForm, save: Callable[[Prepared], Awaitable[None]]
) -> Response | None:
    """Take in the picture of *form* and *save* it; None when the form has to be shown, with what is wrong in it."""
    if request.method != "POST":
        return None
    if not form.validate():
        if not form.picture.errors:
            form.add_error("picture", _("Choose the picture again: the browser did not keep it"))
        return None
    try:
        prepared = await prepare_picture(await form.picture.read())

        async def perform() -> str:
            await save(prepared)
            return url_for(request, "branding")

        return see_other(await once(form.once_key, perform))
    except PictureError as error:
        form.add_error("picture", str(error))
    except PhotosFullError:
        form.form_error = _("There are %(most)s photos already. Remove one first.") % {"most": MAX_PHOTOS}
    return None


async def remove_logo(request: Request) -> Response:
    return await _ask(request, "logo", lambda: services.remove_logo(request.state.association))


async def remove_photo(request: Request) -> Response:
    async def act() -> None:  # looks for it within the act, so that a second press finds its answer and not a 404
        await services.remove_photo(await _photo(request))

    photo = None if request.method == "POST" else await _photo(request)
    return await _ask(request, "photo", act, photo=photo)


async def _ask(request: Request, what: str, act: Callable[[], Awaitable[None]], **more: object) -> Response:
    """Ask before a picture is taken away for good."""
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            await act()
            return url_for(request, "branding")

        return see_other(await once(form.once_key, perform))
    return await render_form(request, "core/branding/remove.html", {"form": form, "what": what, **more})


async def _photo(request: Request) -> Photo:
    photo = await services.find_photo(request.path_params["photo"])
    if photo is None:
        raise HTTPException(404)
    return photo


async def move_earlier(request: Request) -> Response:
    return await _move(request, -1)


async def move_later(request: Request) -> Response:
    return await _move(request, 1)


async def _move(request: Request, by: int) -> Response:
    form = await read_form(request, WriteForm)
    photo = await _photo(request)

    async def perform() -> str:
        await services.move_photo(photo, by)
        return url_for(request, "branding") + f"#photo-{photo.picture.public_id}"

    try:
        return see_other(await once(form.once_key, perform))
    except PhotoMovedError:
        return see_other(url_for(request, "branding"))  # which shows how they stand now


async def describe(request: Request) -> Response:
    photo = await _photo(request)
    form = await read_form(request, AltForm, alt=photo.picture.alt, decorative=not photo.picture.alt)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            await services.describe_photo(photo, form.alt_text)
            return url_for(request, "branding")

        return see_other(await once(form.once_key, perform))
    return await render_form(request, "core/branding/describe.html", {"form": form, "photo": photo})


_EDITOR = permission(EDIT_PROFILE)
_FORM = ("GET", "POST")
ASSOCIATION_ROUTES = [
    Route("/pictures", overview, name="branding", audience=_EDITOR),
    Route("/pictures/logo", logo, name="branding:logo", methods=_FORM, audience=_EDITOR, upload_bytes=UPLOAD_BYTES),
    Route("/pictures/logo/remove", remove_logo, name="branding:remove_logo", methods=_FORM, audience=_EDITOR),
    Route("/pictures/new", add_photo, name="branding:new", methods=_FORM, audience=_EDITOR, upload_bytes=UPLOAD_BYTES),
    Route("/pictures/photo/{photo}", describe, name="branding:describe", methods=_FORM, audience=_EDITOR),
    Route("/pictures/photo/{photo}/remove", remove_photo, name="branding:remove", methods=_FORM, audience=_EDITOR),
    Route("/pictures/photo/{photo}/earlier", move_earlier, name="branding:earlier", methods=("POST",),
          audience=_EDITOR),
    Route("/pictures/photo/{photo}/later", move_later, name="branding:later", methods=("POST",), audience=_EDITOR),
]  # fmt: skip

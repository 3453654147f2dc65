"""Serving pictures, at addresses that never show anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from brobygger.plugins import PUBLIC, Route
from brobygger.services.pictures.files import folder_of
from brobygger.services.pictures.models import Picture

if TYPE_CHECKING:
    from starlette.requests import Request

#: Even if a browser took a picture for a page, it could do nothing.
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


async def serve(request: Request) -> Response:
    """Answer with one file of a picture of this association; the gate answers for an archived one."""
    picture = await Picture.get_or_none(public_id=request.path_params["picture"])
    name = request.path_params["file"]
    if picture is None or name not in picture.file_names:
        raise HTTPException(404)
    path = folder_of(picture.public_id) / name
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="image/webp", headers=_HEADERS)


ASSOCIATION_ROUTES = [Route("/picture/{picture}/{file}", serve, name="picture", audience=PUBLIC)]

"""Pictures that people upload: taken in safely, stored in the data folder, served by core.

A form takes one with ``PictureField``; its route says ``upload_bytes=UPLOAD_BYTES``. The view prepares it
(``prepare_picture``), and the service that shows it calls ``add_picture`` in its own transaction. Templates show it
with the macro ``picture`` of ``core/_patterns/pictures.html``.
"""

from __future__ import annotations

from brobygger.services.pictures.errors import PictureError, PictureRefusedError, PicturesFullError
from brobygger.services.pictures.models import Picture
from brobygger.services.pictures.services import (
    Prepared,
    add_picture,
    delete_picture_files,
    prepare_picture,
    remove_picture,
    sweep_orphans,
)

__all__ = [
    "Picture",
    "PictureError",
    "PictureRefusedError",
    "PicturesFullError",
    "Prepared",
    "add_picture",
    "delete_picture_files",
    "prepare_picture",
    "remove_picture",
    "sweep_orphans",
]

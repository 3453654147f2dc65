"""Pictures for tests: made on the spot, honest and hostile."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any, Final

from PIL import Image

#: Tags of EXIF: which way up, and where it was taken.
ORIENTATION: Final = 0x0112
GPS: Final = 0x8825


def make_picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, mode: str = "RGB", colour: Any = None, **options: Any
) -> bytes:
    """Return a picture of one colour; *options* are those of Pillow for the format *kind*."""
    target = BytesIO()
    Image.new(mode, size, colour if colour is not None else 0).save(target, kind, **options)
    return target.getvalue()


def make_photo_of_a_phone(*, orientation: int = 6) -> bytes:
    """Return a JPEG that lies on its side and tells where it was taken, in EXIF and beside it."""
    image = Image.new("RGB", (640, 480), "#205080")
    image.paste("#ff0000", (0, 0, 320, 480))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (55.0, 39.0, 30.0), 3: "E", 4: (12.0, 21.0, 50.0)}
    exif[0x010E] = "Annas kitchen"
    target = BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"Annas kitchen")
    return target.getvalue()


def make_bomb(width: int = 60000, height: int = 60000) -> bytes:
    """Return a PNG of a few kilobytes that says it has *width* times *height* pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

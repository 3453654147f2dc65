"""From the bytes that somebody sent to pictures of our own making.

Nothing of the file that came in is kept: it is decoded and written anew, so what hid in it (where it was taken, a
thumbnail of what was cut away, a script behind the last pixel) stays behind. What it costs is known before a pixel is
decoded: the file's length, the size that its header tells, and of JPEG the number of passes.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from brobygger.i18n import gettext as _
from brobygger.services.pictures.errors import PictureRefusedError

MEGABYTE: Final = 1024 * 1024
MAX_BYTES: Final = 10 * MEGABYTE
#: A phone's picture has 12 or 24 million. Only JPEG can be decoded at a part of its size; everything else takes ten
#: times the memory.
MAX_PIXELS_OF_JPEG: Final = 25_000_000
MAX_PIXELS: Final = 10_000_000
#: A camera's file has ten at the most, those of its thumbnails with them; thousands would take minutes.
_MAX_SCANS: Final = 60
#: A logo in a list, a photo on a phone, on a good phone, and on a desk.
WIDTHS: Final = (160, 480, 960, 1600)
_QUALITY: Final = 80
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_START_OF_SCAN: Final = b"\xff\xda"
_DIGEST_LENGTH: Final = 16
#: What Pillow raises for what it cannot read; its own classes derive from these.
_UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, struct.error, OverflowError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture in several widths."""

    width: int
    height: int
    #: WebP, which every browser of today shows, by width.
    files: dict[int, bytes]

    @property
    def digest(self) -> str:
        content = b"".join(self.files[width] for width in sorted(self.files))
        return hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]


def encode(data: bytes) -> Encoded:
    """Return *data* as pictures of our own. Takes a while and a processor: call it in a thread.

    Raises PictureRefusedError, with a text for the one who sent it.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefusedError(
            _("The picture takes more than %(most)s MB. Make it smaller, or choose another one.")
            % {"most": MAX_BYTES // MEGABYTE}
        )
    _refuse_drawings(data)
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            picture = _decode(image, data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(MAX_PIXELS) from None
    except _UNREADABLE:
        raise PictureRefusedError(
            _("This file is no picture that can be shown. Choose a JPEG, PNG, WebP or GIF.")
        ) from None
    return _in_widths(picture)


def _refuse_drawings(data: bytes) -> None:
    """Refuse SVG by name: it is a page that can hold scripts, and somebody with a logo should hear what helps."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<svg", b"<!doctype svg", b"<!--")):
        raise PictureRefusedError(_("SVG drawings cannot be used here. Save the drawing as PNG, and choose that file."))


def _too_many_pixels(most: int) -> PictureRefusedError:
    return PictureRefusedError(
        _("The picture has more than %(most)s million pixels. Make it smaller, or choose another one.")
        % {"most": most // 1_000_000}
    )


def _decode(image: Image.Image, data: bytes) -> Image.Image:
    """Return the first frame, upright and no larger than it is shown. Raises what ``_UNREADABLE`` names."""
    most = MAX_PIXELS_OF_JPEG if image.format == "JPEG" else MAX_PIXELS
    if image.width * image.height > most:
        raise _too_many_pixels(most)
    if image.format == "JPEG":
        if data.count(_START_OF_SCAN) > _MAX_SCANS:
            raise ValueError("more passes than a picture needs")
        # Decoded at a half, a quarter or an eighth where that is enough; takes that much less memory.
        image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    image.load()
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    see_through = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((WIDTHS[-1], WIDTHS[-1]), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(plain)
    upright.info = {}
    return upright


def _in_widths(picture: Image.Image) -> Encoded:
    files: dict[int, bytes] = {}
    for width in [*(width for width in WIDTHS if width < picture.width), picture.width]:
        height = max(1, round(picture.height * width / picture.width))
        smaller = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
        target = BytesIO()
        smaller.save(target, "WEBP", quality=_QUALITY, method=4)
        files[width] = target.getvalue()
    return Encoded(picture.width, picture.height, files)

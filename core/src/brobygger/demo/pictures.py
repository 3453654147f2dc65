"""Logos and pictures of the demonstration, drawn when it is loaded: nobody's face, nobody's rights."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from brobygger.associations.branding.services import add_photo, save_accent, save_logo
from brobygger.db import association_scope
from brobygger.services.pictures import prepare_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from brobygger.associations.models import Association

    Draw = Callable[[], Image.Image]

_LOGO: Final = (480, 480)
_PHOTO: Final = (1600, 1200)
#: Drawn larger than they are kept, so that edges are smooth.
_FINER: Final = 2


def _canvas(size: tuple[int, int], ground: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, ground)
    return image, ImageDraw.Draw(image)


def _finish(image: Image.Image) -> Image.Image:
    return image.resize((image.width // _FINER, image.height // _FINER), Image.Resampling.LANCZOS)


def _circle(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, fill: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _box(draw: ImageDraw.ImageDraw, corners: tuple[int, int, int, int], fill: str, round_by: int = 0) -> None:
    draw.rounded_rectangle(corners, radius=round_by, fill=fill)


def _plate_logo() -> Image.Image:
    image, draw = _canvas(_LOGO, "#963a1c")
    for radius, fill in ((180, "#fbf7f0"), (160, "#e7c9b8"), (150, "#fbf7f0")):
        _circle(draw, 240, 240, radius, fill)
    _box(draw, (120, 140, 136, 340), "#963a1c", 8)
    for x in (104, 120, 136):
        _box(draw, (x, 130, x + 8, 200), "#963a1c", 4)
    _box(draw, (340, 130, 362, 340), "#963a1c", 11)
    return _finish(image)


def _bridge_logo() -> Image.Image:
    image, draw = _canvas(_LOGO, "#1f5a8c")
    _circle(draw, 240, 330, 170, "#fbf7f0")
    _circle(draw, 240, 330, 125, "#1f5a8c")
    _box(draw, (40, 320, 440, 350), "#fbf7f0")
    _box(draw, (0, 350, 480, 480), "#1f5a8c")
    for y in (390, 425):
        _box(draw, (90, y, 390, y + 12), "#9cc7ec", 6)
    return _finish(image)


def _chair_logo() -> Image.Image:
    image, draw = _canvas(_LOGO, "#5546a0")
    for x in (150, 240, 330):
        _circle(draw, x, 190, 42, "#f4c04e")
        _box(draw, (x - 38, 245, x + 38, 350), "#fbf7f0", 30)
    return _finish(image)


def _table() -> Image.Image:
    """A long table, seen from above, laid for eight."""
    image, draw = _canvas(_PHOTO, "#8a6a4a")
    for x in range(0, 1600, 160):
        _box(draw, (x, 0, x + 4, 1200), "#7a5c3e")
    _box(draw, (140, 280, 1460, 920), "#fbf7f0", 20)
    _box(draw, (140, 560, 1460, 640), "#d9e4cf")
    for index, x in enumerate(range(290, 1400, 340)):
        for y in (420, 780):
            _circle(draw, x, y, 105, "#dcd3c4")
            _circle(draw, x, y, 96, "#ffffff")
            _circle(draw, x, y, 52, ("#c96f4a", "#e0b04a", "#7d9b5f", "#b85c6c")[index])
            _box(draw, (x + 120, y - 70, x + 128, y + 70), "#8d9aa0", 4)
            _box(draw, (x - 128, y - 70, x - 120, y + 70), "#8d9aa0", 4)
    for x in (460, 800, 1140):
        _circle(draw, x, 600, 34, "#e7b23f")
        _circle(draw, x, 600, 14, "#8a5a1e")
    return _finish(image)


def _pot() -> Image.Image:
    """A pot on the stove, with steam."""
    image, draw = _canvas(_PHOTO, "#f0d9b8")
    _box(draw, (0, 820, 1600, 1200), "#4a5a55")
    _box(draw, (460, 460, 1140, 860), "#b5472a", 60)
    _box(draw, (430, 430, 1170, 500), "#8f341d", 30)
    for x in (340, 1160):
        _box(draw, (x, 540, x + 100, 600), "#8f341d", 30)
    for x, top in ((620, 120), (800, 60), (980, 140)):
        for y in range(top, 400, 70):
            _circle(draw, x + (18 if (y // 70) % 2 else -18), y, 34, "#fbf3e4")
    return _finish(image)


def _books() -> Image.Image:
    """Books, an apple and a lamp on a desk."""
    image, draw = _canvas(_PHOTO, "#dfe9ef")
    _box(draw, (0, 900, 1600, 1200), "#a97c50")
    for y, (left, right, fill) in zip(
        (820, 740, 660), ((300, 900, "#1f5a8c"), (340, 860, "#c08a2b"), (320, 880, "#7a2e5d")), strict=True
    ):
        _box(draw, (left, y, right, y + 80), fill, 10)
        _box(draw, (left + 30, y + 14, right, y + 66), "#f6f1e6", 4)
    _circle(draw, 1040, 820, 84, "#b5392f")
    _box(draw, (1034, 690, 1046, 750), "#5a3d22", 4)
    _circle(draw, 1084, 712, 30, "#6f8f4a")
    _box(draw, (1290, 420, 1310, 890), "#33413c", 8)
    _box(draw, (1180, 860, 1420, 900), "#33413c", 16)
    draw.polygon(((1200, 430), (1400, 430), (1350, 270), (1250, 270)), fill="#f4c04e")
    return _finish(image)


def _cups() -> Image.Image:
    """Two cups of coffee and a plate of biscuits, seen from above."""
    image, draw = _canvas(_PHOTO, "#b9cfd6")
    _box(draw, (0, 0, 1600, 90), "#a6bfc7")
    _box(draw, (0, 1110, 1600, 1200), "#a6bfc7")
    for x, y in ((430, 480), (1180, 760)):
        _circle(draw, x, y, 210, "#fbf7f0")
        _circle(draw, x, y, 140, "#ded5c6")
        _circle(draw, x, y, 118, "#5b3a22")
        _box(draw, (x + 130, y - 26, x + 190, y + 26), "#ded5c6", 24)
    _circle(draw, 860, 380, 230, "#f4c04e")
    _circle(draw, 860, 380, 205, "#fbf7f0")
    for x, y in ((790, 320), (910, 300), (850, 410), (960, 410), (770, 440)):
        _circle(draw, x, y, 52, "#c58b4b")
        _circle(draw, x, y, 18, "#8f5a2a")
    return _finish(image)


#: The logo, the accent and the photos of associations, by slug.
_LOOKS: Final[dict[str, tuple[Draw, str, tuple[tuple[Draw, str], ...]]]] = {
    "spisevennerne": (
        _plate_logo, "#963a1c",
        ((_table, "Et langbord set oppefra, dækket til otte"), (_pot, "En stor rød gryde, der damper på komfuret")),
    ),
    "lektiecafeen-broen": (
        _bridge_logo, "#1f5a8c", ((_books, "Tre bøger, et æble og en lampe på et skrivebord"),),
    ),
    "besoegsvenner-albertslund": (
        _chair_logo, "#5546a0", ((_cups, "To kaffekopper og et fad småkager på et bord"),),
    ),
}  # fmt: skip


async def load_pictures(associations: Mapping[str, Association]) -> None:
    """Draw and store what the associations of the demonstration look like."""
    for slug, (logo, accent, photos) in _LOOKS.items():
        association = associations[slug]
        with association_scope(association.id):
            await save_logo(association, await prepare_picture(_png(logo())))
            await save_accent(association, accent)
            for draw, alt in photos:
                await add_photo(association, await prepare_picture(_png(draw())), alt=alt)


def _png(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()

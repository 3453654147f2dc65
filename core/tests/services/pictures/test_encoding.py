"""What comes in is judged by its content and its cost, and nothing of it but the picture goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from io import BytesIO

import pytest
from PIL import Image

from brobygger.services.pictures.encoding import MAX_BYTES, MAX_PIXELS, WIDTHS, encode
from brobygger.services.pictures.errors import PictureRefusedError
from brobygger.testing.pictures import make_bomb, make_photo_of_a_phone, make_picture

pytestmark = pytest.mark.usefixtures("site")  # texts are in somebody's language


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.load()
        return image


def largest(data: bytes) -> Image.Image:
    encoded = encode(data)
    return opened(encoded.files[encoded.width])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_usual_pictures_become_webp_in_several_widths(kind: str) -> None:
    encoded = encode(make_picture(kind, (1200, 900)))

    assert sorted(encoded.files) == [160, 480, 960, 1200]
    assert (encoded.width, encoded.height) == (1200, 900)
    for width, content in encoded.files.items():
        assert (opened(content).format, opened(content).width) == ("WEBP", width)


async def test_large_picture_is_kept_no_larger_than_it_is_shown() -> None:
    encoded = encode(make_picture("JPEG", (4000, 6000)))

    assert max(encoded.width, encoded.height) == WIDTHS[-1]


async def test_photo_stands_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    image = largest(make_photo_of_a_phone(orientation=6))

    assert image.size == (480, 640)
    red, _, blue = image.getpixel((240, 40))  # type: ignore[misc]  # three channels
    assert red > 200 > blue, "the left half, turned up"
    assert not image.getexif()
    assert {"exif", "xmp", "icc_profile", "comment"} & set(image.info) == set()


async def test_no_word_of_the_file_survives() -> None:
    data = make_photo_of_a_phone()
    assert b"Annas kitchen" in data

    assert all(b"Annas" not in content and b"EXIF" not in content for content in encode(data).files.values())


async def test_page_that_is_a_picture_as_well_loses_its_script() -> None:
    polyglot = make_picture("JPEG") + b"<!doctype html><script>alert(document.domain)</script>"

    assert all(b"script" not in content for content in encode(polyglot).files.values())


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("a page", b"<html><script>alert(1)</script>"),
        ("a page that begins like a GIF", b"GIF89a/*<script>*/=1;alert(1)//"),
        ("a page that begins like a JPEG", b"\xff\xd8\xff\xe0<html><script>alert(1)</script>"),
        ("a program", b"MZ\x90\x00" + os.urandom(2000)),
        ("nothing", b""),
        ("a PNG that stops", make_picture("PNG", (500, 500))[:200]),
        ("a JPEG that stops", make_picture("JPEG", (500, 500))[:-400]),
        ("a GIF that stops", make_picture("GIF", (500, 500))[:40]),
        ("a WebP that stops", make_picture("WEBP", (500, 500))[:60]),
        ("a format that nobody needs", make_picture("TIFF")),
        ("another one", make_picture("BMP")),
        ("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    ],
)
async def test_what_is_no_picture_is_refused(what: str, data: bytes) -> None:
    with pytest.raises(PictureRefusedError, match="is no picture that can be shown"):
        encode(data)
    assert what


@pytest.mark.parametrize("start", [b"<svg xmlns=", b'<?xml version="1.0"?><svg', b"\xef\xbb\xbf  <SVG"])
async def test_svg_is_refused_with_what_helps(start: bytes) -> None:
    with pytest.raises(PictureRefusedError, match="Save the drawing as PNG"):
        encode(start + b'"http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')


async def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureRefusedError, match="more than 10 MB"):
        encode(make_picture("JPEG") + bytes(MAX_BYTES))


@pytest.mark.parametrize("size", [(60000, 60000), (12000, 9000), (5001, 2000)])
async def test_too_many_pixels_are_refused(size: tuple[int, int]) -> None:
    assert size[0] * size[1] > MAX_PIXELS
    with pytest.raises(PictureRefusedError, match="more than 10 million pixels"):
        encode(make_bomb(*size))


async def test_jpeg_may_be_larger_than_others_but_has_its_measure_too() -> None:
    assert encode(make_picture("JPEG", (4900, 5000))).height == WIDTHS[-1]
    with pytest.raises(PictureRefusedError, match="more than 25 million pixels"):
        encode(make_picture("JPEG", (5001, 5000)))


async def test_bomb_costs_neither_time_nor_memory() -> None:
    program = (
        "import resource, time\n"
        "from brobygger.services.pictures import encoding\n"
        "from brobygger.testing.pictures import make_bomb\n"
        "encoding._ = str\n"
        "bomb = make_bomb()\n"
        "before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()\n"
        "try:\n    encoding.encode(bomb)\nexcept encoding.PictureRefusedError:\n    pass\n"
        "else:\n    raise SystemExit('not refused')\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print((after - before) // 1024, time.monotonic() - start)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: ASYNC221  # our own words

    megabytes, seconds = map(float, done.stdout.split())
    assert megabytes < 200
    assert seconds < 5


async def test_jpeg_of_countless_passes_is_refused_before_it_is_decoded() -> None:
    progressive = make_picture("JPEG", (4000, 4000), progressive=True)
    start = progressive.rindex(b"\xff\xda")
    scan = progressive[start:-2]
    began = time.monotonic()

    with pytest.raises(PictureRefusedError, match="is no picture"):
        encode(progressive[:-2] + scan * 2000 + b"\xff\xd9")
    assert time.monotonic() - began < 2


async def test_animation_becomes_its_first_frame() -> None:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("#00ff00", "#ff0000", "#0000ff")]
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=50)

    image = largest(target.getvalue())

    assert getattr(image, "n_frames", 1) == 1
    red, green, _ = image.getpixel((100, 100))  # type: ignore[misc]  # three channels
    assert green > 200 > red


async def test_colours_of_a_printer_become_those_of_a_screen() -> None:
    image = largest(make_picture("JPEG", mode="CMYK", colour=(0, 255, 255, 0)))

    assert image.mode == "RGB"
    red, green, blue = image.getpixel((100, 100))  # type: ignore[misc]  # three channels
    assert red > 200 > max(green, blue)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
async def test_every_kind_of_png_is_understood(mode: str) -> None:
    assert encode(make_picture("PNG", (300, 200), mode=mode)).width == 300


async def test_what_is_transparent_stays_so() -> None:
    palette = Image.new("P", (100, 100), 0)
    palette.putpalette([255, 0, 0, 0, 255, 0])
    target = BytesIO()
    palette.save(target, "PNG", transparency=0)

    for data in (target.getvalue(), make_picture("PNG", (100, 100), mode="RGBA", colour=(0, 0, 0, 0))):
        image = largest(data)
        assert image.mode == "RGBA"
        assert image.getpixel((50, 50))[3] == 0  # type: ignore[index]  # four channels


async def test_picture_of_one_pixel_and_a_very_long_one_are_shown() -> None:
    assert encode(make_picture("PNG", (1, 1))).files.keys() == {1}
    assert encode(make_picture("PNG", (2, 20000))).height == WIDTHS[-1]

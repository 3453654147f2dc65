"""Logo and photos: put on, put in order, described, removed; by those who may, of their own association."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tortoise.exceptions import IntegrityError

from brobygger.associations.branding import services
from brobygger.associations.branding.models import MAX_PHOTOS, Photo
from brobygger.associations.models import Association, Status
from brobygger.db import association_scope
from brobygger.services.pictures import Picture, prepare_picture
from brobygger.services.pictures.encoding import MAX_BYTES
from brobygger.services.pictures.forms import UPLOAD_BYTES
from brobygger.testing.pictures import make_picture

if TYPE_CHECKING:
    from brobygger.testing.client import Client
    from brobygger.testing.pages import Page
    from brobygger.testing.site import Site

NEW = "/a/choir/pictures/new"
PROFILE = "/a/choir/"


async def send(
    client: Client, path: str, data: bytes, *, name: str = "photo.jpg", kind: str = "image/jpeg", **fields: Any
) -> Page:
    """Choose a file in the form at *path*, fill in the rest, and press the button."""
    form = (await client.get(path)).form()
    values = {key: value for key, value in form.values().items() if key != "picture"}
    return await client.post(form.action, {**values, **fields}, files={"picture": (name, data, kind)})


async def add_photo(association: Association, alt: str) -> Photo:
    with association_scope(association.id):
        return await services.add_photo(association, await prepare_picture(make_picture()), alt=alt)


async def shown(client: Client, path: str = PROFILE) -> list[str]:
    """Return what the photos of a page are said to show."""
    return [str(image["alt"]) for image in (await client.get(path)).soup.select("img.photo")]


async def test_photo_is_shown_with_its_size_and_its_words(association: Association, administrator: Client) -> None:
    page = await send(administrator, NEW, make_picture(size=(1200, 900)), alt="Nine singers <b>by</b> the canal")
    assert page.path == "/a/choir/pictures"

    image = (await administrator.get(PROFILE)).soup.select("img.photo")[0]

    assert image["alt"] == "Nine singers <b>by</b> the canal"
    assert (image["width"], image["height"], image["loading"]) == ("1200", "900", "lazy")
    assert [source.split()[-1] for source in str(image["srcset"]).split(", ")] == ["160w", "480w", "960w", "1200w"]
    assert "<b>by</b>" not in (await administrator.get(PROFILE)).response.text


async def test_file_is_served_for_ever_and_can_do_nothing(
    association: Association, administrator: Client, client: Client
) -> None:
    await send(administrator, NEW, make_picture(), alt="A table", name="x.html", kind="text/html")
    address = str((await client.get(PROFILE)).soup.select("img.photo")[0]["src"])

    response = (await client.get(address)).response

    assert response.status_code == 200
    assert response.headers["content-type"] == "image/webp"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in response.headers
    assert response.content.startswith(b"RIFF")


@pytest.mark.parametrize("change", ["hash", "width", "name", "id", "association", "parent"])
async def test_address_that_is_not_a_files_own_shows_nothing(
    association: Association, other_association: Association, client: Client, change: str
) -> None:
    photo = await add_photo(association, "A table")
    public_id, name = photo.picture.public_id, photo.picture.file_names[0]
    digest = photo.picture.digest
    address = {
        "hash": f"/a/choir/picture/{public_id}/160-{digest[::-1]}.webp",
        "width": f"/a/choir/picture/{public_id}/161-{digest}.webp",
        "name": f"/a/choir/picture/{public_id}/.partial-x",
        "id": f"/a/choir/picture/{public_id[::-1]}/{name}",
        "association": f"/a/chess/picture/{public_id}/{name}",
        "parent": f"/a/choir/picture/..%2f{public_id}/{name}",
    }[change]

    assert (await client.get(f"/a/choir/picture/{public_id}/{name}")).status == 200
    assert (await client.get(address)).status == 404


async def test_pictures_of_an_archived_association_are_gone(association: Association, client: Client) -> None:
    photo = await add_photo(association, "A table")
    await Association.filter(id=association.id).update(status=Status.ARCHIVED)

    assert (await client.get(f"/a/choir/picture/{photo.picture.public_id}/{photo.picture.file_names[0]}")).status == 404


async def test_refused_file_keeps_the_words_and_says_what_is_wrong(
    association: Association, administrator: Client
) -> None:
    page = await send(administrator, NEW, b"<html>", name="table.jpg", alt="A table for forty")

    assert page.status == 422
    assert page.errors == ["This file is no picture that can be shown. Choose a JPEG, PNG, WebP or GIF."]
    assert page.form().values()["alt"] == "A table for forty"


async def test_picture_that_is_somewhat_too_large_is_answered_beside_the_field(
    association: Association, administrator: Client
) -> None:
    page = await send(administrator, NEW, make_picture() + bytes(MAX_BYTES), alt="A table")

    assert page.status == 422
    assert "more than 10 MB" in page.errors[0]
    assert page.form().values()["alt"] == "A table"


async def test_body_beyond_every_measure_is_not_read(association: Association, administrator: Client) -> None:
    assert (await send(administrator, NEW, bytes(UPLOAD_BYTES), alt="A table")).status == 413


async def test_picture_without_words_has_to_be_chosen_again(association: Association, administrator: Client) -> None:
    page = await send(administrator, NEW, make_picture(), alt=" ")

    assert page.status == 422
    assert page.errors == [
        "Choose the picture again: the browser did not keep it",
        "Write what the picture shows, or tick that it is only decoration",
    ]


async def test_decoration_needs_no_words(association: Association, administrator: Client) -> None:
    await send(administrator, NEW, make_picture(), decorative="y")

    assert await shown(administrator) == [""]


async def test_form_without_a_file_asks_for_one(association: Association, administrator: Client) -> None:
    for page in (
        await administrator.submit(NEW, alt="A table"),
        await send(administrator, NEW, b"", name="", alt="A table"),
    ):
        assert page.status == 422
        assert page.errors == ["Choose a picture"]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "a\r\nSet-Cookie: x=1", "a\0.jpg", '"; filename="b.php', "æøå.jpg", "x" * 4000]
)
async def test_name_of_the_file_is_of_no_consequence(
    site: Site, association: Association, administrator: Client, name: str
) -> None:
    page = await send(administrator, NEW, make_picture(), name=name, alt="A table")

    assert page.status in {200, 400}, "400 where no browser would send such a form"
    assert "set-cookie" not in page.response.headers
    uploads = site.runtime.settings.site.data_dir / "uploads"
    assert {path.suffix for path in uploads.rglob("*") if path.is_file()} <= {".webp"}


async def test_files_are_taken_only_where_the_route_says_so(association: Association, administrator: Client) -> None:
    files = {"name": ("x.txt", b"Bridge", "text/plain")}
    large = {"name": ("x.bin", bytes(3_000_000), "image/png")}

    assert (await administrator.post("/a/choir/profile", {}, files=files)).status == 400
    assert (await administrator.post("/a/choir/profile", {}, files=large)).status == 413


@pytest.mark.parametrize("field", ["alt", "form_key", "decorative", "unknown"])
async def test_file_where_a_text_belongs_is_refused(
    association: Association, administrator: Client, field: str
) -> None:
    assert (await administrator.post(NEW, {}, files={field: ("x", b"x", "image/png")})).status == 400


async def test_several_files_at_once_are_refused(association: Association, administrator: Client) -> None:
    files = [("picture", ("a.jpg", make_picture(), "image/jpeg")), ("picture", ("b.jpg", b"", "image/jpeg"))]

    assert (await administrator.post(NEW, {"alt": "x"}, files=files)).status == 400


async def test_form_sent_twice_adds_one_photo(association: Association, administrator: Client) -> None:
    form = (await administrator.get(NEW)).form()
    values = {**form.values(), "alt": "A table"}
    del values["picture"]
    for _ in range(2):
        await administrator.post(NEW, values, files={"picture": ("a.jpg", make_picture(), "image/jpeg")})

    assert await shown(administrator) == ["A table"]


async def test_who_was_signed_out_keeps_the_words(association: Association, client: Client) -> None:
    page = await client.post(NEW, {"alt": "A table"}, files={"picture": ("a.jpg", make_picture(), "image/jpeg")})

    assert page.status == 401
    assert page.form("/new").values() == {"alt": "A table"}


async def test_there_are_six_photos_and_no_seventh(association: Association, administrator: Client) -> None:
    for number in range(MAX_PHOTOS):
        await add_photo(association, f"Number {number}")

    page = await send(administrator, NEW, make_picture(), alt="Number 7")

    assert page.status == 422
    assert page.errors == ["There are 6 photos already. Remove one first."]
    assert "Add a photo" not in (await administrator.get("/a/choir/pictures")).links()


async def test_photos_are_moved_with_buttons(association: Association, administrator: Client) -> None:
    photos = [await add_photo(association, alt) for alt in ("one", "two", "three")]

    await administrator.submit("/a/choir/pictures", action=f"{photos[2].picture.public_id}/earlier")
    assert await shown(administrator) == ["one", "three", "two"]
    await administrator.submit("/a/choir/pictures", action=f"{photos[0].picture.public_id}/later")
    assert await shown(administrator) == ["three", "one", "two"]


async def test_first_photo_cannot_go_further_up(association: Association, administrator: Client) -> None:
    photo = await add_photo(association, "one")

    await administrator.post(f"/a/choir/pictures/photo/{photo.picture.public_id}/earlier")

    assert await shown(administrator) == ["one"]


async def test_removed_photo_is_gone_and_the_others_move_up(association: Association, administrator: Client) -> None:
    photos = [await add_photo(association, alt) for alt in ("one", "two", "three")]
    picture = photos[1].picture
    page = await administrator.get(f"/a/choir/pictures/photo/{picture.public_id}/remove")
    assert "cannot be brought back" in page.main

    await administrator.submit(page)

    assert await shown(administrator) == ["one", "three"]
    assert (await administrator.get(f"/a/choir/picture/{picture.public_id}/{picture.file_names[0]}")).status == 404
    assert (await administrator.submit(page)).path == "/a/choir/pictures", "pressed twice"
    await add_photo(association, "four")
    assert await shown(administrator) == ["one", "three", "four"]


async def test_words_are_changed_without_sending_the_picture_again(
    association: Association, administrator: Client
) -> None:
    photo = await add_photo(association, "A tabel")

    await administrator.submit(f"/a/choir/pictures/photo/{photo.picture.public_id}", alt="A table")

    assert await shown(administrator) == ["A table"]


async def test_logo_stands_beside_the_name_everywhere(association: Association, administrator: Client) -> None:
    await send(administrator, "/a/choir/pictures/logo", make_picture("PNG", (300, 300), mode="RGBA"))

    for path in ("/associations", PROFILE, "/a/choir/privacy"):
        images = (await administrator.get(path)).soup.select("img.logo")
        assert images, path
        assert all(image["alt"] == "" and "/a/choir/picture/" in image["src"] for image in images), path


async def test_another_logo_takes_the_place_of_the_first(association: Association, administrator: Client) -> None:
    for size in ((300, 300), (200, 200)):
        await send(administrator, "/a/choir/pictures/logo", make_picture(size=size))

    with association_scope(association.id):
        assert [picture.width for picture in await Picture.all()] == [200]
    await administrator.submit("/a/choir/pictures/logo/remove")
    assert not (await administrator.get(PROFILE)).soup.select("img.logo")


@pytest.mark.parametrize("act", ["", "/remove", "/earlier", "/later"])
async def test_photo_of_another_association_is_out_of_reach(
    association: Association, other_association: Association, administrator: Client, act: str
) -> None:
    for alt in ("first", "second"):
        foreign = await add_photo(other_association, alt)
    own = await add_photo(association, "own")
    path = f"/a/choir/pictures/photo/{foreign.picture.public_id}{act}"

    assert (await administrator.post(path, {"alt": "taken over", "decorative": "y"})).status == 404
    assert (await administrator.post(path.replace("choir", "chess"), {"alt": "x"})).status == 403
    assert own.picture.public_id
    assert await shown(administrator, "/a/chess/") == ["first", "second"]


async def test_only_those_who_edit_the_profile_come_in(
    association: Association, member: Client, coordinator: Client, outsider: Client, client: Client
) -> None:
    for path in ("/a/choir/pictures", NEW, "/a/choir/pictures/logo", "/a/choir/pictures/colour"):
        for somebody in (member, coordinator, outsider):
            assert (await somebody.get(path)).status == 403
        assert (await client.get(path)).path == "/sign-in"


async def test_what_was_done_stands_in_the_log(association: Association, administrator: Client) -> None:
    await send(administrator, NEW, make_picture(), alt="Somebody's name")

    log = (await administrator.get("/a/choir/log")).main

    assert "Added a picture" in log
    assert "Somebody's name" not in log


async def test_database_has_one_photo_in_each_place(association: Association) -> None:
    first, second = [await add_photo(association, alt) for alt in ("one", "two")]

    with association_scope(association.id):
        for position in (first.position, 0, MAX_PHOTOS + 1):
            with pytest.raises(IntegrityError):
                await Photo.filter(id=second.id).update(position=position)

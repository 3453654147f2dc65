"""Every route of core and of every installed plugin, given what no page of ours sends: it says no, it never breaks.

One site serves all routes of one neighbourhood, each of which is asked by somebody who has just signed in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from brobygger.membership.roles import ADMINISTRATOR, COORDINATOR
from brobygger.plugins import load_plugins
from brobygger.site.routes import ASSOCIATION_ROUTES, RESERVED_PATHS, SITE_ROUTES
from brobygger.testing.people import make_member, make_person, sign_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client
    from brobygger.testing.site import Site

    Enter = Callable[[], Awaitable[Client]]

#: Each is refused, or taken as words, for a reason of its own; what is only ever words stands in one text.
IN_QUERIES = [
    "a\0b",
    "\ud83d",
    "’; DROP TABLE core_account; -- %_[]{} <script> \u202e\u200b",
    "é" * 1_500,
    "9" * 40,
    "²",
]
IN_FORMS = [*IN_QUERIES, "-1", "1e400", "NaN", "2026-02-30", "99999-01-01", "24:61", "a@b@c\r\nBcc: x@example.org", " "]
IN_PATHS = ["%00", "%ff%fe", "..%2f..%2fetc", "%F0%9F%92%A9", "9" * 300, "%0d%0aSet-Cookie:x=y", "1"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = "multipart/form-data; boundary=x"


def encoded(names: list[str], value: str) -> str:
    """Return *value* under each of *names* as it travels, halves of characters too."""
    return urlencode(dict.fromkeys(names, value.encode("utf-8", "surrogatepass")))


def addresses(method: str) -> list[str]:
    """Return the path of every route that takes *method*, its own parameters left open."""
    host = load_plugins(reserved_paths=RESERVED_PATHS, strict=True)
    mounts = [("", SITE_ROUTES), ("/a/choir", ASSOCIATION_ROUTES)]
    for plugin in host.plugins:
        path = plugin.manifest.path
        mounts += [(f"/{path}", list(plugin.site_routes)), (f"/a/choir/{path}", list(plugin.association_routes))]
    return sorted({f"{mount}{route.path}" for mount, routes in mounts for route in routes if method in route.methods})


def neighbourhoods(method: str) -> dict[str, list[str]]:
    """Return the addresses by the first part of their path, of an association's by the part after its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for address in addresses(method):
        found["/".join(address.split("/")[: 4 if address.startswith("/a/choir") else 2])].append(address)
    return found


@pytest.fixture
def enter(site: Site, association: Association) -> Enter:
    """Somebody new whom every gate lets through, so that what lies behind it is reached."""

    numbers = count(1)

    async def make() -> Client:
        account, person = await make_person("Ida", f"ida{next(numbers)}@example.org")
        await make_member(association, person, roles=(ADMINISTRATOR, COORDINATOR))
        client = site.client()
        await sign_in(client, account)
        return client

    return make


@pytest.mark.parametrize("near", neighbourhoods("GET"))
async def test_mangled_addresses_never_break_a_page(near: str, enter: Enter) -> None:
    for address in neighbourhoods("GET")[near]:
        client = await enter()
        for path in sorted({re.sub(r"{[^}]+}", part, address) for part in IN_PATHS}):
            assert (await client.get(path, follow=False)).status < 500, path
        for value in IN_QUERIES if "{" not in address else ():
            query = encoded(["q", "after", "theme", "language", "next"], value)
            assert (await client.get(f"{address}?{query}", follow=False)).status < 500, (address, value[:40])


@pytest.mark.parametrize("near", neighbourhoods("POST"))
async def test_mangled_forms_are_refused_in_words(near: str, enter: Enter) -> None:
    for address in neighbourhoods("POST")[near]:
        client = await enter()
        path = re.sub(r"{[^}]+}", "1", address)
        page = await client.get(path)
        names = {str(field["name"]) for form in page.soup.select("main form") for field in form.select("[name]")}

        for value in IN_FORMS:
            content = encoded(sorted(names - {"form_key"}), value)
            answer = await client.request("POST", path, content=content, headers=FORM)
            assert answer.status < 500, (path, value[:40])
            assert "<script>" not in answer.response.text, path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe=\xff&a=%ff%fe&a=%00", FORM["Content-Type"]),
        (b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n', MULTIPART),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nb\r\n--x--', MULTIPART),
        (b"{", "application/json"),
    ],
)  # fmt: skip
async def test_mangled_bodies_never_break_a_page(enter: Enter, content: bytes, kind: str) -> None:
    client = await enter()
    for address in addresses("POST"):
        path = re.sub(r"{[^}]+}", "1", address)
        answer = await client.request("POST", path, content=content, headers={"Content-Type": kind})
        assert answer.status < 500, path


@pytest.mark.parametrize(
    ("content", "kind"), [(b"&" * 100_000, FORM["Content-Type"]), (b"junk", "multipart/form-data"), (b"", "")]
)
async def test_mangled_body_is_refused_before_a_page_reads_it(enter: Enter, content: bytes, kind: str) -> None:
    client = await enter()

    answer = await client.request("POST", "/a/choir/profile", content=content, headers={"Content-Type": kind})

    assert answer.status in {400, 413, 422}

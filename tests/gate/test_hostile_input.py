"""Every route of core and of every installed plugin, given what no page of ours sends: it says no, it never breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from brobygger.membership.roles import ADMINISTRATOR, COORDINATOR
from brobygger.plugins import load_plugins
from brobygger.site.routes import ASSOCIATION_ROUTES, RESERVED_PATHS, SITE_ROUTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.associations.models import Association
    from brobygger.testing.client import Client

HOSTILE = [
    "\0", "a\0b", "\ud83d", "’; DROP TABLE core_account; --", "%", "_" * 300, "9" * 40, "-1", "1e400", "NaN", "0x10",
    "<script>", "\u202e\u0000\u200b", "é" * 1_500, "2026-02-30", "99999-01-01", "24:61", "[]", "{}", "../../etc/passwd",
    "a@b@c", "\r\nBcc: x@example.org", " ", "+4500000000", "٣", "²",
]  # fmt: skip
IN_PATHS = ["%00", "%ff%fe", "..%2f..%2fetc", "%F0%9F%92%A9", "9" * 300, "%0d%0aSet-Cookie:x=y", "-", "%20", "'", "1"]

MULTIPART = "multipart/form-data; boundary=x"


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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


@pytest.fixture
async def in_charge(association: Association, sign_in_as: Callable[..., Awaitable[Client]]) -> Client:
    """Somebody whom every gate lets through, so that what lies behind it is reached."""
    return await sign_in_as(association, ADMINISTRATOR, COORDINATOR)


@pytest.mark.parametrize("address", addresses("GET"))
async def test_mangled_addresses_never_break_a_page(address: str, in_charge: Client) -> None:
    mangled = [re.sub(r"{[^}]+}", part, address) for part in IN_PATHS]

    for path in sorted(set(mangled)):
        assert (await in_charge.get(path, follow=False)).status < 500, path
    for value in HOSTILE if "{" not in address else ():
        query = encoded(["q", "after", "theme", "language", "next"], value)
        assert (await in_charge.get(f"{address}?{query}", follow=False)).status < 500, (address, value[:40])


@pytest.mark.parametrize("address", addresses("POST"))
async def test_mangled_forms_are_refused_in_words(address: str, in_charge: Client) -> None:
    path = re.sub(r"{[^}]+}", "1", address)
    page = await in_charge.get(path)
    names = {str(field["name"]) for form in page.soup.select("main form") for field in form.select("[name]")}

    for value in HOSTILE:
        answer = await in_charge.request(
            "POST", path, content=encoded(sorted(names - {"form_key"}), value), headers=FORM
        )
        assert answer.status < 500, (path, value[:40])
        assert "<script>" not in str(BeautifulSoup(answer.response.text, "html.parser").find("main") or "")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"a=%ff%fe&a=%00", "application/x-www-form-urlencoded"),
        (b"&" * 100_000, "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n', MULTIPART),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nb\r\n--x--', MULTIPART),
        (b"junk", "multipart/form-data"),
        (b"{", "application/json"),
        (b"", ""),
    ],
)  # fmt: skip
async def test_mangled_bodies_never_break_a_page(in_charge: Client, content: bytes, kind: str) -> None:
    for address in addresses("POST"):
        path = re.sub(r"{[^}]+}", "1", address)
        answer = await in_charge.request("POST", path, content=content, headers={"Content-Type": kind})
        assert answer.status < 500, path

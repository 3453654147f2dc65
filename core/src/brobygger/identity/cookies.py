"""The site's cookies: opaque, for this host alone, out of reach of scripts.

Over https their names begin with ``__Host-``, so that no neighbouring host can set them. Over http, which the settings
allow on loopback only, they are plain: Safari and programs refuse secure cookies there, although Chromium takes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brobygger import runtime

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.responses import Response

SESSION: Final = "brobygger"
#: Names the browser that asked for a link.
ASKING: Final = "brobygger-asking"
#: Carries a link's token over the redirect that takes it out of the address.
ARRIVED: Final = "brobygger-link"
#: Does so for the link that proves one more address.
CLAIMING: Final = "brobygger-address"
LANGUAGE: Final = "language"


def full_name(name: str) -> str:
    """Return what a cookie is called on this site."""
    return f"__Host-{name}" if runtime.current().settings.site.is_https else name


def read_cookie(connection: HTTPConnection, name: str) -> str:
    """Return the cookie's value; empty when the browser has none."""
    return connection.cookies.get(full_name(name), "")


def _flags() -> dict[str, Any]:
    secure = runtime.current().settings.site.is_https
    return {"path": "/", "secure": secure, "httponly": True, "samesite": "lax"}


def set_cookie(response: Response, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(full_name(name), value, max_age=seconds, **_flags())


def delete_cookie(response: Response, name: str) -> None:
    response.delete_cookie(full_name(name), **_flags())

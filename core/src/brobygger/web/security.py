"""What every answer carries, and which writes are refused before anything reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Sequence
    from re import Pattern

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def content_security_policy(script: str | None) -> str:
    """Return the policy of every page; *script* is the one full address outside the site that may run."""
    scripts = f"'self' {script}" if script else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers that hold for every answer, also for errors."""

    def __init__(self, app: ASGIApp, *, policy: str, https: bool) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


def is_cross_site_write(scope: Scope, public_origin: str) -> bool:
    """Tell whether a request would change something at another site's bidding.

    Browsers say where a request comes from (Fetch Metadata, or Origin in older ones); a page cannot forge either.
    A client that sends neither is no browser and carries nobody's cookies.
    """
    if scope["method"] in _SAFE:
        return False
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and origin != public_origin


class CrossSiteWrites:
    """Refuses unsafe requests from other sites, before the session and the form are read."""

    def __init__(self, app: ASGIApp, *, public_origin: str) -> None:
        self.app = app
        parts = urlsplit(public_origin)
        self.public_origin = f"{parts.scheme}://{parts.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_cross_site_write(scope, self.public_origin):
            raise HTTPException(403)
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses bodies that are too large, as they are announced and as they come.

    Starlette's own limit answers outside of every other middleware, so not with a page of ours.
    """

    def __init__(self, app: ASGIApp, *, most: int, uploads: Sequence[tuple[Pattern[str], int]] = ()) -> None:
        """Take the limit of every address but those of *uploads*, each of which declares its own."""
        self.app = app
        self.most = most
        self.uploads = uploads

    def _most(self, scope: Scope) -> int:
        """Return how much may be sent to this address; more than usual only by a form that can hold a file."""
        if not Headers(scope=scope).get("content-type", "").startswith("multipart/form-data"):
            return self.most
        return next((most for path, most in self.uploads if path.match(scope["path"])), self.most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        left = self._most(scope)
        if not announced.isdecimal() or int(announced) > left:
            raise HTTPException(413)

        async def receive_within() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_within, send)


def client_address(request: Request) -> str:
    """Return the network address that asks, as a trusted proxy or the server tells it; empty when neither does."""
    return request.client.host if request.client else ""

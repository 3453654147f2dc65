"""A browser without JavaScript, inside of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx2

from brobygger.testing.pages import Page

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.applications import Starlette
    from tortoise.context import TortoiseContext


class Client:
    """Sends requests to the application as a browser would, cookies and Fetch Metadata with them."""

    def __init__(self, app: Starlette, database: TortoiseContext, origin: str, *, language: str = "en") -> None:
        self._http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=_WithState(app, database)),
            base_url=origin,
            headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": language},
        )

    @property
    def host(self) -> str:
        return str(self._http.base_url.host)

    @property
    def cookies(self) -> httpx2.Cookies:
        return self._http.cookies

    @property
    def headers(self) -> httpx2.Headers:
        """What is sent with every request."""
        return self._http.headers

    async def get(self, path: str, *, follow: bool = True, **options: Any) -> Page:
        return Page(await self._http.get(path, follow_redirects=follow, **options))

    async def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True, **options: Any) -> Page:
        return Page(await self._http.post(path, data=data or {}, follow_redirects=follow, **options))

    async def request(self, method: str, path: str, **options: Any) -> Page:
        return Page(await self._http.request(method, path, **options))

    async def submit(self, page: Page | str, *, action: str = "", follow: bool = True, **values: Any) -> Page:
        """Fill in the form of *page* and press its button. A value of None leaves a field out."""
        if isinstance(page, str):
            page = await self.get(page)
        form = page.form(action)
        data = {name: value for name, value in {**form.values(), **values}.items() if value is not None}
        if form.method == "get":
            return await self.get(form.action, params=data, follow=follow)
        return await self.post(form.action, data, follow=follow)

    async def partial(self, path: str, target: str = "main") -> Page:
        """Ask for a part of a page, as htmx 4 does."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{target}"}
        return await self.get(path, headers=headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()


class _WithState:
    """Hands each request what the lifespan would."""

    def __init__(self, app: Starlette, database: TortoiseContext) -> None:
        self.app = app
        self.database = database

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {"database": self.database}
        await self.app(scope, receive, send)

"""The application: middleware around the gated routes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypedDict

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from brobygger import db, runtime
from brobygger.identity.middleware import VisitorMiddleware
from brobygger.site import assets
from brobygger.site.context import page_context
from brobygger.site.database import database_apps
from brobygger.site.errors import ErrorPages
from brobygger.site.routes import guarded_routes, upload_limits
from brobygger.site.work import run_due_work
from brobygger.web.logs import RequestLog
from brobygger.web.security import BodyLimit, CrossSiteWrites, SecurityHeaders, content_security_policy
from brobygger.web.static import PREFIX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send
    from tortoise.context import TortoiseContext

    from brobygger.runtime import Runtime

    DemoAccounts = Callable[[], Awaitable[Sequence[object]]]


class State(TypedDict):
    """What the lifespan hands to every request."""

    database: TortoiseContext


class RuntimeMiddleware:
    """Makes the site and its database the current ones for a request."""

    def __init__(self, app: ASGIApp, *, site: Runtime) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with runtime.activate(self.site), db.activate(scope["state"]["database"]):
            await self.app(scope, receive, send)


async def _raise(request: Request, error: Exception) -> Response:  # noqa: ARG001  # Starlette passes both
    """Let ErrorPages make the page, also of Starlette's own 404 and 405."""
    raise error


def create_app(site: Runtime, *, work: bool = True, demo_accounts: DemoAccounts | None = None) -> Starlette:
    """Return the application of *site*; with *work*, due work is done in this process as well.

    *demo_accounts* tells whom one may sign in as without a mail, on a demonstration on one's own machine.
    """
    settings = site.settings
    development = settings.site.development
    script = assets.script_of(settings, site.static)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:  # noqa: ARG001  # Starlette passes it
        with runtime.activate(site):
            database = db.connect(settings.database_url, database_apps(site.plugins))
            async with database as context, run_due_work(enabled=work):
                yield {"database": context}

    app = Starlette(
        routes=[
            *guarded_routes(site.plugins, development=development),
            Mount(PREFIX, app=site.static),
        ],
        middleware=_middleware(site, policy=content_security_policy(script.url if script else None)),
        exception_handlers={HTTPException: _raise},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.urls = site.urls
    app.state.page_context = page_context
    app.state.htmx = script
    app.state.demo_accounts = demo_accounts
    return app


def _middleware(site: Runtime, *, policy: str) -> list[Middleware]:
    """Return what every request passes, the outermost first."""
    settings, limits = site.settings.site, site.settings.security
    return [
        Middleware(RequestLog),
        Middleware(SecurityHeaders, policy=policy, https=settings.is_https),
        Middleware(RuntimeMiddleware, site=site),
        Middleware(ErrorPages),
        Middleware(BodyLimit, most=limits.max_body_bytes, uploads=upload_limits(site.plugins)),
        Middleware(CrossSiteWrites, public_origin=settings.public_origin),
        Middleware(VisitorMiddleware),
    ]

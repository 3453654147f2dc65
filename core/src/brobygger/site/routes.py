"""Every route of the site, each behind the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Router, compile_path
from starlette.routing import Route as StarletteRoute

from brobygger.assisted import views as assisted
from brobygger.associations import views as associations
from brobygger.associations.branding import accent_views as accent
from brobygger.associations.branding import views as branding
from brobygger.freshness import views as freshness
from brobygger.identity import views as identity
from brobygger.mail import views as mail
from brobygger.membership import contact_views as contacts
from brobygger.membership import views as membership
from brobygger.membership.applications import desk_views as applications
from brobygger.membership.applications import own_views as own_applications
from brobygger.membership.applications import views as join
from brobygger.membership.kinds import views as kinds
from brobygger.membership.roles import views as roles
from brobygger.modules import views as modules
from brobygger.privacy import log_views as log
from brobygger.privacy import own_views as own
from brobygger.privacy import retention_views as retention
from brobygger.privacy import views as privacy
from brobygger.proposals import views as proposals
from brobygger.services.confirmation import views as confirmation
from brobygger.services.pictures import views as pictures
from brobygger.site import figures, inside, setup
from brobygger.site import views as site
from brobygger.site.gate import Gate
from brobygger.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Pattern

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugins import PluginHost, Route

SITE_ROUTES: list[Route] = [
    *site.SITE_ROUTES,
    *setup.ROUTES,
    *identity.ROUTES,
    *associations.SITE_ROUTES,
    *proposals.SITE_ROUTES,
    *freshness.SITE_ROUTES,
    *confirmation.SITE_ROUTES,
    *privacy.SITE_ROUTES,
    *own.SITE_ROUTES,
    *accent.SITE_ROUTES,
]
#: Only while the site is in development on a loopback origin.
DEVELOPMENT_ROUTES: list[Route] = [*site.DEVELOPMENT_ROUTES, *mail.DEVELOPMENT_ROUTES, *identity.DEVELOPMENT_ROUTES]
ASSOCIATION_ROUTES: list[Route] = [
    *associations.ASSOCIATION_ROUTES,
    *membership.ASSOCIATION_ROUTES,
    *roles.ASSOCIATION_ROUTES,
    *contacts.ASSOCIATION_ROUTES,
    *kinds.ASSOCIATION_ROUTES,
    *own_applications.ASSOCIATION_ROUTES,
    *join.ASSOCIATION_ROUTES,
    *applications.ASSOCIATION_ROUTES,
    *assisted.ASSOCIATION_ROUTES,
    *modules.ASSOCIATION_ROUTES,
    *confirmation.ASSOCIATION_ROUTES,
    *privacy.ASSOCIATION_ROUTES,
    *log.ASSOCIATION_ROUTES,
    *retention.ASSOCIATION_ROUTES,
    *figures.ASSOCIATION_ROUTES,
    *inside.ASSOCIATION_ROUTES,
    *pictures.ASSOCIATION_ROUTES,
    *branding.ASSOCIATION_ROUTES,
    *accent.ASSOCIATION_ROUTES,
]
ASSOCIATION_PREFIX = "/a/{association}"


def _first_segments(routes: Iterable[Route]) -> frozenset[str]:
    return frozenset(route.path.split("/")[1] for route in routes) - {""}


#: First segments of core's own addresses, which no plugin can have.
RESERVED_PATHS = frozenset(
    {"a", "static"} | _first_segments(SITE_ROUTES) | _first_segments(DEVELOPMENT_ROUTES)
    | _first_segments(ASSOCIATION_ROUTES)
)  # fmt: skip


def all_urls(host: PluginHost) -> Urls:
    """Return the paths of all routes by name; a plugin's names begin with its own."""
    urls = Urls()
    for route in [*SITE_ROUTES, *DEVELOPMENT_ROUTES]:
        urls.add(route.name, route.path)
    for route in ASSOCIATION_ROUTES:
        urls.add(route.name, f"{ASSOCIATION_PREFIX}{route.path}")
    for plugin in host.plugins:
        name, path = plugin.manifest.name, plugin.manifest.path
        for route in plugin.site_routes:
            urls.add(f"{name}:{route.name}", f"/{path}{route.path}")
        for route in plugin.association_routes:
            urls.add(f"{name}:{route.name}", f"{ASSOCIATION_PREFIX}/{path}{route.path}")
    return urls


def upload_limits(host: PluginHost) -> list[tuple[Pattern[str], int]]:
    """Return the addresses that take files, and how large what is sent to each may be."""
    routes = [("", route) for route in SITE_ROUTES]
    routes += [(ASSOCIATION_PREFIX, route) for route in ASSOCIATION_ROUTES]
    for plugin in host.plugins:
        path = f"/{plugin.manifest.path}"
        routes += [(path, route) for route in plugin.site_routes]
        routes += [(f"{ASSOCIATION_PREFIX}{path}", route) for route in plugin.association_routes]
    return [
        (compile_path(f"{prefix}{route.path}")[0], route.upload_bytes) for prefix, route in routes if route.upload_bytes
    ]


def guarded_routes(host: PluginHost, *, development: bool) -> list[BaseRoute]:
    """Return the site's routes, guarded, in the shape in which they are found quickest: a tree by first segment."""
    core = [*SITE_ROUTES, *(DEVELOPMENT_ROUTES if development else ())]
    routes: list[BaseRoute] = [Gate(route).as_route(route.path) for route in core]
    in_association: list[BaseRoute] = [
        Gate(route, in_association=True).as_route(route.path) for route in ASSOCIATION_ROUTES
    ]
    for plugin in host.plugins:
        name, path = plugin.manifest.name, f"/{plugin.manifest.path}"
        routes += _mount(path, (Gate(route, name).as_route(route.path) for route in plugin.site_routes))
        in_association += _mount(
            path, (Gate(route, name, in_association=True).as_route(route.path) for route in plugin.association_routes)
        )
    for path in _quarantined_paths(host):
        routes += _mount(f"/{path}", _unavailable())
        in_association += _mount(f"/{path}", _unavailable())
    return [*routes, *_mount(ASSOCIATION_PREFIX, in_association)]


def _mount(path: str, routes: Iterable[BaseRoute]) -> list[BaseRoute]:
    """Return *routes* under *path*; the address on a poster, without the slash at its end, leads to the one with it."""
    return [
        StarletteRoute(path, _add_slash, methods=["GET"]),
        Mount(path, app=Router(list(routes), redirect_slashes=False)),
    ]


async def _add_slash(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}/{query}", status_code=301)


def _quarantined_paths(host: PluginHost) -> list[str]:
    return sorted({failure.path for failure in host.failures if failure.path})


def _unavailable() -> Iterator[BaseRoute]:
    """A plugin that failed to load answers so at every address of its own."""

    async def unavailable(request: Request) -> Response:  # noqa: ARG001  # every view takes the request
        raise HTTPException(503)

    yield StarletteRoute("/{rest:path}", unavailable, methods=["GET", "POST"])

"""What every page knows: the site and its host, the visitor, the ways onward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brobygger import i18n, runtime
from brobygger.associations.branding.services import get_branding
from brobygger.associations.services import get_host
from brobygger.db import association_scope
from brobygger.i18n import gettext as _
from brobygger.identity.visitor import ANONYMOUS
from brobygger.web.urls import url_for

if TYPE_CHECKING:
    from starlette.requests import Request

    from brobygger.associations.branding.models import Branding
    from brobygger.associations.models import Association
    from brobygger.site import assets


@dataclass(frozen=True, slots=True)
class Link:
    """A way onward in a menu."""

    title: str
    url: str
    current: bool = False


async def host_of(request: Request) -> Association | None:
    """Return the association that runs the site, asked for once in a request."""
    if not hasattr(request.state, "host"):
        request.state.host = await get_host()
    host: Association | None = request.state.host
    return host


async def page_context(request: Request) -> dict[str, Any]:
    """Return what every page shows: at most one query, and one more and a hook on an association's pages."""
    settings = runtime.current().settings
    language = i18n.current_language()
    association = getattr(request.state, "association", None)
    branding = await _branding_of(association)
    host = association if association is not None and association.is_host else await host_of(request)
    return {
        "url_for": lambda name, **parameters: url_for(request, name, **parameters),
        "settings": settings,
        "host": host,
        "association": association,
        "logo": branding.logo if branding else None,
        "accent_url": _accent_url(request, branding),
        "visitor": getattr(request.state, "visitor", ANONYMOUS),
        "may": lambda permission: permission in getattr(request.state, "permissions", ()),
        "language": language,
        "direction": i18n.direction(language),
        "languages": settings.site.languages,
        "htmx": _htmx(request),
        "request_path": request.url.path,
        "request_target": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
        "navigation": _site_navigation(request),
        "association_navigation": await _association_navigation(request, association),
    }


def _htmx(request: Request) -> assets.Script | None:
    script: assets.Script | None = request.app.state.htmx
    return script


async def _branding_of(association: Association | None) -> Branding | None:
    if association is None:
        return None
    with association_scope(association.id):  # an error page is made outside of the gate's
        return await get_branding(association)


def _accent_url(request: Request, branding: Branding | None) -> str:
    """Return the address of the style sheet in an association's own colour; empty where it has none."""
    rules = runtime.current().accents
    if branding is None or not branding.accent or rules is None:
        return ""
    return url_for(request, "accent", file=rules.file_name(branding.accent))


def _link(request: Request, title: str, name: str) -> Link:
    url = url_for(request, name)
    return Link(title, url, current=request.url.path == url)


def _site_navigation(request: Request) -> list[Link]:
    links = [_link(request, _("Associations"), "associations:directory")]
    visitor = getattr(request.state, "visitor", ANONYMOUS)
    if visitor.is_signed_in:
        links.append(_link(request, _("My things"), "mine"))
    return links


async def _association_navigation(request: Request, association: Association | None) -> list[Link]:
    """Return the menu of an association's own pages: its profile, the modules' entries, and the way inside."""
    if association is None:
        return []
    state = request.state
    links = [_link(request, association.name, "associations:profile")]
    items = await runtime.current().plugins.navigation_items(
        state.modules, request=request, association=association, membership=state.membership
    )
    links += [_link(request, str(item.title), item.route) for item in items
              if not item.permission or item.permission in state.permissions]  # fmt: skip
    if state.membership is not None:
        links.append(_link(request, _("Inside the association"), "inside"))
    if getattr(state, "needs_two_steps", False):
        links.append(_link(request, _("Your role asks for two steps"), "account:two_steps"))
    return links

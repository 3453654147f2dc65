"""The home page, one's own things, health, and the small files that browsers and robots ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from brobygger import clock, runtime
from brobygger.db import crossing_associations
from brobygger.i18n import gettext as _
from brobygger.identity.services import persons_of
from brobygger.membership.applications.reading import own_items
from brobygger.membership.services import claim, claimable_contacts, memberships_of
from brobygger.modules.services import enabled_modules
from brobygger.plugins import PUBLIC, SIGNED_IN, Need, Route
from brobygger.proposals.services import proposal_items
from brobygger.services.once import once
from brobygger.site.context import host_of
from brobygger.site.health import check_health
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render
from brobygger.web.styles import styles_context
from brobygger.web.urls import absolute_url, see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugins import MyItem

_SECURITY_TXT_DAYS = 180


async def home(request: Request) -> Response:
    """The front page by need, from what the host's modules contribute."""
    host = await host_of(request)
    modules = await enabled_modules(host.id) if host else frozenset()
    needs = await runtime.current().plugins.front_page_needs(modules, request=request)
    return await render(request, "core/home.html", {"needs": [*needs, *_own_needs(request)]})


def _own_needs(request: Request) -> list[Need]:
    """Return what core helps with by itself, whatever the modules are."""
    return [
        Need(
            _("I am looking for an association"), _("See who is there, and what one can do with them."),
            url_for(request, "associations:directory"),
        ),
        Need(
            _("Create your association or group"), _("Two who do something together are enough. We help you begin."),
            url_for(request, "proposals:new"),
        ),
        Need(
            _("I want to change something I signed up for"),
            _("The link in the mail leads there. Or sign in with your e-mail."), url_for(request, "mine"),
        ),
    ]  # fmt: skip


async def mine(request: Request) -> Response:
    """Everything a person joined, over all associations and modules; what awaits them first."""
    visitor = request.state.visitor
    items: list[MyItem] = []
    with crossing_associations("a person sees what they joined in every association"):
        for person in await persons_of(visitor):
            items += await runtime.current().plugins.my_items(subject=person)
            items += await own_items(person)
    items += await proposal_items(visitor.account_id)
    context = {
        "items": sorted(items, key=lambda item: (not item.awaits, item.at or clock.now())),
        "memberships": await memberships_of(visitor),
        "claimable": await claimable_contacts(visitor),
        "form": WriteForm(),
    }
    return await render(request, "core/mine.html", context)


async def claim_contact(request: Request) -> Response:
    form = await read_form(request, WriteForm)
    if form.validate():
        await once(form.once_key, lambda: _claim(request))
    return see_other(url_for(request, "mine"))


async def _claim(request: Request) -> str:
    if await claim(request.state.visitor, request.path_params["contact"]) is None:
        raise HTTPException(404)
    return url_for(request, "mine")


async def healthz(request: Request) -> Response:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """The site can do its work: the database answers and no due work is stuck."""
    checks = await check_health()
    return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)


async def favicon(request: Request) -> Response:
    return RedirectResponse(runtime.current().static.url("core/favicon.svg"), status_code=302)


async def robots(request: Request) -> Response:
    rule = "Disallow: /" if runtime.current().settings.site.demo else "Disallow: /sign-in"
    return PlainTextResponse(f"User-agent: *\n{rule}\n")


async def security_txt(request: Request) -> Response:
    """Say whom to tell about a weakness (RFC 9116)."""
    host = await host_of(request)
    expires = (clock.now() + timedelta(days=_SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    contact = f"mailto:{host.email}" if host and host.email else absolute_url(url_for(request, "home"))
    return PlainTextResponse(f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: da, en\n")


async def change_password(request: Request) -> Response:
    """Where password managers look; sign-in here needs none, so the account page answers."""
    return RedirectResponse(url_for(request, "account"), status_code=302)


async def styles(request: Request) -> Response:
    return await render(request, "core/_styles.html", styles_context())


SITE_ROUTES = [
    Route("/", home, name="home", audience=PUBLIC),
    Route("/mine", mine, name="mine", audience=SIGNED_IN),
    Route("/mine/claim/{contact}", claim_contact, name="mine:claim", methods=("POST",), audience=SIGNED_IN),
    Route("/healthz", healthz, name="healthz", audience=PUBLIC),
    Route("/readyz", readyz, name="readyz", audience=PUBLIC),
    Route("/favicon.ico", favicon, name="favicon", audience=PUBLIC),
    Route("/robots.txt", robots, name="robots", audience=PUBLIC),
    Route("/.well-known/security.txt", security_txt, name="security_txt", audience=PUBLIC),
    Route("/.well-known/change-password", change_password, name="change_password", audience=PUBLIC),
]
DEVELOPMENT_ROUTES = [Route("/_styles", styles, name="styles", audience=PUBLIC)]

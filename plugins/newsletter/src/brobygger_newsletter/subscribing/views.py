"""Subscribing: the form, what happens now, and the link that confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.i18n import current_language
from brobygger.plugin_api.services import once, proven_addresses
from brobygger.plugin_api.services import persons_of as persons_of_visitor
from brobygger.plugin_api.web import client_address, render, render_form, see_other, url_for
from brobygger_newsletter.errors import UnknownKeyError
from brobygger_newsletter.newsletters.services import read_open
from brobygger_newsletter.subscribing import letters
from brobygger_newsletter.subscribing.finding import find_subscriber
from brobygger_newsletter.subscribing.forms import SubscribeForm, SubscribeMyselfForm
from brobygger_newsletter.subscribing.keys import own_key, read_confirm_key
from brobygger_newsletter.subscribing.services import activate, ask, subscribe
from brobygger_newsletter.writing.reading import latest_sent, subjects_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def association_page(request: Request) -> Response:
    """What the association sends, the form to get it, and what it sent before."""
    offered = await read_open()
    addresses = await _own_addresses(request)
    if addresses:
        form: SubscribeForm = await read_form(
            request, SubscribeMyselfForm, offered=offered, addresses=addresses, name=_first_name(request)
        )
    else:
        form = await read_form(request, SubscribeForm, offered=offered)
    if request.method == "POST" and offered and form.validate():
        return see_other(await once(form.once_key, lambda: _perform(request, form)))
    issues = await latest_sent()
    context = {
        "form": form, "offered": offered, "issues": issues, "subjects": await subjects_of(issues),
        "signed_in": bool(addresses),
    }  # fmt: skip
    return await render_form(request, "newsletter/subscribing/subscribe.html", context)


async def _own_addresses(request: Request) -> list[str]:
    visitor = request.state.visitor
    if not visitor.is_signed_in:
        return []
    return await proven_addresses((await persons_of_visitor(visitor))[0])


def _first_name(request: Request) -> str:
    persons = request.state.visitor.persons
    return persons[0].name.partition(" ")[0] if persons else ""


async def _perform(request: Request, form: SubscribeForm) -> str:
    association, email = request.state.association, form.email.data or ""
    name, language = form.name.data or "", current_language()
    if isinstance(form, SubscribeMyselfForm):
        subscriber = await subscribe(association, form.chosen(), email, name=name, language=language)
        return url_for(request, "newsletter:own", key=own_key(subscriber.public_id), done="1")
    client = client_address(request)
    await ask(association, form.chosen(), email, name=name, language=language, client=client)
    return url_for(request, "newsletter:sent")


async def sent(request: Request) -> Response:
    """Say what happens now. The page is the same for everybody, known or not."""
    return await render(request, "newsletter/subscribing/sent.html")


async def confirm(request: Request) -> Response:
    """Ask for a press: programs that look into mails follow links, and press no buttons."""
    try:
        subscriber = await find_subscriber(read_confirm_key(request.path_params["key"]))
    except UnknownKeyError:
        return await render(request, "newsletter/subscribing/too_late.html", status=404)
    form = await read_form(request, WriteForm)

    async def perform() -> str:
        newsletters = await activate(subscriber)
        if newsletters:
            await letters.tell_welcome(request.state.association, subscriber, newsletters)
        return url_for(request, "newsletter:own", key=own_key(subscriber.public_id), done="1")

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(request, "newsletter/subscribing/confirm.html", {"form": form})


_BOTH = ("GET", "POST")
ASSOCIATION_ROUTES = [
    Route("/", association_page, name="association", methods=_BOTH, audience=PUBLIC),
    Route("/sent", sent, name="sent", audience=PUBLIC),
    Route("/confirm/{key}", confirm, name="confirm", methods=_BOTH, audience=PUBLIC),
]

"""A subscriber's own page, by the link in every newsletter: choosing what one gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.db import transaction
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.services import once
from brobygger.plugin_api.web import render, render_form, see_other, url_for
from brobygger_newsletter.errors import UnknownKeyError
from brobygger_newsletter.subscribing.finding import find_subscriber, gets, is_wanted, offered_to
from brobygger_newsletter.subscribing.forms import OwnForm
from brobygger_newsletter.subscribing.keys import own_key, read_own_key
from brobygger_newsletter.subscribing.services import choose, refuse_all

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber


async def _gone(request: Request) -> Response:
    about = request.state.association
    return await render(request, "newsletter/subscribing/gone.html", {"about": about}, status=404)


async def own(request: Request) -> Response:
    """What the association writes to this address; choose anew."""
    try:
        subscriber = await find_subscriber(read_own_key(request.path_params["key"]))
    except UnknownKeyError:
        return await _gone(request)
    offered = await offered_to(subscriber)
    chosen = [one.public_id for one in offered if await _is_sent(subscriber, one)]
    form = await read_form(
        request, OwnForm, offered=offered, newsletters=chosen, name=subscriber.name, language=subscriber.language
    )

    async def perform() -> str:
        await _save(subscriber, form)
        return url_for(request, "newsletter:own", key=own_key(subscriber.public_id), saved="1")

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    context = {
        "form": form, "subscriber": subscriber, "offered": offered, "saved": "saved" in request.query_params,
        "done": "done" in request.query_params, "key": request.path_params["key"], "press": WriteForm(),
    }  # fmt: skip
    return await render_form(request, "newsletter/subscribing/own.html", context)


async def _is_sent(subscriber: Subscriber, newsletter: Newsletter) -> bool:
    if newsletter.id in await gets(subscriber):
        return True
    # Members get it without having asked, and whoever came here by one of its issues is one.
    return newsletter.to_members and subscriber.last_sent_at is not None and await is_wanted(subscriber, newsletter)


async def _save(subscriber: Subscriber, form: OwnForm) -> None:
    async with transaction():
        subscriber.name, subscriber.language = form.name.data or "", form.language.data
        await subscriber.save(update_fields=["name", "language"])
        await choose(subscriber, form.chosen(), among=form.offered)


async def refuse(request: Request) -> Response:
    """Never write to this address again."""
    form = await read_form(request, WriteForm)
    try:
        subscriber = await find_subscriber(read_own_key(request.path_params["key"]))
    except UnknownKeyError:
        return await _gone(request)
    if request.method == "POST" and form.validate():
        await refuse_all(subscriber)
        return await render(request, "newsletter/subscribing/refused.html")
    context = {"form": form, "key": request.path_params["key"]}
    return await render_form(request, "newsletter/subscribing/refuse.html", context)


_BOTH = ("GET", "POST")
ASSOCIATION_ROUTES = [
    Route("/own/{key}", own, name="own", methods=_BOTH, audience=PUBLIC),
    Route("/own/{key}/refuse", refuse, name="refuse", methods=_BOTH, audience=PUBLIC),
]

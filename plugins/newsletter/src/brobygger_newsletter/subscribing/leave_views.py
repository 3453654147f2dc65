"""Leaving with one press (RFC 8058), whether or not somebody is signed in, and whether or not the association still has
the module on: a mail program's POST acts, and a GET only shows the button.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.web import render, see_other, url_for
from brobygger_newsletter.errors import UnknownKeyError
from brobygger_newsletter.newsletters.services import find_newsletter
from brobygger_newsletter.subscribing import services
from brobygger_newsletter.subscribing.finding import find_subscriber
from brobygger_newsletter.subscribing.forms import ReasonForm
from brobygger_newsletter.subscribing.keys import own_key, read_leave_key

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber


async def _find(request: Request) -> tuple[Subscriber, Newsletter, str] | None:
    """Return who leaves what, and the issue the link stood in; None for a subscriber who is gone already.

    Raises UnknownKeyError for a link that was never ours.
    """
    leaving = read_leave_key(request.path_params["key"])
    with crossing_associations("the link names one subscriber, whose association is known from it"):
        try:
            subscriber = await find_subscriber(leaving.subscriber)
        except UnknownKeyError:
            return None
        newsletter = await find_newsletter(leaving.newsletter)
    return None if newsletter is None else (subscriber, newsletter, leaving.issue)


async def _gone(request: Request, *, status: int) -> Response:
    return await render(request, "newsletter/subscribing/gone.html", {"about": None}, status=status)


async def leave(request: Request) -> Response:
    """Show the button, or leave. Somebody who is gone gets nothing any more, and that is what the page says."""
    try:
        found = await _find(request)
    except UnknownKeyError:
        return await _gone(request, status=404)
    if found is None:
        return await _gone(request, status=200)
    subscriber, newsletter, issue = found
    left = request.method == "POST"
    if left:
        with association_scope(subscriber.association_id):
            await services.leave(subscriber, newsletter, issue=issue)
    context = {
        "newsletter": newsletter, "subscriber": subscriber, "key": request.path_params["key"], "left": left,
        "about": newsletter.association, "own_key": own_key(subscriber.public_id),
        "form": ReasonForm() if left else WriteForm(),
    }  # fmt: skip
    return await render(request, "newsletter/subscribing/leave.html", context)


async def undo(request: Request) -> Response:
    """It was not meant: get it again."""
    form = await read_form(request, WriteForm)
    try:
        found = await _find(request)
    except UnknownKeyError:
        return await _gone(request, status=404)
    if found is None or not form.validate():
        return await _gone(request, status=200)
    subscriber, newsletter, _issue = found
    with association_scope(subscriber.association_id):
        await services.return_to(subscriber, newsletter)
    slug = newsletter.association.slug
    return see_other(url_for(request, "newsletter:own", association=slug, key=own_key(subscriber.public_id), saved="1"))


async def say_why(request: Request) -> Response:
    """Keep why, for the count of reasons."""
    form = await read_form(request, ReasonForm)
    try:
        found = await _find(request)
    except UnknownKeyError:
        return await _gone(request, status=404)
    if found is None:
        return await _gone(request, status=200)
    subscriber, newsletter, _issue = found
    if form.validate() and form.reason.data:
        with association_scope(subscriber.association_id):
            await services.say_why(subscriber, newsletter, form.reason.data)
    return await render(request, "newsletter/subscribing/thanks.html", {"about": newsletter.association})


_POST = ("POST",)
SITE_ROUTES = [
    Route("/leave/{key}", leave, name="leave", methods=("GET", "POST"), audience=PUBLIC, while_off=True),
    Route("/leave/{key}/undo", undo, name="undo_leave", methods=_POST, audience=PUBLIC, while_off=True),
    Route("/leave/{key}/why", say_why, name="say_why", methods=_POST, audience=PUBLIC, while_off=True),
]

"""Who gets a newsletter: finding, adding, taking off, and a table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm, read_form, read_query
from brobygger.plugin_api.i18n import current_language, long_date
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import add_to_visit, assisted_visit, once, today
from brobygger.plugin_api.web import client_address, render, render_form, see_other, table_response, url_for
from brobygger_newsletter.desk import services
from brobygger_newsletter.desk.forms import AddForm, ListForm, SearchForm
from brobygger_newsletter.newsletters.views import newsletter_or_404
from brobygger_newsletter.permissions import MANAGE_SUBSCRIBERS
from brobygger_newsletter.subscribing.counting import count_subscribers
from brobygger_newsletter.subscribing.models import SubscribedBy, SubscriptionState
from brobygger_newsletter.subscribing.services import Yes, ask
from brobygger_newsletter.texts import STATES, SUBSCRIBED_BY

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugin_api.services import AssistedVisit
    from brobygger_newsletter.newsletters.models import Newsletter


def _back(request: Request, newsletter: Newsletter, **query: object) -> str:
    return url_for(request, "newsletter:subscribers", newsletter=newsletter.public_id, **query)


async def subscribers(request: Request) -> Response:
    newsletter = await newsletter_or_404(request)
    form = read_query(request, SearchForm)
    state = SubscriptionState(form.state.data or SubscriptionState.ACTIVE)
    text, after = form.q.data or "", request.query_params.get("after", "")
    page = await services.search(newsletter, state=state, text=text, after=after)
    more = {"q": text, "state": state, "after": page.next_cursor}
    told = {name: request.query_params.get(name, "") for name in ("added", "refused", "asked", "lifted")}
    context = {
        "newsletter": newsletter, "form": form, "page": page, "state": state, "state_texts": STATES,
        "by_texts": SUBSCRIBED_BY, "count": (await count_subscribers([newsletter]))[newsletter.id],
        "more_url": _back(request, newsletter, **more) if page.next_cursor else "", "told": told,
        "chosen": int(bool(text)) + int(state != SubscriptionState.ACTIVE),
    }  # fmt: skip
    return await render(request, "newsletter/desk/subscribers.html", context, partial="rows" if after else "results")


async def export(request: Request) -> Response:
    newsletter = await newsletter_or_404(request)
    header = [_("E-mail"), _("First name"), _("Language"), _("How they said yes"), _("Since"), _("Where is the proof?")]
    rows: list[list[str | datetime]] = [
        [
            row.subscriber.email, row.subscriber.name, row.subscriber.language, str(SUBSCRIBED_BY[row.subscribed_by]),
            row.confirmed_at or row.asked_at, row.evidence,
        ]
        async for row in services.everybody(newsletter, SubscriptionState.ACTIVE)
    ]  # fmt: skip
    return await table_response(request, newsletter.title, header, rows)


async def add(request: Request) -> Response:
    """Somebody is on the phone or at the desk; in a visit there it is written down already who they are."""
    newsletter = await newsletter_or_404(request)
    asked = request.query_params.get("visit", "")
    visit = await assisted_visit(asked, request.state.visitor.account_id) if asked else None
    if asked and visit is None and request.method != "POST":
        raise HTTPException(404)
    known = visit is not None and bool(visit.contact.email)
    form = await read_form(request, AddForm, known=known)

    async def perform() -> str:
        await _ask(request, newsletter, form, visit if known else None)
        if visit is None:
            return _back(request, newsletter, asked="1")
        await add_to_visit(visit, newsletter.title)
        return url_for(request, "assisted:visit", visit=visit.public_id)

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    context = {"form": form, "newsletter": newsletter, "visit_of": asked if visit else ""}
    return await render_form(request, "newsletter/desk/add.html", context)


async def _ask(request: Request, newsletter: Newsletter, form: AddForm, visit: AssistedVisit | None) -> None:
    """Ask whoever said yes to press the link: at the address of the visit, or the one that was typed."""
    email = visit.contact.email if visit else (form.email.data or "")
    name = visit.contact.name.partition(" ")[0] if visit else (form.name.data or "")
    yes = Yes(form.by.data or SubscribedBy.DESK, request.state.visitor.account_id)
    await ask(
        request.state.association, [newsletter], email, name=name, language=current_language(),
        client=client_address(request), yes=yes,
    )  # fmt: skip


async def add_list(request: Request) -> Response:
    newsletter = await newsletter_or_404(request)
    form = await read_form(request, ListForm)

    async def perform() -> str:
        given_on = form.given_on.data or today()
        evidence = f"{long_date(given_on)}: {form.evidence.data}"[:300]
        yes = Yes(SubscribedBy.LIST, request.state.visitor.account_id, evidence)
        added, refused = await services.add_list(newsletter, form.listed.people, language=newsletter.language, yes=yes)
        return _back(request, newsletter, added=added, refused=refused or "")

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(request, "newsletter/desk/list.html", {"form": form, "newsletter": newsletter})


async def take_off(request: Request) -> Response:
    """Ask before somebody is taken off at their wish."""
    newsletter = await newsletter_or_404(request)
    form = await read_form(request, WriteForm)
    found = await services.find_subscription(newsletter, request.path_params["subscriber"])
    if found is None:
        raise HTTPException(404)

    async def perform() -> str:
        await services.take_off(found, newsletter)
        return _back(request, newsletter)

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    context = {"form": form, "newsletter": newsletter, "subscription": found}
    return await render_form(request, "newsletter/desk/take_off.html", context)


async def lift(request: Request) -> Response:
    """Somebody who refused, or whose address did not work, asks to be written to again."""
    newsletter = await newsletter_or_404(request)
    form = await read_form(request, AddForm)

    async def perform() -> str:
        await services.let_write_again(newsletter, form.email.data or "")
        await _ask(request, newsletter, form, None)
        return _back(request, newsletter, lifted="1")

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(request, "newsletter/desk/lift.html", {"form": form, "newsletter": newsletter})


_MANAGER = permission(MANAGE_SUBSCRIBERS)
_BOTH = ("GET", "POST")
_NEWSLETTER = "/manage/newsletters/{newsletter}"
ASSOCIATION_ROUTES = [
    Route(_NEWSLETTER, subscribers, name="subscribers", audience=_MANAGER),
    Route(f"{_NEWSLETTER}/subscribers.csv", export, name="export", audience=_MANAGER),
    Route(f"{_NEWSLETTER}/add", add, name="add_subscriber", methods=_BOTH, audience=_MANAGER),
    Route(f"{_NEWSLETTER}/list", add_list, name="add_list", methods=_BOTH, audience=_MANAGER),
    Route(f"{_NEWSLETTER}/lift", lift, name="lift", methods=_BOTH, audience=_MANAGER),
    Route(f"{_NEWSLETTER}/{{subscriber}}/take-off", take_off, name="take_off", methods=_BOTH, audience=_MANAGER),
]

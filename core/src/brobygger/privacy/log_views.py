"""What was done in an association, and what a contact said yes and no to, for those in charge."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING

from babel.dates import format_skeleton
from starlette.exceptions import HTTPException
from wtforms import SelectField

from brobygger.associations.forms import CheckboxesField
from brobygger.i18n import current_locale, lazy
from brobygger.i18n import gettext as _
from brobygger.membership.models import Contact
from brobygger.membership.roles import READ_AUDIT
from brobygger.plugins import Route, permission
from brobygger.privacy.log import actor_names, describe, who_did
from brobygger.privacy.log_texts import all_kinds, beginnings_of
from brobygger.services import audit, consent
from brobygger.services.consent import Channel
from brobygger.web.formats import moment, today
from brobygger.web.forms import BaseForm, choices, read_query
from brobygger.web.pages import render

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

#: As long as entries are kept.
_MONTHS = 25
_DECEMBER = 12
CHANNELS = {
    Channel.WEB: lazy("On the site"),
    Channel.PHONE: lazy("On the phone"),
    Channel.DESK: lazy("In person"),
    Channel.PAPER: lazy("On paper"),
}


def _months() -> dict[str, str]:
    """Return the months that entries can be of, the latest first."""
    day, found = today().replace(day=1), {}
    for _number in range(_MONTHS):
        found[f"{day:%Y-%m}"] = str(format_skeleton("yMMMM", day, locale=current_locale()))
        day = date(day.year - (day.month == 1), day.month - 1 or _DECEMBER, 1)
    return found


class LogForm(BaseForm):
    """What the log is narrowed by."""

    kind = CheckboxesField(lazy("What"), choices=lambda: choices(all_kinds()))
    month = SelectField(lazy("When"), default="", choices=lambda: choices({"": _("The whole time"), **_months()}))

    def query(self) -> dict[str, object]:
        """Return what was asked for as an address has it."""
        return {name: value for name, value in (("kind", self.kind.data), ("month", self.month.data)) if value}


def _span(month: str) -> tuple[datetime, datetime] | None:
    """Return where *month* begins and ends by the site's own clock."""
    if not month:
        return None
    first = date.fromisoformat(f"{month}-01")
    after = date(first.year + (first.month == _DECEMBER), first.month % _DECEMBER + 1, 1)
    return moment(first).astimezone(UTC), moment(after).astimezone(UTC)


async def show_log(request: Request) -> Response:
    form = read_query(request, LogForm)
    page = await audit.read_entries(
        request.state.association.id, after=request.query_params.get("after", ""),
        beginnings=beginnings_of(form.kind.data or []), span=_span(form.month.data or ""),
    )  # fmt: skip
    context = {"form": form, "query": form.query(), "page": page, "lines": await describe(page.items)}
    return await render(request, "core/privacy/log.html", context, partial="results")


async def show_consents(request: Request) -> Response:
    """Show everything that one contact said, with who wrote it down for them."""
    contact = await Contact.get_or_none(public_id=request.path_params["contact"])
    if contact is None:
        raise HTTPException(404)
    records = await consent.history(contact)
    actors = await actor_names({row.helper_account_id for row in records if row.helper_account_id is not None})
    helpers = {row.id: who_did(row.helper_account_id, actors) for row in records if row.helper_account_id is not None}
    context = {"contact": contact, "records": records, "helpers": helpers, "channels": CHANNELS}
    return await render(request, "core/privacy/consents.html", context)


_READ = permission(READ_AUDIT)
ASSOCIATION_ROUTES = [
    Route("/log", show_log, name="log", audience=_READ),
    Route("/log/consents/{contact}", show_consents, name="log:consents", audience=_READ),
]

"""What is kept about people: the page for everybody, and the record of processing for those in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.associations.services import get_host
from brobygger.i18n import gettext as _
from brobygger.membership.roles import READ_RECORD
from brobygger.modules.services import known_modules
from brobygger.plugins import PUBLIC, Route, permission
from brobygger.privacy.declarations import read_sections
from brobygger.privacy.texts import ARTICLES
from brobygger.web.pages import render
from brobygger.web.spreadsheets import table_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.privacy.declarations import Section


async def site_page(request: Request) -> Response:
    """Show what the site and every module keep, whichever associations use them."""
    return await render(request, "core/privacy/page.html", {"sections": read_sections()})


async def association_page(request: Request) -> Response:
    return await render(request, "core/privacy/page.html", {"sections": await _sections(request)})


async def _sections(request: Request) -> list[Section]:
    """Return what core and the association's modules keep; a module that was switched off still keeps its rows."""
    return read_sections(await known_modules(request.state.association.id))


async def record(request: Request) -> Response:
    context = {"sections": await _sections(request), "articles": ARTICLES, "operator": await get_host()}
    return await render(request, "core/privacy/record.html", context)


async def record_table(request: Request) -> Response:
    """Answer with the record as a table, a line for each column of the database."""
    header = (
        _("Part"), _("Where"), _("What it is"), _("What for"), _("Why we may"), _("Article"), _("Kind"),
        _("Who sees it"), _("How long"), _("When somebody is erased"),
    )  # fmt: skip
    rows = [
        [
            str(text)
            for text in (
                section.title, column, item.what, item.data.purpose, item.basis, ARTICLES[item.data.basis],
                item.category, item.data.seen_by, item.data.retention, item.erasure,
            )
        ]
        for section in await _sections(request)
        for item in section.declared
        for column in item.columns
    ]  # fmt: skip
    association = request.state.association
    name = _("Record of processing, %(association)s") % {"association": association.name}
    return await table_response(request, name, header, rows)


SITE_ROUTES = [Route("/privacy", site_page, name="privacy", audience=PUBLIC)]
_READ = permission(READ_RECORD)
ASSOCIATION_ROUTES = [
    Route("/privacy", association_page, name="privacy:association", audience=PUBLIC),
    Route("/privacy/record", record, name="privacy:record", audience=_READ),
    Route("/privacy/record/table", record_table, name="privacy:record_table", audience=_READ),
]

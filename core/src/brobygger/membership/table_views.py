"""The list of members to take home: for a spreadsheet, and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import gettext as _
from brobygger.membership.forms import MembersForm
from brobygger.membership.kinds.services import read_kinds
from brobygger.membership.roles import MANAGE_MEMBERS
from brobygger.membership.tables import member_table
from brobygger.plugins import Route, permission
from brobygger.services import audit
from brobygger.web.forms import read_query
from brobygger.web.pages import render
from brobygger.web.spreadsheets import table_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def export_members(request: Request) -> Response:
    """Hand out the list as it is narrowed, to be opened in a spreadsheet; that it was is audited."""
    form = read_query(request, MembersForm, kinds=await read_kinds())
    table = await member_table(form.wanted(), form.column.data or ())
    association = request.state.association
    await audit.record("members.exported", association_id=association.id, object=f"rows:{len(table.rows)}")
    return await table_response(request, f"{association.name} {_('Members')}", table.header, table.rows)


async def print_members(request: Request) -> Response:
    """Show the whole list as it is narrowed, on one page that prints well."""
    form = read_query(request, MembersForm, kinds=await read_kinds())
    table = await member_table(form.wanted(), form.column.data or ())
    return await render(request, "core/membership/print.html", {"table": table, "query": form.query()})


_MANAGE = permission(MANAGE_MEMBERS)
ASSOCIATION_ROUTES = [
    Route("/members/export", export_members, name="members:export", methods=("POST",), audience=_MANAGE, step_up=True),
    Route("/members/print", print_members, name="members:print", audience=_MANAGE),
]

"""An association's figures of a year: its own of members, and those of its modules. Numbers only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import SelectField

from brobygger import runtime
from brobygger.assisted.figures import assisted_figures
from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.membership.figures import member_figures
from brobygger.membership.roles import READ_FIGURES
from brobygger.plugins import Route, permission
from brobygger.web.formats import today
from brobygger.web.forms import BaseForm, choices, read_query
from brobygger.web.pages import render
from brobygger.web.spreadsheets import table_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugins import Figure

#: Grants are asked for, and accounted for, over so many years.
_YEARS = 6


def _years() -> dict[str, str]:
    return {str(year): str(year) for year in range(today().year, today().year - _YEARS, -1)}


class YearForm(BaseForm):
    """Which year is asked for."""

    year = SelectField(lazy("Year"), choices=lambda: choices(_years()))

    @property
    def number(self) -> int:
        return int(self.year.data or today().year)


async def _figures(request: Request, year: int) -> list[Figure]:
    association = request.state.association
    modules = await runtime.current().plugins.figures(request.state.modules, association=association, year=year)
    return [*await member_figures(year), *await assisted_figures(year), *modules]


async def show_figures(request: Request) -> Response:
    form = read_query(request, YearForm)
    context = {"form": form, "year": form.number, "figures": await _figures(request, form.number)}
    return await render(request, "core/figures.html", context, partial="results")


async def export_figures(request: Request) -> Response:
    """Hand the figures out as a table, for an application or a report."""
    year = read_query(request, YearForm).number
    rows: list[list[str | int]] = [[str(figure.title), figure.number] for figure in await _figures(request, year)]
    return await table_response(request, f"{request.state.association.name} {year}", [_("Figure"), str(year)], rows)


_READ = permission(READ_FIGURES)
ASSOCIATION_ROUTES = [
    Route("/figures", show_figures, name="figures", audience=_READ),
    Route("/figures/table", export_figures, name="figures:export", audience=_READ),
]

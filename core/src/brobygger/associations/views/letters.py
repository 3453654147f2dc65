"""Writing to an association."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.associations.errors import TooManyLettersError
from brobygger.associations.forms import WriteToForm
from brobygger.associations.letters import write_to
from brobygger.i18n import gettext as _
from brobygger.plugins import PUBLIC, Route
from brobygger.services.once import once
from brobygger.web.forms import read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_TOO_MANY = 429


async def write(request: Request) -> Response:
    """Take a letter. A program that fills in everything is told the same as a person, and sends nothing."""
    association = request.state.association
    if not association.email:
        raise HTTPException(404)
    form = await read_form(request, WriteToForm)
    if request.method == "POST" and form.validate():

        async def perform() -> str:
            if not form.website.data:
                await write_to(
                    association, name=form.name.data or "", email=form.email.data or "",
                    message=form.message.data or "", client=request.client.host if request.client else "",
                )  # fmt: skip
            return url_for(request, "associations:written")

        try:
            return see_other(await once(form.once_key, perform))
        except TooManyLettersError:
            form.form_error = _("Many letters have been sent from here today. Call instead, or try again tomorrow.")
            return await render(request, "core/associations/write.html", {"form": form}, status=_TOO_MANY)
    return await render_form(request, "core/associations/write.html", {"form": form})


async def written(request: Request) -> Response:
    return await render(request, "core/associations/written.html")


ROUTES = [
    Route("/write", write, name="associations:write", methods=("GET", "POST"), audience=PUBLIC),
    Route("/written", written, name="associations:written", audience=PUBLIC),
]

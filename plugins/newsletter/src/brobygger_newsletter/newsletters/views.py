"""Making newsletters, changing what they are, and closing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.i18n import current_language
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import once
from brobygger.plugin_api.web import render_form, see_other, url_for
from brobygger_newsletter.errors import EditedMeanwhileError
from brobygger_newsletter.newsletters import services
from brobygger_newsletter.newsletters.forms import NewsletterForm
from brobygger_newsletter.permissions import MANAGE_SUBSCRIBERS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger_newsletter.newsletters.models import Newsletter


async def newsletter_or_404(request: Request) -> Newsletter:
    newsletter = await services.find_newsletter(request.path_params["newsletter"])
    if newsletter is None:
        raise HTTPException(404)
    return newsletter


async def new(request: Request) -> Response:
    form = await read_form(request, NewsletterForm, language=current_language())

    async def perform() -> str:
        await services.create_newsletter(request.state.association, **form.values())
        return url_for(request, "newsletter:manage")

    if request.method == "POST" and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(request, "newsletter/newsletters/edit.html", {"form": form, "newsletter": None})


async def edit(request: Request) -> Response:
    newsletter = await newsletter_or_404(request)
    form = await read_form(request, NewsletterForm, obj=newsletter)

    async def perform() -> str:
        await services.save_newsletter(newsletter, version=form.version_number, **form.values())
        return url_for(request, "newsletter:subscribers", newsletter=newsletter.public_id)

    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, perform))
        except EditedMeanwhileError:
            await newsletter.refresh_from_db()
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
            form.version.data = str(newsletter.version)
    context = {"form": form, "newsletter": newsletter, "press": WriteForm()}
    return await render_form(request, "newsletter/newsletters/edit.html", context)


async def _press(request: Request, act: Callable[[Newsletter], Awaitable[None]]) -> Response:
    newsletter = await newsletter_or_404(request)
    form = await read_form(request, WriteForm)

    async def perform() -> str:
        await act(newsletter)
        return url_for(request, "newsletter:manage")

    return see_other(await once(form.once_key, perform))


async def close(request: Request) -> Response:
    return await _press(request, services.close_newsletter)


async def reopen(request: Request) -> Response:
    return await _press(request, services.reopen_newsletter)


_MANAGER = permission(MANAGE_SUBSCRIBERS)
_BOTH, _POST = ("GET", "POST"), ("POST",)
ASSOCIATION_ROUTES = [
    Route("/manage/newsletters/new", new, name="new_newsletter", methods=_BOTH, audience=_MANAGER),
    Route("/manage/newsletters/{newsletter}/edit", edit, name="edit_newsletter", methods=_BOTH, audience=_MANAGER),
    Route("/manage/newsletters/{newsletter}/close", close, name="close_newsletter", methods=_POST, audience=_MANAGER),
    Route("/manage/newsletters/{newsletter}/reopen", reopen, name="reopen_newsletter", methods=_POST,
          audience=_MANAGER),
]  # fmt: skip

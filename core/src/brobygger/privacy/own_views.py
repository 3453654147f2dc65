"""My data: a copy of it, and being forgotten; with an account, or by the link in a mail."""

from __future__ import annotations

import functools
import io
import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import structlog
from starlette.exceptions import HTTPException
from starlette.responses import Response

from brobygger import clock, runtime
from brobygger.i18n import current_language
from brobygger.i18n import gettext as _
from brobygger.identity.cookies import SESSION, delete_cookie
from brobygger.identity.visitor import ANONYMOUS
from brobygger.plugins import PUBLIC, SIGNED_IN, HookError, Route
from brobygger.privacy.export import collect
from brobygger.privacy.own import StillInChargeError, forget, own_of_contact, own_of_visitor
from brobygger.services import audit
from brobygger.services.confirmation import find_contact
from brobygger.web.forms import WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import url_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from brobygger.plugins.routes import View
    from brobygger.privacy.export import Part
    from brobygger.privacy.own import Own

log = structlog.get_logger("brobygger.privacy")


async def _own(request: Request) -> Own:
    """Return what is the reader's own: by the link in the address, or of who is signed in."""
    token = request.path_params.get("token")
    if token is None:
        return await own_of_visitor(request.state.visitor)
    contact = await find_contact(token)
    if contact is None:
        raise HTTPException(404)
    return own_of_contact(contact)


def _addresses(request: Request) -> dict[str, str]:
    """Return where the pages are that belong together."""
    token = request.path_params.get("token")
    if token is None:
        names = {"back": "account", "data": "own", "file": "own:file", "forget": "own:forget"}
        return {key: url_for(request, name) for key, name in names.items()}
    names = {"back": "manage", "data": "own:by_link", "file": "own:file_by_link", "forget": "own:forget_by_link"}
    return {key: url_for(request, name, token=token) for key, name in names.items()}


def _keep_secret(response: Response) -> Response:
    """Tell nobody of an address that holds a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _explain_failure(view: View) -> View:
    """Answer 503 in words where a plugin cannot tell what it keeps: half a copy would pass for a whole one."""

    @functools.wraps(view)
    async def explaining(request: Request) -> Response:
        try:
            return await view(request)
        except HookError as error:
            log.exception("no copy of personal data", plugin=error.plugin)
            context = {"module": _titles().get(error.plugin, error.plugin)}
            return _keep_secret(await render(request, "core/privacy/unavailable.html", context, status=503))

    return explaining


@_explain_failure
async def show(request: Request) -> Response:
    """Show what is kept, and what one can do about it."""
    own = await _own(request)
    context = {"own": own, "parts": await collect(own), "addresses": _addresses(request)}
    return _keep_secret(await render(request, "core/privacy/own.html", context))


@_explain_failure
async def hand_out(request: Request) -> Response:
    """Answer with one file that holds everything twice: to read, and for programs."""
    own = await _own(request)
    parts = await collect(own)
    for contact in own.contacts:
        await audit.record(
            "contact.data_handed_out", association_id=contact.association_id, object=f"contact:{contact.id}"
        )
    content = _pack(parts)
    name = f"brobygger-{clock.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return _keep_secret(Response(content, media_type="application/zip", headers=headers))


def _plain(value: object) -> str:
    """Return moments and days as programs read them, and whatever else a plugin gave as text."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _pack(parts: Sequence[Part]) -> bytes:
    data = {
        part.title: [
            {"title": str(export.title), "rows": [dict(row) for row in export.rows]} for export in part.exports
        ]
        for part in parts
    }
    context = {"parts": parts, "language": current_language(), "made_at": clock.now()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
        archive.writestr("data.html", runtime.current().templates.render("core/privacy/copy.html", context))
    return file.getvalue()


@_explain_failure
async def ask_to_forget(request: Request) -> Response:
    """Say what would happen, and do it when the button is pressed."""
    own = await _own(request)
    form = await read_form(request, WriteForm)
    if request.method == "POST" and form.validate():
        try:
            outcome = await forget(own)
        except StillInChargeError as error:
            form.form_error = _("Nobody else is in charge of %(associations)s. Give the role to somebody first.") % {
                "associations": ", ".join(error.associations)
            }
        except HookError as error:
            log.exception("erasure failed", plugin=error.plugin)
            form.form_error = _(
                "“%(module)s” could not delete its part, so nothing was deleted. Try later, or call us."
            ) % {"module": _titles().get(error.plugin, error.plugin)}
        else:
            return await _forgotten(request, own, outcome.erased, outcome.kept)
    context = {"own": own, "parts": await collect(own), "addresses": _addresses(request), "form": form}
    return _keep_secret(await render_form(request, "core/privacy/forget.html", context))


def _titles() -> dict[str, str]:
    return {plugin.manifest.name: plugin.manifest.title for plugin in runtime.current().plugins.plugins}


async def _forgotten(request: Request, own: Own, erased: dict[str, int], kept: dict[str, list[str]]) -> Response:
    """Tell what was done, at once: nobody is left who could come back for it."""
    if own.account is not None:
        request.state.visitor = ANONYMOUS
    context = {"erased": erased, "kept": kept, "titles": _titles(), "had_account": own.account is not None}
    response = _keep_secret(await render(request, "core/privacy/forgotten.html", context))
    if own.account is not None:
        delete_cookie(response, SESSION)
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


_BOTH = ("GET", "POST")
SITE_ROUTES = [
    Route("/account/data", show, name="own", audience=SIGNED_IN, step_up=True),
    Route("/account/data/file", hand_out, name="own:file", methods=("POST",), audience=SIGNED_IN, step_up=True),
    Route("/account/close", ask_to_forget, name="own:forget", methods=_BOTH, audience=SIGNED_IN, step_up=True),
    Route("/manage/{token}/data", show, name="own:by_link", audience=PUBLIC),
    Route("/manage/{token}/data/file", hand_out, name="own:file_by_link", methods=("POST",), audience=PUBLIC),
    Route("/manage/{token}/forget", ask_to_forget, name="own:forget_by_link", methods=_BOTH, audience=PUBLIC),
]

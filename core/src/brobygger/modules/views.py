"""The page “Moduler”: what can be switched on, and what each switch means before it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from wtforms import HiddenField

from brobygger import runtime
from brobygger.i18n import gettext as _
from brobygger.modules.errors import (
    EditedMeanwhileError,
    MissingModulesError,
    NeededByError,
    RefusedError,
    UnknownModuleError,
)
from brobygger.modules.forms import settings_form
from brobygger.modules.models import ModuleState
from brobygger.modules.services import disable_module, enable_module, find_plugin, missing_for, needing
from brobygger.modules.settings import decided, save_settings
from brobygger.plugins import Route, permission
from brobygger.services.once import once
from brobygger.web.formats import and_list
from brobygger.web.forms import EditForm, WriteForm, read_form
from brobygger.web.pages import render, render_form
from brobygger.web.urls import see_other, url_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from brobygger.plugins import LoadedPlugin

MANAGE_MODULES = "core.manage_modules"


async def list_modules(request: Request) -> Response:
    plugins = runtime.current().plugins.plugins
    query = request.query_params
    context = {
        "plugins": plugins, "enabled": request.state.modules,
        "switched": query.get("switched"), "saved": query.get("saved"),
    }  # fmt: skip
    return await render(request, "core/modules/list.html", context)


async def change_module(request: Request) -> Response:
    """Show before and after; switch on POST."""
    if request.path_params["switch"] not in {"on", "off"}:
        raise HTTPException(404)
    plugin = _find(request)
    form = await read_form(request, WriteForm)
    turn_on = request.path_params["switch"] == "on"
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _switch(request, plugin, turn_on=turn_on)))
        except NeededByError as error:
            form.form_error = _("Switch off %(modules)s first.") % {"modules": _titles(error.names)}
        except MissingModulesError as error:
            form.form_error = _("Switch on %(modules)s first.") % {"modules": _titles(error.names)}
        except RefusedError:
            form.form_error = _("The module could not start. Nothing was changed. Please tell those who run the site.")
    enabled = request.state.modules
    context = {
        "plugin": plugin, "form": form, "turn_on": turn_on, "is_on": plugin.manifest.name in enabled,
        "missing": _titles(missing_for(plugin, enabled)), "needing": _titles(needing(plugin, enabled)),
    }  # fmt: skip
    return await render_form(request, "core/modules/change.html", context)


async def _switch(request: Request, plugin: LoadedPlugin, *, turn_on: bool) -> str:
    act = enable_module if turn_on else disable_module
    name = plugin.manifest.name
    await act(request.state.association, name, account_id=request.state.visitor.account_id)
    return url_for(request, "modules", switched=name)


async def change_settings(request: Request) -> Response:
    """Let those in charge decide how a module that is on works for them."""
    plugin = _find(request)
    name, asked = plugin.manifest.name, plugin.manifest.settings
    if asked is None or name not in request.state.modules:
        raise HTTPException(404)
    state = await ModuleState.get(plugin=name)
    form = await read_form(request, settings_form(asked), obj=asked(**decided(asked, state)), version=state.version)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save_settings(request, name, form)))
        except EditedMeanwhileError:
            form.form_error = _("Somebody else saved while you were writing. Look at it and save again.")
            form.version.data = str((await ModuleState.get(plugin=name)).version)
    return await render_form(request, "core/modules/settings.html", {"form": form, "plugin": plugin})


async def _save_settings(request: Request, name: str, form: EditForm) -> str:
    values = {field.name: field.data for field in form if not isinstance(field, HiddenField)}
    await save_settings(request.state.association, name, values, version=form.version_number)
    return url_for(request, "modules", saved=name)


def _find(request: Request) -> LoadedPlugin:
    try:
        return find_plugin(request.path_params["module"])
    except UnknownModuleError:
        raise HTTPException(404) from None


def _titles(names: Iterable[str]) -> str:
    return and_list(find_plugin(name).manifest.title for name in names)


_BOTH = ("GET", "POST")
_MANAGE = permission(MANAGE_MODULES)
ASSOCIATION_ROUTES = [
    Route("/modules", list_modules, name="modules", audience=_MANAGE),
    Route("/modules/{module}/settings", change_settings, name="modules:settings", methods=_BOTH, audience=_MANAGE),
    Route("/modules/{module}/{switch}", change_module, name="modules:change", methods=_BOTH, audience=_MANAGE),
]

"""Choosing the parts of a site, once, at its start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import brobygger
from brobygger import i18n
from brobygger.clock import SystemClock
from brobygger.i18n import Catalogs
from brobygger.plugins import load_plugins
from brobygger.runtime import Runtime
from brobygger.site.assets import local_folder
from brobygger.site.hooks import Hooks
from brobygger.site.routes import RESERVED_PATHS, all_urls
from brobygger.site.secret import load_secret_key
from brobygger.site.themes import Theme, load_themes
from brobygger.web.static import StaticFiles
from brobygger.web.templates import LayeredLoader, TemplateSet
from brobygger.web.urls import absolute_url

if TYPE_CHECKING:
    from brobygger.clock import Clock
    from brobygger.plugins import PluginHost
    from brobygger.settings import Settings

CORE_FOLDER = Path(brobygger.__file__).parent


def build_runtime(
    settings: Settings, *, clock: Clock | None = None, plugins: PluginHost | None = None, strict: bool = False
) -> Runtime:
    """Put a site together from its settings.

    Raises SettingsError and ThemeError; with *strict* also what a plugin failed with, instead of quarantining it.
    """
    host = plugins or load_plugins(reserved_paths=RESERVED_PATHS, strict=strict)
    themes = load_themes(settings.site.theme)
    folders = {plugin.manifest.name: plugin.folder for plugin in host.plugins}
    catalogs = Catalogs(
        settings.site.languages, [*(folder / "locale" for folder in folders.values()), CORE_FOLDER / "locale"]
    )
    static = StaticFiles(
        {**{name: folder / "static" for name, folder in folders.items()},
         **{theme.name: theme.folder / "static" for theme in themes},
         "assets": local_folder(settings),
         "core": CORE_FOLDER / "static" / "core"}
    )  # fmt: skip
    return Runtime(
        settings=settings,
        clock=clock or SystemClock(),
        plugins=host,
        core=Hooks(),
        catalogs=catalogs,
        templates=_build_templates(settings, host, themes, static, strict=strict),
        static=static,
        urls=all_urls(host),
        secret_key=load_secret_key(settings),
        accents=themes[0].accents if themes else None,
    )


def _build_templates(
    settings: Settings, host: PluginHost, themes: list[Theme], static: StaticFiles, *, strict: bool
) -> TemplateSet:
    layers = {"site": settings.site.template_dir} if settings.site.template_dir else {}
    layers |= {theme.name: theme.folder / "templates" for theme in themes}
    layers["core"] = CORE_FOLDER / "templates"
    plugins = {plugin.manifest.name: plugin.folder / "templates" for plugin in host.plugins}
    stylesheets = [static.url(f"{theme.name}/{name}") for theme in reversed(themes) for name in theme.stylesheets]
    globals_ = {
        "static": static.url,
        "stylesheets": stylesheets,
        "absolute_url": absolute_url,
        "direction_of": i18n.direction,
        "language_name": i18n.language_name,
    }
    return TemplateSet(
        LayeredLoader(layers, plugins),
        globals_=globals_,
        reload=settings.site.development,
        strict=strict or settings.site.development,
    )

"""Templates in layers: site override → theme → parent themes → core → plugins.

A plugin owns ``<its name>/…`` and nothing else, so it cannot shadow core. Each layer can be named:
``core:core/base.html`` is core's own, whatever a theme made of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog
from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, pass_context
from jinja2_fragments import BlockNotFoundError, render_block
from markupsafe import Markup

from brobygger import i18n
from brobygger.web import compiled
from brobygger.web.formats import FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import Template
    from jinja2.runtime import Context

    from brobygger.plugins.payloads import Fragment

log = structlog.get_logger("brobygger.web")


class LayeredLoader(BaseLoader):
    """Finds a template in the first layer that has it."""

    def __init__(self, layers: Mapping[str, Path], plugins: Mapping[str, Path]) -> None:
        """Take folders by layer name, first wins, and the plugins' folders, each for its own prefix only."""
        self._layers = {name: FileSystemLoader(folder) for name, folder in layers.items()}
        self._plugins = {name: FileSystemLoader(folder) for name, folder in plugins.items()}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        layer, separator, path = template.partition(":")
        if separator:
            loader = self._layers.get(layer) or self._plugins.get(layer)
            if loader is None:
                raise TemplateNotFound(template)
            return loader.get_source(environment, path)
        for loader in self._layers.values():
            try:
                return loader.get_source(environment, template)
            except TemplateNotFound:
                continue
        owner = self._plugins.get(template.partition("/")[0])
        if owner is None:
            raise TemplateNotFound(template)
        return owner.get_source(environment, template)


class TemplateSet:
    """The templates of one site."""

    def __init__(
        self, loader: BaseLoader, *, globals_: Mapping[str, Any], reload: bool = False, strict: bool = False
    ) -> None:
        """With *strict* a module's piece that fails takes the page with it, as tests and development want it."""
        self._strict = strict
        self.environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=reload,
            bytecode_cache=compiled.ESCAPED,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
            i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext
        )
        self.environment.filters.update(FILTERS)
        self.environment.globals.update(globals_)
        self.environment.globals["render_fragment"] = self._render_fragment
        self._plain = self.environment.overlay(autoescape=False, cache_size=100, bytecode_cache=compiled.PLAIN)

    def get_template(self, name: str) -> Template:
        return self.environment.get_template(name)

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        return self.get_template(name).render(context)

    def render_block(self, name: str, block: str, context: Mapping[str, Any]) -> str:
        return str(render_block(self.environment, name, block, **context))

    def render_text_block(
        self, name: str, block: str, context: Mapping[str, Any], *, default: str | None = None
    ) -> str:
        """Return a block as plain text, for mails: nothing is escaped.

        Raises BlockNotFoundError when the template has no such block and there is no *default*.
        """
        try:
            return str(render_block(self._plain, name, block, **context))
        except BlockNotFoundError:
            if default is None:
                raise
            return default

    @pass_context
    def _render_fragment(self, context: Context, fragment: Fragment) -> Markup:
        """Render a module's piece within the page's context; one that fails is left out: the page is not its own."""
        try:
            html = self.render(fragment.template, {**context.get_all(), **fragment.context})
            return Markup(html)  # noqa: S704  # the template escaped what was put into it
        except Exception:  # whatever a plugin's template does must not take the page with it
            if self._strict:
                raise
            log.exception("fragment failed", template=fragment.template)
            return Markup()

    @lru_cache(maxsize=512)  # noqa: B019  # one set lives as long as its site
    def has(self, name: str) -> bool:
        try:
            self.get_template(name)
        except TemplateNotFound:
            return False
        return True

"""What is in a plugin's package: its tables and its templates, looked at before anything uses them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tortoise.models import Model

from brobygger.db import ScopedModel, SiteModel
from brobygger.plugins.errors import PluginFault

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from brobygger.plugins.manifest import PluginManifest


def check_models(manifest: PluginManifest) -> None:
    """Import the plugin's models and migrations, where one that is broken would otherwise keep the database shut.

    Raises PluginFault for a table that is not marked as the plugin's own, and whatever the import raises.
    """
    for name in manifest.models:
        for model in _models_of(import_module(name)):
            if not issubclass(model, (ScopedModel, SiteModel)):
                raise PluginFault(f"{_place(model)} must extend ScopedModel or SiteModel of brobygger.plugin_api.db")
            if model._meta.app != manifest.name:
                raise PluginFault(f"{_place(model)} must say app = “{manifest.name}” in its Meta")
            if not model._meta.db_table.startswith(f"{manifest.name}_"):
                raise PluginFault(f"{_place(model)} must say table = “{manifest.name}_…” in its Meta")
    if manifest.migrations:
        import_module(manifest.migrations)


def _models_of(module: ModuleType) -> list[type[Model]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Model)
        and value.__module__ == module.__name__
        and not value._meta.abstract
    ]


def _place(model: type[Model]) -> str:
    return f"{model.__module__}.{model.__name__}"


def check_templates(folder: Path, name: str) -> None:
    """Raise PluginFault for a template that would never be found: plugins own one folder and cannot shadow core."""
    root = folder / "templates"
    for entry in sorted(root.iterdir()) if root.is_dir() else ():
        if entry.name != name and not entry.name.startswith("."):
            raise PluginFault(f"templates/{entry.name} would never be found: move it to templates/{name}/")

"""Themes: distributions of templates and static files, found by entry point; no Python behaviour."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from brobygger.web.colours import AccentRules

_GROUP = "brobygger.themes"


class ThemeError(Exception):
    """The theme that the settings name cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: a folder with ``theme.toml``, ``templates/`` and ``static/``."""

    name: str
    title: str
    folder: Path
    extends: str
    stylesheets: tuple[str, ...]
    #: What an association may change; not inherited, as it depends on the theme's own colours.
    accents: AccentRules | None = None


def installed_themes() -> dict[str, Path]:
    """Return the folders of all installed themes by name, without importing any of them."""
    folders: dict[str, Path] = {}
    for entry in entry_points(group=_GROUP):
        spec = find_spec(entry.value)
        if spec and spec.submodule_search_locations:
            folders[entry.name] = Path(next(iter(spec.submodule_search_locations)))
    return folders


def load_themes(name: str) -> list[Theme]:
    """Return the theme called *name* and those it extends, its own first; none for an empty name.

    Raises ThemeError when one is not installed, is no theme, or extends itself.
    """
    installed = installed_themes()
    chain: list[Theme] = []
    while name:
        if any(theme.name == name for theme in chain):
            raise ThemeError(f"the theme “{name}” extends itself")
        if name not in installed:
            known = ", ".join(sorted(installed)) or "none"
            raise ThemeError(f"the theme “{name}” is not installed (installed: {known}); see [site] theme")
        chain.append(_read(name, installed[name]))
        name = chain[-1].extends
    return chain


def _read(name: str, folder: Path) -> Theme:
    try:
        data = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
        accents = AccentRules.from_table(data["accent"]) if "accent" in data else None
        sheets = tuple(data.get("stylesheets", ()))
        return Theme(name, data["title"], folder, data.get("extends", ""), sheets, accents)
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise ThemeError(f"the theme “{name}” has no usable theme.toml: {error}") from error

"""Making a new plugin: a noticeboard, small enough to be read in full and changed into something else.

Its files lie in ``new_plugin/`` as templates, so that the linters of this repository leave them alone; their tests run
on what is made of them.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from brobygger.plugins.errors import PluginError
from brobygger.plugins.manifest import PluginManifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from importlib.resources.abc import Traversable

_SUFFIX = ".tmpl"
#: It is written into Python, TOML, HTML and Markdown, and read by people.
_TITLE = re.compile(r"[^\W_][\w ,.'’&–-]{0,59}")


def create_plugin(name: str, folder: Path, *, title: str, reserved_paths: Collection[str] = ()) -> Path:
    """Write a plugin into a new folder in *folder*, and return it.

    Raises PluginError for a name or a title that no plugin can have, and where the folder cannot be written.
    """
    path = name.replace("_", "-")
    PluginManifest(name=name, path=path, title=title, summary="").check(name, f"brobygger_{name}")
    if name.endswith("_"):
        raise PluginError(f"the name “{name}” must not end with an underscore: no distribution's name does")
    if path in reserved_paths:
        raise PluginError(f"the name “{name}” cannot be used: /{path} is a page of Brobygger's own")
    if not _TITLE.fullmatch(title):
        raise PluginError(f"the title “{title}” must be 1 to 60 letters, digits, spaces and plain punctuation")
    target = folder / f"brobygger-{path}"
    _write_all(target, {"name": name, "path": path, "dashed": path, "title": title})
    return target


def _write_all(target: Path, values: Mapping[str, str]) -> None:
    try:
        target.mkdir()
        for path, template in _templates(files("brobygger.plugins") / "new_plugin", Path()):
            file = target / _renamed(path, values["name"])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(Template(template).substitute(values), encoding="utf-8")
    except FileExistsError:
        raise PluginError(f"there is something called {target} already: move it away, or choose another name") from None
    except OSError as error:
        raise PluginError(f"cannot write {target}: {error.strerror}") from None


def _templates(folder: Traversable, path: Path) -> Iterator[tuple[Path, str]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _templates(item, path / item.name)
        elif item.name.endswith(_SUFFIX):
            yield path / item.name.removesuffix(_SUFFIX), item.read_text(encoding="utf-8")


def _renamed(path: Path, name: str) -> Path:
    """Return where a template's file goes: ``package`` and ``name`` stand for the plugin's own."""
    names = {"package": f"brobygger_{name}", "name": name, "test_name.py": f"test_{name}.py"}
    return Path(*(names.get(part, part) for part in path.parts))

"""Small plugins, written to disk as somebody would write them, with the metadata that an installer leaves."""

from __future__ import annotations

import sys
from importlib import metadata
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from brobygger.plugins import PluginHost, load_plugins
from brobygger.plugins.loader import GROUP, HOOKSPECS_GROUP
from brobygger.site.routes import RESERVED_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from brobygger.plugins.dispatch import Dispatcher

IMPORTS = "from brobygger.plugin_api import *\n"


class Installer:
    """Writes distributions into a folder on Python's path, and loads what is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str, body: str = "", *, manifest: str = "", requires: str = "brobygger>=0.1") -> Path:
        """Install a plugin: *manifest* are more of its facts, *body* what stands below. Return its package's folder."""
        facts = (
            f"name={name!r}, path={name.replace('_', '-')!r}, title={name.title()!r}, summary='A plugin', {manifest}"
        )
        return self.install_source(name, f"manifest = PluginManifest({facts})\n{dedent(body)}", requires=requires)

    def install_source(self, name: str, source: str, *, requires: str = "brobygger>=0.1", package: str = "") -> Path:
        """Install a plugin whose module is *source*, after the imports that every one needs."""
        package = package or f"brobygger_{name}"
        module = self.folder / package
        module.mkdir()
        (module / "__init__.py").touch()
        (module / "plugin.py").write_text(IMPORTS + dedent(source), encoding="utf-8")
        self.write_metadata(f"brobygger-{name}", name, f"{package}.plugin", requires=requires)
        return module

    def write_metadata(self, distribution: str, name: str, target: str, *, requires: str = "brobygger>=0.1") -> None:
        info = self.folder / f"{distribution.replace('-', '_')}-1.2.dist-info"
        info.mkdir()
        needs = f"Requires-Dist: {requires}\n" if requires else ""
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n{needs}")
        (info / "entry_points.txt").write_text(f"[brobygger.plugins]\n{name} = {target}\n")

    def add_hookspecs(self, name: str, source: str) -> None:
        """Give the plugin *name*, which is installed, hooks of its own."""
        (self.folder / f"brobygger_{name}" / "hookspecs.py").write_text(IMPORTS + dedent(source), encoding="utf-8")
        info = self.folder / f"brobygger_{name}-1.2.dist-info" / "entry_points.txt"
        entry = f"[{HOOKSPECS_GROUP}]\n{name} = brobygger_{name}.hookspecs\n"
        info.write_text(info.read_text(encoding="utf-8") + entry, encoding="utf-8")

    def entries(self, group: str = GROUP) -> list[metadata.EntryPoint]:
        """Return the entry points of what is installed here, and of nothing else on this machine."""
        return [
            entry
            for distribution in metadata.distributions(path=[str(self.folder)])
            for entry in distribution.entry_points
            if entry.group == group
        ]

    def load(self, *, strict: bool = False, dispatcher: Dispatcher | None = None) -> PluginHost:
        return load_plugins(
            self.entries(), hookspec_entries=self.entries(HOOKSPECS_GROUP), reserved_paths=RESERVED_PATHS,
            strict=strict, dispatcher=dispatcher,
        )  # fmt: skip


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installer]:
    """Return an installer into a folder of this test's own; what was imported from there is forgotten afterwards."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield Installer(folder)
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]

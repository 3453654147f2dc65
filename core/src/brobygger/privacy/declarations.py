"""What core and the plugins declare about people, gathered for those who read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger import db, runtime
from brobygger.db import ScopedModel
from brobygger.i18n import lazy
from brobygger.privacy.texts import BASES, CATEGORIES, ERASURES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from brobygger.db import PersonalData

CORE = "core"


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration, and the columns that share it."""

    data: PersonalData
    #: As ``table.column``.
    columns: tuple[str, ...]
    #: Rows of associations, each of which is in charge of its own; else of the site, whose host is.
    of_association: bool

    @property
    def what(self) -> str:
        return self.data.what or ", ".join(self.columns)

    @property
    def basis(self) -> str:
        return BASES[self.data.basis]

    @property
    def category(self) -> str:
        return CATEGORIES[self.data.category]

    @property
    def erasure(self) -> str:
        return ERASURES[self.data.erase]


@dataclass(frozen=True, slots=True)
class Section:
    """What one plugin keeps, or core."""

    key: str
    title: str
    #: In the plugin's own words.
    stores: tuple[str, ...]
    declared: Sequence[Declared]


def read_sections(modules: Collection[str] | None = None) -> list[Section]:
    """Return what the site keeps about people: core's part, then that of each loaded plugin in *modules*, or of all."""
    models = db.registered_models()
    sections = [
        Section(
            CORE, lazy("What an association keeps of everybody it knows"), (), _declared(models, of_association=True)
        ),
        Section("site", lazy("What the site itself keeps"), (), _declared(models, of_association=False)),
    ]
    for plugin in runtime.current().plugins.plugins:
        manifest = plugin.manifest
        if modules is None or manifest.name in modules:
            declared = list(_gather(models.get(manifest.name, ())))
            sections.append(Section(manifest.name, manifest.title, manifest.stores, declared))
    return sections


def _declared(models: dict[str, list[type[db.DeclaredModel]]], *, of_association: bool) -> list[Declared]:
    return [each for each in _gather(models[CORE]) if each.of_association == of_association]


def _gather(models: Collection[type[db.DeclaredModel]]) -> Iterator[Declared]:
    """Yield each declaration once, with all columns of a kind of rows that share it."""
    columns: dict[tuple[PersonalData, bool], list[str]] = {}
    for model in models:
        scoped = issubclass(model, ScopedModel)
        for column, data in model.personal_data.items():
            columns.setdefault((data, scoped), []).append(f"{model._meta.db_table}.{column}")
    for (data, scoped), names in columns.items():
        yield Declared(data, tuple(names), scoped)

"""What an association may decide about a module: a frozen dataclass of the plugin's, shown as a form by core."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from brobygger.plugins.errors import PluginFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KEY = "brobygger"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to decide: yes or no, a whole number within bounds, one of several words, or a line of text."""

    name: str
    default: bool | int | str
    title: str
    hint: str
    minimum: int
    maximum: int
    choices: Mapping[str, str]

    def accepts(self, value: object) -> bool:
        """Tell whether *value*, read from the database, is one that could have been chosen."""
        if isinstance(self.default, bool) or isinstance(value, bool):
            return isinstance(value, bool) and isinstance(self.default, bool)
        if isinstance(self.default, int):
            return isinstance(value, int) and self.minimum <= value <= self.maximum
        if self.choices:
            return value in self.choices
        return isinstance(value, str) and len(value) <= _LONGEST


def setting(
    default: bool | int | str,  # noqa: FBT001  # the value itself, as in dataclasses.field
    title: str,
    *,
    hint: str = "",
    minimum: int = 0,
    maximum: int = 1_000_000,
    choices: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """Return the default of a field of a module's settings: what is asked, and which answers there are.

    *title*, *hint* and the texts of *choices* are made by ``lazy``; the bounds are for whole numbers, and included.
    """
    shown = Setting("", default, title, hint, minimum, maximum, choices)
    return dataclasses.field(default=default, metadata={_KEY: shown})


def settings_of(settings_class: type[Any]) -> Iterator[Setting]:
    """Yield what *settings_class* asks, in its order. Raises PluginFault where that cannot be asked."""
    if not dataclasses.is_dataclass(settings_class) or not settings_class.__dataclass_params__.frozen:  # type: ignore[attr-defined]  # every dataclass has them
        raise PluginFault("the manifest's “settings” must be a frozen dataclass")
    for field in dataclasses.fields(settings_class):
        shown: Setting | None = field.metadata.get(_KEY)
        if shown is None:
            raise PluginFault(f"the setting “{field.name}” must be made by setting(…)")
        if not shown.accepts(shown.default):
            raise PluginFault(f"the default of the setting “{field.name}” is none of its own answers")
        yield dataclasses.replace(shown, name=field.name)

"""Tortoise's picture of the models between two operations, made no more often than somebody looks at it.

Tortoise 1.1.9 makes every model class anew before each operation, for the state “before”, and prepares every model for
queries after it: the time that a first migration takes grows with the square of the number of tables. Most operations
look at neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

if TYPE_CHECKING:
    from tortoise.models import Model


class QuickApps(StateApps):
    """Prepares a model for queries once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared: WeakSet[type[Model]] = WeakSet()

    def _build_initial_querysets(self) -> None:
        every = self.apps
        self.apps = {
            label: {name: model for name, model in models.items() if model not in self._prepared}
            for label, models in every.items()
        }
        try:
            super()._build_initial_querysets()
            for models in self.apps.values():
                # One whose target is not there yet is prepared when it is.
                self._prepared |= {model for model in models.values() if model._meta._inited}  # noqa: SLF001  # Tortoise says it nowhere else
        finally:
            self.apps = every


class QuickState(State):
    """The models now."""

    def clone(self) -> State:
        """Return the models as they are, to be looked at after they changed."""
        return _Before({key: model.clone() for key, model in self.models.items()}, self.apps)


class _Before(State):
    """The models before an operation; their classes are made when the operation asks for them."""

    def __init__(self, models: dict[tuple[str, str], ModelState], now: StateApps) -> None:
        self.models = models
        self._now = now
        self._apps: StateApps | None = None

    @property
    def apps(self) -> StateApps:  # type: ignore[override]  # an attribute in Tortoise
        if self._apps is None:
            self._apps = self._now.clone(model_states=self.models)
        return self._apps

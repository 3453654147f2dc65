"""The scope of a plugin's site-wide pages: rows of the associations that have switched it on, and of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.associations.models import Status
from brobygger.db import selection_scope
from brobygger.modules.models import ModuleState

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def module_scope(plugin: str) -> AbstractContextManager[None]:
    """Read the rows of the active associations that have *plugin* on."""
    return selection_scope(
        lambda: ModuleState.filter(plugin=plugin, enabled=True, association__status=Status.ACTIVE).values(
            "association_id"
        )
    )

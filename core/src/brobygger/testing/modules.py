"""Switching modules for tests; the associations of the fixtures have all of them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.db import association_scope
from brobygger.modules.services import disable_module

if TYPE_CHECKING:
    from brobygger.associations.models import Association


async def switch_off(association: Association, plugin: str) -> None:
    """Switch a module off, as somebody in charge does on the page of modules."""
    with association_scope(association.id):
        await disable_module(association, plugin, account_id=None)

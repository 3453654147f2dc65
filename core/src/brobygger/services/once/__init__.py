"""One effect, however often a form is sent."""

from __future__ import annotations

from brobygger.services.once.services import delete_old_uses, once

__all__ = ["delete_old_uses", "once"]

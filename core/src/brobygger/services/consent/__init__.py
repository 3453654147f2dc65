"""Who agreed to which text, when and how."""

from __future__ import annotations

from brobygger.services.consent.models import Channel
from brobygger.services.consent.services import ConsentText, give, has_given, history, withdraw

__all__ = ["Channel", "ConsentText", "give", "has_given", "history", "withdraw"]

"""Reaching people without an account, and knowing that it was them."""

from __future__ import annotations

from brobygger.services.confirmation.links import find_contact, manage_token, manage_url, revoke_links
from brobygger.services.confirmation.services import ask_to_confirm, confirm, notify, sender_of

__all__ = [
    "ask_to_confirm",
    "confirm",
    "find_contact",
    "manage_token",
    "manage_url",
    "notify",
    "revoke_links",
    "sender_of",
]

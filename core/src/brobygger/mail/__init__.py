"""Mail: written with its cause, sent later, once."""

from __future__ import annotations

from brobygger.mail.errors import AddressError, MailError
from brobygger.mail.services import Sender, render_mail, send

__all__ = ["AddressError", "MailError", "Sender", "render_mail", "send"]

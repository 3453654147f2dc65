"""What can go wrong with a mail.

MailError
├── AddressError      no mail can go there; asked for before anything is written
├── TemporaryError    the server says later (4xx), or could not be reached
├── PermanentError    the server says never (5xx)
└── AmbiguousError    the connection broke after the mail was handed over: it may have arrived
"""

from __future__ import annotations


class MailError(Exception):
    """The base of this module's errors."""


class AddressError(MailError):
    """No mail can go to that address."""


class TemporaryError(MailError):
    """Later, perhaps."""


class PermanentError(MailError):
    """Never."""


class AmbiguousError(MailError):
    """Perhaps it arrived; nobody can ask."""

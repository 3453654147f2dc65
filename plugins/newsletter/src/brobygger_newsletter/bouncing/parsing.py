"""Reading what mail servers send back: delivery status notifications (RFC 3464) and abuse reports (RFC 5965).

Only what names one of our own mails counts: its Message-ID is ``<issue.subscriber@host>``, and nobody else knows both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Final

from brobygger_newsletter.sending.models import Bounce

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_ID: Final = re.compile(r"([0-9a-z]{12})\.([0-9a-z]{12})@")
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the mail of one issue to one subscriber, both by their public ids."""

    issue: str
    key: str
    bounce: Bounce


def parse_report(content: bytes) -> Report | None:
    """Return what a mail that came back reports; None for any other mail, such as an answer from a holiday."""
    mail = message_from_bytes(content, policy=default)
    if mail.get_content_type() != "multipart/report":
        return None
    kind = str(mail.get_param("report-type", "")).lower()
    found = _message_id(mail)
    if found is None:
        return None
    if kind == "feedback-report":
        return Report(*found, Bounce.COMPLAINT)
    bounce = _status(mail) if kind == "delivery-status" else None
    return Report(*found, bounce) if bounce else None


def parse_message_id(text: str) -> tuple[str, str] | None:
    """Return the public ids of the issue and the subscriber that a Message-ID of ours names."""
    found = _ID.search(text)
    return (found.group(1), found.group(2)) if found else None


def _message_id(mail: Message) -> tuple[str, str] | None:
    for part in _originals(mail):
        found = parse_message_id(str(part.get("Message-ID", "")))
        if found:
            return found
    return None


def _originals(mail: Message) -> Iterator[Message]:
    """Yield the mail that came back, whole or its headers alone."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield message_from_bytes(part.get_payload(decode=True) or b"", policy=default)  # type: ignore[arg-type]  # bytes, when decoded
        elif part is not mail and part.get("Message-ID"):
            yield part


def _status(mail: Message) -> Bounce | None:
    """Return whether it failed for good or for now; None where it only was late, or arrived."""
    for part in mail.walk():
        action, status = str(part.get("Action", "")).lower(), _STATUS.search(str(part.get("Status", "")))
        if action.startswith("failed"):
            if status and status.group(1) == "5":
                return Bounce.UNKNOWN if status.group(2) == "1" else Bounce.HARD
            return Bounce.SOFT
    return None

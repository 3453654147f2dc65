"""A mail's bytes: built once for an edition, and joined for each recipient in microseconds."""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from brobygger.plugin_api.services import absolute_url, mail_sender_address, now, site_path
from brobygger_newsletter.subscribing.keys import leave_key, own_key
from brobygger_newsletter.writing.blocks import MARK, word_of

if TYPE_CHECKING:
    from brobygger_newsletter.writing.models import Edition, Issue

_LINE: Final = 76
_ROOM: Final = _LINE - 1
#: What quoted-printable leaves as it is.
_PLAIN: Final = re.compile(r"[!-<>-~]+")
_CRLF: Final = b"\r\n"
_SOFT_BREAK: Final = b"=\r\n"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom one mail is for: their address, their first name or nothing, and the subscriber's public id."""

    email: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An edition, ready to be joined with a reader."""

    newsletter: str
    issue: str
    host: str
    #: Addresses that only lack a reader's key.
    leave_url: str
    own_url: str
    #: Headers that are the same for everybody, and ``mailto:`` of who takes leave by mail.
    headers: bytes
    leave_mailto: str
    boundary: bytes
    text: tuple[bytes | str, ...]
    html: tuple[bytes | str, ...]

    def for_reader(self, reader: Reader) -> bytes:
        """Return the whole mail. Its Message-ID is the same every time it is made for the same reader."""
        leave = self.leave_url + leave_key(reader.key, self.newsletter, self.issue)
        own = self.own_url + own_key(reader.key)
        words = {"leave": leave, "own": own, "name": reader.name}
        head = (
            f"To: {_ascii(reader.email)}\r\n"
            f"Message-ID: <{self.issue}.{reader.key}@{self.host}>\r\n"
            f"List-Unsubscribe: <{leave}>, <{self.leave_mailto}>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        ).encode()
        return b"".join((
            head, self.headers, _CRLF,
            b"--", self.boundary, _CRLF, _part("plain"), *_joined(self.text, words, html=False), _CRLF,
            b"--", self.boundary, _CRLF, _part("html"), *_joined(self.html, words, html=True), _CRLF,
            b"--", self.boundary, b"--", _CRLF,
        ))  # fmt: skip


def _part(subtype: str) -> bytes:
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    ).encode()


def build_letter(issue: Issue, edition: Edition) -> Letter:
    """Return *edition*, whose words are frozen, as a mail; *issue* is read with its newsletter and association."""
    association, newsletter = issue.association, issue.newsletter
    host = urlsplit(absolute_url("/")).hostname or "localhost"
    boundary = f"=_{edition.public_id}"
    headers = EmailMessage(policy=SMTP)
    headers["From"] = Address(" ".join(association.name.split()), addr_spec=mail_sender_address())
    if association.email:
        headers["Reply-To"] = Address(addr_spec=association.email)
    headers["Subject"] = edition.subject
    headers["Date"] = format_datetime(issue.started_at or now())
    headers["List-Id"] = f"{_ascii_words(newsletter.title)} <{newsletter.public_id}.newsletter.{host}>"
    headers["Content-Language"] = edition.language
    kind = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'
    subject = quote(f"unsubscribe {newsletter.public_id}")
    paths = (site_path("newsletter:leave", key=""), site_path("newsletter:own", association=association.slug, key=""))
    leave_url, own_url = map(absolute_url, paths)
    return Letter(
        leave_url=leave_url, own_url=own_url,
        newsletter=newsletter.public_id, issue=issue.public_id, host=host,
        headers=headers.as_bytes().rstrip(b"\r\n") + _CRLF + kind.encode(),
        leave_mailto=f"mailto:{association.email or mail_sender_address()}?subject={subject}",
        boundary=boundary.encode(), text=_compiled(edition.text), html=_compiled(edition.html),
    )  # fmt: skip


def _ascii_words(text: str) -> str:
    """Return *text* as the words before a list's id, which programs show, in signs that need no encoding."""
    return "".join(sign for sign in text if sign.isascii() and (sign.isalnum() or sign in " -")).strip() or "News"


def _compiled(text: str) -> tuple[bytes | str, ...]:
    """Return *text* encoded (RFC 2045, 6.7) but for its marks, which are what has an odd index."""
    parts = MARK.split(text)
    return tuple(part if index % 2 else _encoded(part) for index, part in enumerate(parts))


def _joined(parts: tuple[bytes | str, ...], words: dict[str, str], *, html: bool) -> list[bytes]:
    marks = {part for part in parts if isinstance(part, str)}
    encoded = {mark: _encoded(word_of(mark, words, html=html)) for mark in marks}
    return [part if isinstance(part, bytes) else encoded[part] for part in parts]


def _encoded(text: str) -> bytes:
    """Return *text* as quoted-printable that ends in a soft break: whatever follows begins a line of its own."""
    if not text:
        return b""
    if _PLAIN.fullmatch(text):  # such as a link: by far the most of what differs from mail to mail
        pieces = [text[start : start + _ROOM].encode() for start in range(0, len(text), _ROOM)]
        return _SOFT_BREAK.join(pieces) + _SOFT_BREAK
    encoded = quopri.encodestring(text.encode()).replace(b"\r\n", b"\n")
    start = encoded.rfind(b"\n") + 1
    if len(encoded) - start >= _LINE:  # no room for the break: cut before the last sign, coded or not
        cut = len(encoded) - (3 if encoded[-3:-2] == b"=" else 1)
        encoded = encoded[:cut] + b"=\n" + encoded[cut:]
    return encoded.replace(b"\n", _CRLF) + _SOFT_BREAK


def _ascii(address: str) -> str:
    """Return *address* with its domain as the name system spells it, which is what a header can hold."""
    name, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"

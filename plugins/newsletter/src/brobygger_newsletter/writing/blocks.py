"""What blocks are: which words each kind has, and how they are shown in a mail and in plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from brobygger.plugin_api.services import absolute_url, render_markdown, site_path
from brobygger_newsletter.writing.models import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from brobygger_newsletter.writing.models import Block

#: Marks stand where each recipient's own words go. Nobody can type these signs: forms drop them.
OPEN, CLOSE = "\ue000", "\ue001"
MARK: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
LEAVE, OWN = f"{OPEN}leave{CLOSE}", f"{OPEN}own{CLOSE}"
_NAME: Final = re.compile(r"\[(?:first name|fornavn)(?:\|([^\]\[|]{0,40}))?\]", re.IGNORECASE)
_LINK: Final = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as templates show it; every text is as it was written, *html* is safe."""

    kind: str
    text: str = ""
    html: str = ""
    url: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    #: Of a card: whose it is, and when or where.
    kicker: str = ""
    detail: str = ""


def with_marks(text: str) -> str:
    """Put a mark where the reader's first name goes: ``[first name|friend]``, after the bar what says somebody whose
    name is not known.
    """
    return _NAME.sub(lambda found: f"{OPEN}name:{(found.group(1) or '').strip()}{CLOSE}", text)


def word_of(mark: str, words: Mapping[str, str], *, html: bool) -> str:
    """Return what stands in a mark's place for a reader whose own *words* these are."""
    name, _, otherwise = mark.partition(":")
    word = words.get(name, "") or otherwise
    return escape(word) if html else word


def filled(text: str, words: Mapping[str, str], *, html: bool) -> str:
    """Return *text* with *words* where its marks are."""
    return MARK.sub(lambda found: word_of(found.group(1), words, html=html), text)


def said(text: str) -> str:
    """Return *text* as whoever reads it whose name is not known."""
    return filled(text, {}, html=False)


def said_html(html: str) -> str:
    """Return safe *html* as whoever reads it whose name is not known."""
    return filled(html, {}, html=True)


def pieces_of(blocks: Iterable[Block], *, slug: str) -> list[Piece]:
    """Return *blocks*, read with their pictures, of the association called *slug*."""
    return [_piece(block, slug) for block in blocks]


def _piece(block: Block, slug: str) -> Piece:
    said = {name: str(value) for name, value in block.content.items()}
    text = with_marks(said.get("text", ""))
    if block.kind == BlockKind.TEXT:
        return Piece("text", text=text, html=with_marks(render_markdown(said.get("text", ""))))
    if block.kind == BlockKind.PICTURE:
        return _picture(block, text, slug)
    return Piece(
        str(block.kind), text=text, url=said.get("url", ""), kicker=said.get("kicker", ""),
        detail=said.get("detail", ""),
    )  # fmt: skip


def _picture(block: Block, text: str, slug: str) -> Piece:
    picture = block.picture
    if picture is None:  # it was removed: its words stay
        return Piece("picture", text=text)
    path = site_path("picture", association=slug, picture=picture.public_id, file=picture.file_names[-1])
    return Piece(
        "picture", text=text, url=absolute_url(path), alt=picture.alt, width=picture.width, height=picture.height
    )


def plain_text(markdown: str) -> str:
    """Return Markdown as people read it in a mail without formatting: addresses in brackets after their words."""
    text = _LINK.sub(lambda found: _spelt(found.group(1), found.group(2)), markdown)
    text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"^#{1,6}\s+", "", text, flags=re.MULTILINE).strip()


def _spelt(words: str, url: str) -> str:
    return url if words.strip() in ("", url) else f"{words} ({url})"

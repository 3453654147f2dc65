"""Text that people write: Markdown in, safe HTML out. Rendered once, when it is saved."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
_TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "a"})
#: A writer's top heading stands below the page's own.
_LOWER = {"h1": "h3", "h2": "h4", "h5": "h4", "h6": "h4"}


def render_markdown(text: str) -> str:
    """Return *text* as HTML in which only plain formatting and links are left.

    Raw HTML, scripts, pictures, and every attribute that could act (``style``, ``id``, ``on*``, ``hx-*``) are gone;
    links open only http, https, mailto and tel, and say ``rel="nofollow noopener ugc"``.
    """
    html = _MARKDOWN.render(text)
    for old, new in _LOWER.items():
        html = html.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener ugc",
    )


_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


def link_addresses(text: str) -> Markup:
    """Return plain text as HTML in which web addresses can be pressed."""
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(found.group())]
        end = found.end()
    return Markup().join([*pieces, escape(text[end:])])

"""An edition as a mail: HTML from MJML, and plain text that says the same, with marks for each reader's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mrml
from markupsafe import Markup, escape

from brobygger.plugin_api.services import absolute_url, mail_colours, render_template, site_path
from brobygger_newsletter.writing.blocks import CLOSE, LEAVE, OPEN, OWN, pieces_of, plain_text
from brobygger_newsletter.writing.reading import blocks_of

if TYPE_CHECKING:
    from brobygger_newsletter.writing.models import Edition, Issue


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition's two parts."""

    html: str
    text: str


async def render_edition(issue: Issue, edition: Edition) -> Rendered:
    """Return *edition* as it would be sent; *issue* is read with its newsletter and association."""
    association = issue.association
    web = site_path("newsletter:issue", association=association.slug, issue=issue.public_id, language=edition.language)
    context: dict[str, Any] = {
        "issue": issue, "edition": edition, "newsletter": issue.newsletter, "association": association,
        "pieces": pieces_of(await blocks_of(edition), slug=association.slug),
        "colours": await mail_colours(association), "leave": LEAVE, "own": OWN, "plain_text": plain_text,
        "attribute": attribute,
        "web_url": absolute_url(web) if issue.newsletter.has_archive else "",
    }  # fmt: skip
    mjml = render_template("newsletter/mail/issue.mjml", context, language=edition.language)
    text = render_template("newsletter/mail/issue.txt", context, language=edition.language, plain=True)
    return Rendered(_marked(mrml.to_html(mjml).content), _tidy(text))


def attribute(value: str) -> Markup:
    """Return *value* for an attribute of MJML. mrml writes attributes as Rust writes strings for programmers: with a
    second backslash beside each, and signs like combining accents spelt out. What is a reference it leaves alone.
    """
    signs = (sign if sign.isascii() and sign != "\\" else f"&#{ord(sign)};" for sign in str(escape(value)))
    return Markup("".join(signs))  # noqa: S704  # escaped before


def _marked(html: str) -> str:
    """Return *html* with the marks in attributes as they were written."""
    for mark in (OPEN, CLOSE):
        html = html.replace(f"\\u{{{ord(mark):x}}}", mark)
    return html


def _tidy(text: str) -> str:
    """Return *text* without blanks at the ends of lines, and never more than one empty line."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.strip())
    return "\n".join(lines) + "\n"

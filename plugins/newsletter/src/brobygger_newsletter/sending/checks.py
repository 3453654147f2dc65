"""What has to be put right before an issue can be sent, and what is worth another look. Runs within the scope."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import language_name
from brobygger_newsletter.writing.models import BlockKind
from brobygger_newsletter.writing.reading import blocks_of, editions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger_newsletter.writing.models import Block, Edition, Issue

_LINK: Final = re.compile(r"\]\(\s*([^)\s]*)")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_OF_SPONSORS: Final = re.compile(r"\b(sponsor|reklame|annonce|rabat|tilbud fra|advert|discount)", re.IGNORECASE)
_MUCH: Final = 90_000  # some programs cut what is longer than 102 kB


@dataclass(slots=True)
class Findings:
    """What was found: *problems* stop it, *doubts* do not."""

    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


async def check(issue: Issue, *, recipients: int) -> Findings:
    """Look through *issue*, read with its newsletter, which *recipients* people would get."""
    found = Findings()
    editions = await editions_of(issue)
    for edition in editions:
        name = language_name(edition.language) if len(editions) > 1 else ""
        _check_edition(edition, await blocks_of(edition), found, f"{name}: " if name else "", issue)
    if not recipients:
        found.problems.append(_("Nobody gets it: nobody has asked for it yet, or your choice fits nobody."))
    if issue.newsletter.closed_at is not None:
        found.problems.append(_("The newsletter is closed. Open it again first."))
    return found


def _check_edition(edition: Edition, blocks: Sequence[Block], found: Findings, where: str, issue: Issue) -> None:
    if not edition.subject:
        found.problems.append(where + _("It has no subject."))
    if not blocks:
        found.problems.append(where + _("There is nothing in it yet."))
    for block in blocks:
        text = str(block.content.get("text", ""))
        if block.kind == BlockKind.PICTURE and block.picture_id is None:
            found.problems.append(where + _("A picture is missing. Choose it again, or remove it."))
        elif block.kind == BlockKind.PICTURE and block.picture is not None and not block.picture.alt:
            found.doubts.append(where + _("A picture does not say what it shows. Is it only decoration?"))
        if block.kind == BlockKind.TEXT:
            found.problems.extend(where + problem for problem in _broken_links(text))
    words = " ".join([edition.subject, *(str(block.content.get("text", "")) for block in blocks)])
    if _OF_SPONSORS.search(words) and not issue.is_commercial:
        found.doubts.append(
            where
            + _("It sounds as if there is something of a sponsor in it. If so, say it where you choose who gets it.")
        )
    if len(words) > _MUCH:
        found.doubts.append(where + _("It is very long. Some mail programs show only the beginning."))


def _broken_links(text: str) -> list[str]:
    return [
        _("The link “%(link)s” leads nowhere. Write the whole address, such as https://example.dk") % {"link": link}
        for link in _LINK.findall(text)
        if urlsplit(link).scheme not in _SCHEMES
    ]

"""Finding issues and what is in them. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.db import Page, read_page
from brobygger_newsletter.writing.models import Block, Edition, Issue, IssueState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.queryset import QuerySet

_ON_THE_PAGE = 5


async def find_issue(public_id: str) -> Issue | None:
    """Return an issue with its newsletter and association, whatever its state."""
    return await Issue.get_or_none(public_id=public_id).select_related("newsletter", "association")


async def editions_of(issue: Issue) -> list[Edition]:
    """Return the editions, the one in the issue's own language first."""
    editions = await Edition.filter(issue_id=issue.id).order_by("id")
    return sorted(editions, key=lambda edition: edition.language != issue.language)


async def find_edition(issue: Issue, language: str) -> Edition | None:
    return await Edition.get_or_none(issue_id=issue.id, language=language)


async def blocks_of(edition: Edition) -> Sequence[Block]:
    return await Block.filter(edition_id=edition.id).select_related("picture").order_by("position", "id")


async def find_block(edition: Edition, public_id: str) -> Block | None:
    return await Block.get_or_none(edition_id=edition.id, public_id=public_id).select_related("picture")


async def subjects_of(issues: Iterable[Issue]) -> dict[int, str]:
    """Return each issue's subject in its own language, by id, in one query."""
    languages = {issue.id: issue.language for issue in issues}
    if not languages:
        return {}
    editions = await Edition.filter(issue_id__in=list(languages))
    return {one.issue_id: one.subject for one in editions if one.language == languages[one.issue_id]}


async def read_unsent() -> Sequence[Issue]:
    """Return what is being written, waits or is on its way, the newest first."""
    over = (IssueState.SENT, IssueState.CANCELLED)
    return await Issue.exclude(state__in=over).select_related("newsletter").order_by("-id")


async def read_over(*, after: str = "") -> Page[Issue]:
    """Return a page of what was sent or stopped, the newest first."""
    over = Issue.filter(state__in=[IssueState.SENT, IssueState.CANCELLED]).select_related("newsletter")
    return await read_page(over, order=("-id",), after=after)


def archived() -> QuerySet[Issue]:
    """Return the issues that everybody can read: those that all got, of newsletters with an archive."""
    return Issue.filter(state=IssueState.SENT, newsletter__has_archive=True)


async def latest_sent() -> Sequence[Issue]:
    return await archived().select_related("newsletter").order_by("-id").limit(_ON_THE_PAGE)


async def read_archive(*, after: str = "") -> Page[Issue]:
    """Return a page of what everybody can read, the newest first."""
    return await read_page(archived().select_related("newsletter"), order=("-id",), after=after)

"""Issues that were sent, as pages for everybody, and as a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.i18n import current_language
from brobygger.plugin_api.services import absolute_url, render_template, site_path
from brobygger.plugin_api.web import render, see_other, url_for
from brobygger_newsletter.writing.blocks import pieces_of, said, said_html
from brobygger_newsletter.writing.reading import (
    archived,
    blocks_of,
    editions_of,
    latest_sent,
    read_archive,
    subjects_of,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from brobygger_newsletter.writing.models import Issue


async def archive(request: Request) -> Response:
    after = request.query_params.get("after", "")
    page = await read_archive(after=after)
    context = {"page": page, "subjects": await subjects_of(page.items)}
    return await render(request, "newsletter/archive/archive.html", context, partial="rows")


async def _find(request: Request) -> Issue:
    found = (
        await archived().select_related("newsletter", "association").get_or_none(public_id=request.path_params["issue"])
    )
    if found is None:
        raise HTTPException(404)
    return found


async def first(request: Request) -> Response:
    """Lead to the edition in the reader's language, or the issue's own."""
    issue = await _find(request)
    languages = [edition.language for edition in await editions_of(issue)]
    language = current_language() if current_language() in languages else issue.language
    return see_other(url_for(request, "newsletter:issue", issue=issue.public_id, language=language))


async def show(request: Request) -> Response:
    """One edition in the look of the site; a reader's own name is nobody's here."""
    issue = await _find(request)
    editions = await editions_of(issue)
    edition = next((one for one in editions if one.language == request.path_params["language"]), None)
    if edition is None:
        raise HTTPException(404)
    pieces = pieces_of(await blocks_of(edition), slug=issue.association.slug)
    context = {
        "issue": issue, "edition": edition, "editions": editions, "pieces": pieces,
        "said": said, "said_html": said_html,
    }  # fmt: skip
    return await render(request, "newsletter/archive/issue.html", context)


async def feed(request: Request) -> Response:
    """The latest issues as Atom (RFC 4287)."""
    association = request.state.association
    issues = await latest_sent()
    context = {
        "association": association, "issues": issues, "subjects": await subjects_of(issues),
        "page_url": absolute_url(site_path("newsletter:association", association=association.slug)),
        "feed_url": absolute_url(site_path("newsletter:feed", association=association.slug)),
        "issue_url": lambda issue: absolute_url(
            site_path("newsletter:first", association=association.slug, issue=issue.public_id)
        ),
    }  # fmt: skip
    body = render_template("newsletter/archive/feed.atom", context, language=current_language())
    return Response(body.strip(), media_type="application/atom+xml")


ASSOCIATION_ROUTES = [
    Route("/issues", archive, name="archive", audience=PUBLIC),
    Route("/issues.atom", feed, name="feed", audience=PUBLIC),
    Route("/issues/{issue}", first, name="first", audience=PUBLIC),
    Route("/issues/{issue}/{language}", show, name="issue", audience=PUBLIC),
]

"""The writer's pages: what is being written, an issue with its editions, and what it looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import WriteForm, read_form
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import once
from brobygger.plugin_api.web import render, render_form, see_other, url_for
from brobygger_newsletter.errors import EditedMeanwhileError, FrozenError
from brobygger_newsletter.newsletters.services import read_closed, read_newsletters
from brobygger_newsletter.permissions import WRITE
from brobygger_newsletter.subscribing.counting import count_subscribers
from brobygger_newsletter.texts import BLOCK_KINDS, ISSUE_STATES
from brobygger_newsletter.writing import services
from brobygger_newsletter.writing.blocks import pieces_of, said, said_html
from brobygger_newsletter.writing.forms import EditionForm, LanguageForm, NewIssueForm
from brobygger_newsletter.writing.models import BlockKind, Edition, Issue
from brobygger_newsletter.writing.reading import (
    blocks_of,
    editions_of,
    find_edition,
    find_issue,
    read_over,
    read_unsent,
    subjects_of,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response


async def manage(request: Request) -> Response:
    """One page: what is being written and sent, the newsletters, and what was sent before."""
    after = request.query_params.get("after", "")
    unsent, over = await read_unsent(), await read_over(after=after)
    newsletters = await read_newsletters()
    context = {
        "unsent": unsent, "over": over, "subjects": await subjects_of([*unsent, *over.items]),
        "newsletters": newsletters, "closed": await read_closed(), "counts": await count_subscribers(newsletters),
        "state_texts": ISSUE_STATES,
    }  # fmt: skip
    return await render(request, "newsletter/writing/manage.html", context, partial="over")


async def issue_or_404(request: Request) -> Issue:
    issue = await find_issue(request.path_params["issue"])
    if issue is None:
        raise HTTPException(404)
    return issue


async def edition_or_404(request: Request, issue: Issue) -> Edition:
    edition = await find_edition(issue, request.path_params["language"])
    if edition is None:
        raise HTTPException(404)
    return edition


def edit_url(request: Request, issue: Issue, language: str = "") -> str:
    return url_for(request, "newsletter:edit", issue=issue.public_id, language=language or issue.language)


async def new_issue(request: Request) -> Response:
    newsletters = await read_newsletters()
    form = await read_form(request, NewIssueForm, newsletters=newsletters)

    async def perform() -> str:
        chosen = next(one for one in newsletters if one.public_id == form.newsletter.data)
        issue = await services.create_issue(chosen, subject=form.subject.data or "")
        return edit_url(request, issue)

    if request.method == "POST" and newsletters and form.validate():
        return see_other(await once(form.once_key, perform))
    return await render_form(
        request, "newsletter/writing/new.html", {"form": form, "newsletters": newsletters}
    )  # fmt: skip


async def edit(request: Request) -> Response:
    """An edition with its blocks, in order, as they will look; and what can be done with each."""
    issue = await issue_or_404(request)
    edition = await edition_or_404(request, issue)
    if issue.is_frozen:
        return see_other(url_for(request, "newsletter:progress", issue=issue.public_id))
    form = await read_form(request, EditionForm, obj=edition)
    if request.method == "POST" and form.validate():
        try:
            return see_other(await once(form.once_key, lambda: _save(request, issue, edition, form)))
        except FrozenError:
            return see_other(url_for(request, "newsletter:progress", issue=issue.public_id))
        except EditedMeanwhileError:
            latest = await Edition.get(id=edition.id)
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
            form.version.data = str(latest.version)
    blocks = await blocks_of(edition)
    editions = await editions_of(issue)
    context = {
        "issue": issue, "edition": edition, "editions": editions, "form": form, "press": WriteForm(),
        "blocks": list(zip(blocks, pieces_of(blocks, slug=issue.association.slug), strict=True)),
        "said": said, "said_html": said_html, "kinds": BLOCK_KINDS,
        "addable": [kind for kind in BlockKind if kind != BlockKind.CARD],
        "translating": LanguageForm(taken=[one.language for one in editions]),
    }  # fmt: skip
    return await render_form(request, "newsletter/writing/edit.html", context)


async def _save(request: Request, issue: Issue, edition: Edition, form: EditionForm) -> str:
    await services.save_edition(
        issue, edition, version=form.version_number, subject=form.subject.data, preview=form.preview.data or ""
    )
    return edit_url(request, issue, edition.language)


async def press(request: Request, act: Callable[[Issue], Awaitable[str]]) -> Response:
    """Do what one button on the page of an issue does; one that is on its way shows how it goes instead."""
    issue = await issue_or_404(request)
    form = await read_form(request, WriteForm)
    try:
        return see_other(await once(form.once_key, lambda: act(issue)))
    except FrozenError:
        return see_other(url_for(request, "newsletter:progress", issue=issue.public_id))


async def add_language(request: Request) -> Response:
    issue = await issue_or_404(request)
    source = await edition_or_404(request, issue)
    form = await read_form(request, LanguageForm, taken=[one.language for one in await editions_of(issue)])
    if not form.validate():
        return see_other(edit_url(request, issue, source.language))

    async def act(issue: Issue) -> str:
        made = await services.translate_edition(issue, source, str(form.language.data))
        return edit_url(request, issue, made.language)

    try:
        return see_other(await once(form.once_key, lambda: act(issue)))
    except FrozenError:
        return see_other(url_for(request, "newsletter:progress", issue=issue.public_id))


async def remove_language(request: Request) -> Response:
    async def act(issue: Issue) -> str:
        await services.remove_edition(issue, await edition_or_404(request, issue))
        return edit_url(request, issue)

    return await press(request, act)


async def copy(request: Request) -> Response:
    async def act(issue: Issue) -> str:
        return edit_url(request, await services.copy_issue(issue))

    return await press(request, act)


async def delete(request: Request) -> Response:
    """Ask before a draft is thrown away."""
    issue = await issue_or_404(request)
    if request.method == "POST":

        async def act(issue: Issue) -> str:
            await services.delete_issue(issue)
            return url_for(request, "newsletter:manage")

        return await press(request, act)
    if issue.is_frozen:
        return see_other(url_for(request, "newsletter:progress", issue=issue.public_id))
    context = {"issue": issue, "form": WriteForm(), "subject": (await subjects_of([issue]))[issue.id]}
    return await render(request, "newsletter/writing/delete.html", context)


_WRITER = permission(WRITE)
_BOTH, _POST = ("GET", "POST"), ("POST",)
_ISSUE = "/manage/issues/{issue}"
ASSOCIATION_ROUTES = [
    Route("/manage", manage, name="manage", audience=_WRITER),
    Route("/manage/issues/new", new_issue, name="new_issue", methods=_BOTH, audience=_WRITER),
    Route(f"{_ISSUE}/copy", copy, name="copy", methods=_POST, audience=_WRITER),
    Route(f"{_ISSUE}/delete", delete, name="delete", methods=_BOTH, audience=_WRITER),
    Route(f"{_ISSUE}/words/{{language}}", edit, name="edit", methods=_BOTH, audience=_WRITER),
    Route(f"{_ISSUE}/words/{{language}}/translate", add_language, name="translate", methods=_POST, audience=_WRITER),
    Route(f"{_ISSUE}/words/{{language}}/remove", remove_language, name="remove_language", methods=_POST,
          audience=_WRITER),
]  # fmt: skip

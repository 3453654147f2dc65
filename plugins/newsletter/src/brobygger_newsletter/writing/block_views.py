"""Adding, changing, moving and removing the blocks of an edition. Each works by itself, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from brobygger.plugin_api import Route, permission
from brobygger.plugin_api.forms import UPLOAD_BYTES, EditForm, WriteForm, read_form
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import PictureError, once, prepare_picture
from brobygger.plugin_api.web import render_form, see_other, url_for
from brobygger_newsletter.errors import EditedMeanwhileError, FrozenError
from brobygger_newsletter.permissions import WRITE
from brobygger_newsletter.texts import BLOCK_KINDS
from brobygger_newsletter.writing import services
from brobygger_newsletter.writing.forms import FORMS, ItemsForm, PictureBlockForm
from brobygger_newsletter.writing.items import read_items
from brobygger_newsletter.writing.models import Block, BlockKind, Edition, Issue
from brobygger_newsletter.writing.reading import find_block
from brobygger_newsletter.writing.views import edit_url, edition_or_404, issue_or_404

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

_NOT_CONTENT = frozenset({"form_key", "version", "picture", "alt", "decorative"})


async def _find(request: Request) -> tuple[Issue, Edition]:
    issue = await issue_or_404(request)
    return issue, await edition_or_404(request, issue)


async def _block(request: Request, edition: Edition) -> Block:
    block = await find_block(edition, request.path_params["block"])
    if block is None:
        raise HTTPException(404)
    return block


async def _after(request: Request, edition: Edition) -> Block | None:
    """Return the block behind which a new one goes; None is the end."""
    name = request.query_params.get("after", "")
    return await find_block(edition, name) if name else None


def _here(request: Request, issue: Issue, edition: Edition, block: Block | None = None) -> str:
    anchor = f"#block-{block.public_id}" if block else "#blocks"
    return edit_url(request, issue, edition.language) + anchor


def _content(form: Any) -> dict[str, str]:
    return {field.name: str(field.data or "") for field in form if field.name not in _NOT_CONTENT}


async def _perform(request: Request, form: WriteForm, act: Callable[[], Awaitable[str]], issue: Issue) -> Response:
    """Do it once. What was begun meanwhile shows how it goes instead."""
    try:
        return see_other(await once(form.once_key, act))
    except FrozenError:
        return see_other(url_for(request, "newsletter:progress", issue=issue.public_id))


async def add(request: Request) -> Response:
    """Write a new block of the kind in the address."""
    issue, edition = await _find(request)
    try:
        kind = BlockKind(request.path_params["kind"])
    except ValueError:
        raise HTTPException(404) from None
    if kind in (BlockKind.CARD, BlockKind.PICTURE):
        raise HTTPException(404)
    form: EditForm = await read_form(request, FORMS[kind])
    after = await _after(request, edition)

    async def act() -> str:
        block = await services.add_block(issue, edition, kind, _content(form), after=after)
        return _here(request, issue, edition, block)

    if request.method == "POST" and form.validate():
        return await _perform(request, form, act, issue)
    return await _show(request, (issue, edition), form, kind)


async def _show(
    request: Request, where: tuple[Issue, Edition], form: WriteForm, kind: BlockKind, block: Block | None = None
) -> Response:
    issue, edition = where
    page = "picture" if isinstance(form, PictureBlockForm) else "block"
    context = {
        "issue": issue, "edition": edition, "form": form, "kind": kind, "kind_text": BLOCK_KINDS[kind], "block": block,
        "back": _here(request, issue, edition, block), "after": request.query_params.get("after", ""),
    }  # fmt: skip
    return await render_form(request, f"newsletter/writing/{page}.html", context)


async def change(request: Request) -> Response:
    issue, edition = await _find(request)
    block = await _block(request, edition)
    form: EditForm = await read_form(request, FORMS[block.kind], version=str(block.version), **_words_of(block))

    async def act() -> str:
        await services.save_block(issue, block, _content(form), version=form.version_number)
        return _here(request, issue, edition, block)

    if request.method == "POST" and form.validate():
        try:
            return await _perform(request, form, act, issue)
        except EditedMeanwhileError:
            latest = await Block.get(id=block.id)
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
            form.version.data = str(latest.version)
    return await _show(request, (issue, edition), form, block.kind, block)


def _words_of(block: Block) -> dict[str, str]:
    return {name: str(value) for name, value in block.content.items()}


async def picture(request: Request) -> Response:
    """Choose a picture: for a new block, or another one for a block that is there."""
    issue, edition = await _find(request)
    block = await _block(request, edition) if "block" in request.path_params else None
    if block is not None and block.kind != BlockKind.PICTURE:
        raise HTTPException(404)
    form = await read_form(request, PictureBlockForm, **(_words_of(block) if block else {}))
    after = await _after(request, edition)
    if request.method == "POST" and not form.validate() and not form.picture.errors:
        form.add_error("picture", _("Choose the picture again: the browser did not keep it"))
    if request.method == "POST" and not form.error_count:
        try:
            prepared = await prepare_picture(await form.picture.read())

            async def act() -> str:
                shown = (request.state.association, prepared, form.alt_text)
                if block is not None:
                    await services.save_block(issue, block, _content(form), version=block.version, picture=shown)
                    return _here(request, issue, edition, block)
                made = await services.add_block(
                    issue, edition, BlockKind.PICTURE, _content(form), after=after, picture=shown
                )
                return _here(request, issue, edition, made)

            return await _perform(request, form, act, issue)
        except PictureError as error:
            form.add_error("picture", str(error))
        except EditedMeanwhileError:
            form.form_error = _("Somebody else saved it while you were writing. Look at both and save again.")
    return await _show(request, (issue, edition), form, BlockKind.PICTURE, block)


async def add_items(request: Request) -> Response:
    """Choose among what is new in the other modules; each becomes a card that can be worded anew."""
    issue, edition = await _find(request)
    items = await read_items(issue)
    form = await read_form(request, ItemsForm, offered={key: item.label for key, item in items.items()})
    after = await _after(request, edition)

    async def act() -> str:
        last = after
        for key in form.items.data or ():
            last = await services.add_block(issue, edition, BlockKind.CARD, items[key].content(), after=last)
        return _here(request, issue, edition, last)

    if request.method == "POST" and form.validate():
        return await _perform(request, form, act, issue)
    context = {
        "issue": issue, "edition": edition, "form": form, "items": items, "back": _here(request, issue, edition),
        "after": request.query_params.get("after", ""),
    }  # fmt: skip
    return await render_form(request, "newsletter/writing/items.html", context)


async def earlier(request: Request) -> Response:
    return await _act(request, lambda issue, block: services.move_block(issue, block, -1))


async def later(request: Request) -> Response:
    return await _act(request, lambda issue, block: services.move_block(issue, block, 1))


async def remove(request: Request) -> Response:
    return await _act(request, services.delete_block, gone=True)


async def _act(request: Request, act: Callable[[Issue, Block], Awaitable[None]], *, gone: bool = False) -> Response:
    issue, edition = await _find(request)
    form = await read_form(request, WriteForm)

    async def perform() -> str:  # looks for it within the act, so that a second press finds its answer and not a 404
        block = await _block(request, edition)
        await act(issue, block)
        return _here(request, issue, edition, None if gone else block)

    return await _perform(request, form, perform, issue)


_WRITER = permission(WRITE)
_BOTH, _POST = ("GET", "POST"), ("POST",)
_EDITION = "/manage/issues/{issue}/words/{language}"
_BLOCK = f"{_EDITION}/blocks/{{block}}"
ASSOCIATION_ROUTES = [
    Route(f"{_EDITION}/new/news", add_items, name="add_items", methods=_BOTH, audience=_WRITER),
    Route(f"{_EDITION}/new/picture", picture, name="add_picture", methods=_BOTH, audience=_WRITER,
          upload_bytes=UPLOAD_BYTES),
    Route(f"{_EDITION}/new/{{kind}}", add, name="add_block", methods=_BOTH, audience=_WRITER),
    Route(_BLOCK, change, name="change_block", methods=_BOTH, audience=_WRITER),
    Route(f"{_BLOCK}/picture", picture, name="change_picture", methods=_BOTH, audience=_WRITER,
          upload_bytes=UPLOAD_BYTES),
    Route(f"{_BLOCK}/earlier", earlier, name="earlier", methods=_POST, audience=_WRITER),
    Route(f"{_BLOCK}/later", later, name="later", methods=_POST, audience=_WRITER),
    Route(f"{_BLOCK}/remove", remove, name="remove_block", methods=_POST, audience=_WRITER),
]  # fmt: skip

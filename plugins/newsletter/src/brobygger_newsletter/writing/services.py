"""Writing issues: editions, blocks, copies. Runs within the association's scope.

What is on its way no longer changes: every act looks, in its transaction, whether the issue is still a draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tortoise.expressions import F

from brobygger.plugin_api.db import transaction
from brobygger.plugin_api.services import add_picture, audit, remove_picture
from brobygger_newsletter.errors import EditedMeanwhileError, FrozenError
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.writing.models import Block, BlockKind, Edition, Issue, IssueState

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Association, Prepared
    from brobygger_newsletter.newsletters.models import Newsletter

WRITABLE: Final = (IssueState.DRAFT, IssueState.SCHEDULED)


async def create_issue(newsletter: Newsletter, *, subject: str = "", preview: str = "") -> Issue:
    """Begin an issue in the newsletter's own language, with nothing in it."""
    async with transaction():
        issue = await Issue.create(
            association_id=newsletter.association_id, newsletter=newsletter, language=newsletter.language
        )
        await add_edition(issue, newsletter.language, subject=subject, preview=preview)
        await _record("issue.created", issue)
    return issue


async def add_edition(issue: Issue, language: str, *, subject: str = "", preview: str = "") -> Edition:
    """Return the edition in *language*; a new one is empty. Raises FrozenError."""
    async with transaction():
        await _touch(issue)
        values = {"association_id": issue.association_id, "subject": subject, "preview": preview}
        edition, _created = await Edition.get_or_create(issue_id=issue.id, language=language, defaults=values)
    return edition


async def remove_edition(issue: Issue, edition: Edition) -> None:
    """Remove a translation; the issue keeps the language it was begun in. Raises FrozenError."""
    async with transaction():
        await _touch(issue)
        if edition.language != issue.language:
            await _remove_pictures(edition)
            await Edition.filter(id=edition.id).delete()


async def save_edition(issue: Issue, edition: Edition, *, version: int, **values: Any) -> None:
    """Save subject and preview as they were edited from *version*. Raises EditedMeanwhileError and FrozenError."""
    async with transaction():
        await _touch(issue)
        if not await Edition.filter(id=edition.id, version=version).update(version=F("version") + 1, **values):
            raise EditedMeanwhileError


async def add_block(
    issue: Issue, edition: Edition, kind: BlockKind, content: dict[str, str], *, after: Block | None = None,
    picture: tuple[Association, Prepared, str] | None = None,
) -> Block:  # fmt: skip
    """Put a block behind *after*, or last. *picture* is whose it is, the picture, and what it shows.

    Raises FrozenError, and PicturesFullError.
    """
    async with transaction():
        await _touch(issue)
        last = await Block.filter(edition_id=edition.id).order_by("-position").first()
        position = after.position if after else (last.position if last else 0)
        await Block.filter(edition_id=edition.id, position__gt=position).update(position=F("position") + 1)
        row = await _add_picture(picture)
        return await Block.create(
            association_id=issue.association_id, edition=edition, position=position + 1, kind=kind, content=content,
            picture=row,
        )  # fmt: skip


async def save_block(
    issue: Issue, block: Block, content: dict[str, str], *, version: int,
    picture: tuple[Association, Prepared, str] | None = None,
) -> None:  # fmt: skip
    """Save a block as it was edited from *version*. Raises EditedMeanwhileError, FrozenError and PicturesFullError."""
    async with transaction():
        await _touch(issue)
        values: dict[str, Any] = {"content": content}
        if picture is not None:
            values["picture"] = await _add_picture(picture)
        rows = Block.filter(id=block.id, version=version)
        if not await rows.update(version=F("version") + 1, **values):
            raise EditedMeanwhileError
        if picture is not None and block.picture is not None:
            await remove_picture(block.picture)


async def _add_picture(picture: tuple[Association, Prepared, str] | None) -> Any:
    if picture is None:
        return None
    association, prepared, alt = picture
    return await add_picture(prepared, association, owner=OWNER, alt=alt)


async def move_block(issue: Issue, block: Block, by: int) -> None:
    """Let a block and its neighbour change places: the one before (-1), or behind (1). Raises FrozenError."""
    async with transaction():
        await _touch(issue)
        beside = Block.filter(edition_id=block.edition_id)
        if by < 0:
            neighbour = await beside.filter(position__lt=block.position).order_by("-position").first()
        else:
            neighbour = await beside.filter(position__gt=block.position).order_by("position").first()
        if neighbour is not None:
            await Block.filter(id=block.id).update(position=neighbour.position)
            await Block.filter(id=neighbour.id).update(position=block.position)


async def delete_block(issue: Issue, block: Block) -> None:
    """Raises FrozenError."""
    async with transaction():
        await _touch(issue)
        await block.fetch_related("picture")
        await Block.filter(id=block.id).delete()
        if block.picture is not None:
            await remove_picture(block.picture)


async def save_issue(issue: Issue, *, version: int, **values: Any) -> None:
    """Save what holds for all editions. Raises EditedMeanwhileError and FrozenError."""
    async with transaction():
        await _touch(issue, version=version, **values)
        await _record("issue.saved", issue)


async def delete_issue(issue: Issue) -> None:
    """Throw a draft away. Raises FrozenError."""
    async with transaction():
        await _touch(issue)
        for edition in await Edition.filter(issue_id=issue.id):
            await _remove_pictures(edition)
        await Issue.filter(id=issue.id).delete()
        await _record("issue.deleted", issue)


async def _remove_pictures(edition: Edition) -> None:
    for block in await Block.filter(edition_id=edition.id, picture_id__isnull=False).select_related("picture"):
        if block.picture is not None:
            await remove_picture(block.picture)


async def copy_issue(issue: Issue) -> Issue:
    """Begin a new issue with the same words. Pictures stay with the one that was sent, and are chosen anew."""
    async with transaction():
        copy = await Issue.create(
            association_id=issue.association_id, newsletter_id=issue.newsletter_id, language=issue.language,
            is_commercial=issue.is_commercial, audience=issue.audience,
        )  # fmt: skip
        for edition in await Edition.filter(issue_id=issue.id).order_by("id"):
            made = await add_edition(copy, edition.language, subject=edition.subject, preview=edition.preview)
            await _copy_blocks(edition, made)
        await _record("issue.created", copy)
    return copy


async def _copy_blocks(edition: Edition, into: Edition) -> None:
    blocks = Block.filter(edition_id=edition.id).exclude(kind=BlockKind.PICTURE).order_by("position", "id")
    await Block.bulk_create(
        Block(
            association_id=into.association_id, edition=into, position=position, kind=block.kind, content=block.content
        )
        for position, block in enumerate(await blocks, start=1)
    )


async def translate_edition(issue: Issue, source: Edition, language: str) -> Edition:
    """Begin an edition in another language with the same blocks, to be written over. Raises FrozenError."""
    async with transaction():
        edition = await add_edition(issue, language, subject=source.subject, preview=source.preview)
        if not await Block.exists(edition_id=edition.id):
            await _copy_blocks(source, edition)
    return edition


async def _touch(issue: Issue, *, version: int | None = None, **values: Any) -> None:
    """Raise FrozenError unless the issue can still be written, and keep it so until the transaction ends."""
    rows = Issue.filter(id=issue.id, state__in=WRITABLE)
    if version is not None:
        rows = rows.filter(version=version)
    if await rows.update(version=F("version") + 1, **values):
        return
    if version is not None and await Issue.exists(id=issue.id, state__in=WRITABLE):
        raise EditedMeanwhileError
    raise FrozenError


async def _record(what: str, issue: Issue) -> None:
    await audit.record(f"newsletter.{what}", association_id=issue.association_id, object=f"issue:{issue.id}")

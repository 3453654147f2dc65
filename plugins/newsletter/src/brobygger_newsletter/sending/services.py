"""Sending an issue: now or at a time, pausing it, stopping it, a test. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tortoise.expressions import F

from brobygger.plugin_api.db import MailState, transaction
from brobygger.plugin_api.services import audit, cancel, now, schedule
from brobygger_newsletter.errors import NotPossibleError, NotReadyError
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.sending import audience as audiences
from brobygger_newsletter.sending.checks import check
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.sending.preparing import schedule_next
from brobygger_newsletter.sending.rendering import render_edition
from brobygger_newsletter.sending.totals import end
from brobygger_newsletter.writing.models import Edition, Issue, IssueState
from brobygger_newsletter.writing.reading import editions_of
from brobygger_newsletter.writing.services import save_issue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from brobygger_newsletter.sending.audience import Audience

START: Final = "start"
_ON_THE_WAY: Final = (IssueState.STARTING, IssueState.SENDING, IssueState.PAUSED)


async def save_audience(issue: Issue, audience: Audience, *, is_commercial: bool, version: int) -> None:
    """Save who gets it. Raises EditedMeanwhileError and FrozenError."""
    await save_issue(issue, version=version, audience=audience.stored(), is_commercial=is_commercial)


async def send_at(issue: Issue, moment: datetime | None, *, version: int) -> None:
    """Send *issue*, as it looked in *version*, at *moment* or now.

    Raises NotReadyError with what has to be put right first, EditedMeanwhileError and FrozenError.
    """
    await _demand_ready(issue)
    async with transaction():
        await save_issue(issue, version=version, state=IssueState.SCHEDULED, scheduled_at=moment or now())
        await schedule(
            OWNER, START, {"issue": issue.id}, due_at=moment, association_id=issue.association_id, key=_key(issue)
        )
        await _record("scheduled", issue)


async def unschedule(issue: Issue) -> None:
    """Make a draft of it again. Raises NotPossibleError when it has begun."""
    async with transaction():
        rows = Issue.filter(id=issue.id, state=IssueState.SCHEDULED)
        if not await rows.update(state=IssueState.DRAFT, scheduled_at=None, version=F("version") + 1):
            raise NotPossibleError
        await cancel(_key(issue))
        await _record("unscheduled", issue)


def _key(issue: Issue) -> str:
    return f"newsletter.start.{issue.id}"


async def _demand_ready(issue: Issue) -> None:
    count = await audiences.count(issue)
    found = await check(issue, recipients=count.all)
    if found.problems:
        raise NotReadyError(found.problems)


async def start(issue: Issue) -> None:
    """Freeze the words and begin to write down who gets it; in the transaction of a due task.

    An issue that is no longer scheduled, or that something was taken away from meanwhile, stays where it is.
    """
    async with transaction():
        values = {"state": IssueState.STARTING, "started_at": now(), "version": F("version") + 1}
        if not await Issue.filter(id=issue.id, state=IssueState.SCHEDULED).update(**values):
            return
        for edition in await editions_of(issue):
            rendered = await render_edition(issue, edition)
            await Edition.filter(id=edition.id).update(html=rendered.html, text=rendered.text)
        await schedule_next(issue)
        await _record("started", issue)


async def pause(issue: Issue) -> None:
    """Hand nothing over from now on; what is being handed over this moment still arrives."""
    await _change(issue, IssueState.PAUSED, (IssueState.SENDING,), "paused")


async def resume(issue: Issue) -> None:
    await _change(issue, IssueState.SENDING, (IssueState.PAUSED,), "resumed")


async def _change(issue: Issue, state: IssueState, before: Sequence[IssueState], what: str) -> None:
    async with transaction():
        if not await Issue.filter(id=issue.id, state__in=before).update(state=state, version=F("version") + 1):
            raise NotPossibleError
        await _record(what, issue)


async def stop(issue: Issue) -> None:
    """Send nothing more of it, for good. Raises NotPossibleError when it is not on its way."""
    async with transaction():
        await Delivery.filter(issue_id=issue.id, state=MailState.QUEUED).delete()
        if not await end(issue.id, IssueState.CANCELLED, before=_ON_THE_WAY):
            raise NotPossibleError
        await _record("stopped", issue)


async def _record(what: str, issue: Issue) -> None:
    await audit.record(f"newsletter.issue.{what}", association_id=issue.association_id, object=f"issue:{issue.id}")

"""Counting how an issue went. The counts stay when the rows are gone."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.functions import Count

from brobygger.plugin_api.db import MailState, crossing_associations, transaction
from brobygger.plugin_api.services import add_to_figure, now
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.writing.models import Issue, IssueState

_OPEN = (MailState.QUEUED, MailState.SENDING)


async def totals_of(issue_id: int) -> dict[str, int]:
    """Return how many rows of an issue are in which state, as the database has it now."""
    rows = await Delivery.filter(issue_id=issue_id).annotate(number=Count("id")).group_by("state").values(
        "state", "number"
    )  # fmt: skip
    counts = {str(state): 0 for state in MailState}
    return counts | {str(row["state"]): int(row["number"]) for row in rows}


async def finish_if_done(issue_id: int) -> None:
    """End an issue whose last mail has ended."""
    if await Delivery.exists(issue_id=issue_id, state__in=_OPEN):
        return
    with crossing_associations("the worker ends the newsletters of all associations"):
        async with transaction():
            await end(issue_id, IssueState.SENT, before=(IssueState.SENDING,))


async def end(issue_id: int, state: IssueState, *, before: tuple[IssueState, ...]) -> bool:
    """End an issue with the counts of its rows, and tell whether it had not ended yet."""
    counts = await totals_of(issue_id)
    changed = await Issue.filter(id=issue_id, state__in=before).update(
        state=state, finished_at=now(), recipients=sum(counts.values()), delivered=counts[MailState.SENT],
        failed=counts[MailState.FAILED], unknown=counts[MailState.UNKNOWN],
    )  # fmt: skip
    if changed and counts[MailState.SENT]:
        issue = await Issue.get(id=issue_id)
        await add_to_figure(issue.association_id, OWNER, "sent", year=now().year, number=counts[MailState.SENT])
    return bool(changed)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an issue is."""

    recipients: int
    delivered: int
    failed: int
    #: The connection broke twice at the moment of handing over: they may have arrived.
    unknown: int
    waiting: int

    @property
    def done(self) -> int:
        return self.delivered + self.failed + self.unknown

    @property
    def percent(self) -> int:
        return self.done * 100 // self.recipients if self.recipients else 0


async def progress_of(issue: Issue) -> Progress:
    """Return the counts of the rows while it is on its way, and those that were kept afterwards."""
    if issue.finished_at is not None:
        return Progress(issue.recipients, issue.delivered, issue.failed, issue.unknown, 0)
    counts = await totals_of(issue.id)
    return Progress(
        sum(counts.values()), counts[MailState.SENT], counts[MailState.FAILED], counts[MailState.UNKNOWN],
        counts[MailState.QUEUED] + counts[MailState.SENDING],
    )  # fmt: skip

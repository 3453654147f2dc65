"""The queue of newsletters: each association's issues in turn, so that a long one keeps no short one waiting."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from brobygger.plugin_api import Envelope, MailQueue
from brobygger.plugin_api.db import MailState, crossing_associations, module_scope
from brobygger.plugin_api.services import claim_due, mail_sender_address, now
from brobygger_newsletter.bouncing.services import record_bounce
from brobygger_newsletter.newsletters.services import OWNER
from brobygger_newsletter.sending.message import Letter, Reader, build_letter
from brobygger_newsletter.sending.models import Bounce, Delivery
from brobygger_newsletter.sending.settings import read_settings
from brobygger_newsletter.sending.totals import finish_if_done
from brobygger_newsletter.writing.models import Edition, Issue, IssueState

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOUR: Final = timedelta(hours=1)
#: Editions that are kept built; more are on their way at once hardly ever.
_KEPT: Final = 32
_OPEN: Final = "state IN ('queued', 'sending')"
_ON_ITS_WAY: Final = (
    "EXISTS (SELECT 1 FROM newsletter_issue WHERE newsletter_issue.id = issue_id "
    "AND newsletter_issue.state = 'sending')"
)


class IssueQueue(MailQueue[Delivery]):
    """What is on its way to subscribers, of every association that has the module on."""

    model = Delivery
    #: Pausing holds from the next mail on, also for those that were taken already.
    may_begin = _ON_ITS_WAY

    def __init__(self) -> None:
        self._letters: OrderedDict[int, Letter] = OrderedDict()
        self._last_issue = 0

    async def claim(self, limit: int, lease: timedelta) -> Sequence[Delivery]:
        """Take due rows of one issue after the other, beginning behind the one that was served last."""
        limit = await self._within_limits(limit)
        with module_scope(OWNER):
            ids = [issue.id for issue in await Issue.filter(state=IssueState.SENDING).only("id")]
        for issue_id in sorted(ids, key=lambda one: (one <= self._last_issue, one)):
            if limit <= 0:
                break
            rows = await claim_due(
                Delivery, limit=limit, lease=lease, only=f"issue_id = {issue_id} AND {_OPEN} AND {_ON_ITS_WAY}"
            )
            if rows:
                self._last_issue = issue_id
                return rows
            await finish_if_done(issue_id)
        return []

    async def _within_limits(self, limit: int) -> int:
        """Return how many may still be sent in this hour, *limit* at the most."""
        per_hour = read_settings().per_hour
        if not per_hour:
            return limit
        return min(limit, per_hour - await Delivery.filter(state=MailState.SENT, finished_at__gt=now() - _HOUR).count())

    async def envelope(self, row: Delivery) -> Envelope:
        letter = self._letters.get(row.edition_id)
        if letter is None:
            letter = await self._build(row.edition_id)
        content = letter.for_reader(Reader(row.recipient, row.name, row.key))
        return Envelope(mail_sender_address(), row.recipient, content, f"{letter.issue}.{row.key}")

    async def ended(self, rows: Sequence[tuple[Delivery, str]]) -> None:
        """A server that said never, and did not take the mail at all, is a mail that came back."""
        for row, state in rows:
            if state == MailState.FAILED and row.error.startswith("5"):
                await record_bounce(row, Bounce.HARD)

    async def _build(self, edition_id: int) -> Letter:
        with crossing_associations("the worker sends the newsletters of all associations"):
            edition = await Edition.get(id=edition_id)
            issue = await Issue.get(id=edition.issue_id).select_related("newsletter", "association")
        letter = self._letters[edition_id] = build_letter(issue, edition)
        if len(self._letters) > _KEPT:
            self._letters.popitem(last=False)
        return letter

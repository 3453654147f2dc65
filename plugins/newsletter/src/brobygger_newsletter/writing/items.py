"""What is new in other modules, and which associations are new on the site. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from brobygger.plugin_api.services import ask_modules, now
from brobygger_newsletter.writing.models import Issue, IssueState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_FIRST_TIME: Final = timedelta(days=31)
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news, which can become a card."""

    title: str
    url: str
    kicker: str = ""
    detail: str = ""

    @property
    def label(self) -> str:
        return ", ".join(part for part in (self.title, self.kicker, self.detail) if part)

    def content(self) -> dict[str, str]:
        return {"text": self.title[:150], "url": self.url, "kicker": self.kicker[:100], "detail": self.detail[:300]}


async def read_items(issue: Issue) -> dict[str, Item]:
    """Return what is new since the newsletter's last issue, by a key that stays the same while the page is open."""
    answers = await ask_modules("newsletter_items", issue.association, dict, since=await _since(issue))
    items = [item for _plugin, answer in answers if (item := _item(answer))]
    return {item.url: item for item in items[:_MOST]}


async def _since(issue: Issue) -> datetime:
    sent = Issue.filter(newsletter_id=issue.newsletter_id, state=IssueState.SENT)
    last = await sent.order_by("-finished_at").first()
    return last.started_at if last and last.started_at else now() - _FIRST_TIME


def _item(answer: Mapping[str, Any]) -> Item | None:
    """Return a module's answer as an item; one without title or address is none."""
    words = {name: str(answer.get(name, "")) for name in ("title", "url", "kicker", "detail")}
    return Item(**words) if words["title"] and words["url"] else None

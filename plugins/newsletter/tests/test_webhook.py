"""The address where a mail server tells what came back: signed, and taken once."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger.plugin_api.services import now
from brobygger_newsletter.sending.services import send_at
from brobygger_newsletter.subscribing.models import Subscription, SubscriptionState, Suppression, SuppressionReason
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.site import Site
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.subscribing.models import Subscriber

    Join = Callable[..., Awaitable[Subscriber]]
    MakeIssue = Callable[..., Awaitable[Issue]]

KEY = "a key that the mail server knows"


@pytest.fixture
def settings(settings: Any) -> Any:
    """The site's settings, with a key."""
    return replace(settings, plugins={"newsletter": {"webhook_key": KEY}})


def _signed(body: bytes, *, key: str = KEY, seconds: int = 0) -> dict[str, str]:
    stamp = str(int(now().timestamp()) + seconds)
    return {
        "Brobygger-Timestamp": stamp,
        "Brobygger-Signature": hmac.new(key.encode(), stamp.encode() + b"." + body, "sha256").hexdigest(),
    }


async def test_complaint_that_is_signed_ends_the_subscription(
    site: Site, client: Client, newsletter: Newsletter, join: Join, make_issue: MakeIssue
) -> None:
    anna = await join(newsletter, "anna@example.org")
    issue = await make_issue(newsletter)
    with association_scope(issue.association_id):
        await send_at(issue, None, version=(await Issue.get(id=issue.id)).version)
    await site.run_due_work()
    message_id = f"<{issue.public_id}.{anna.public_id}@brobygger.test>"
    body = json.dumps({"message_id": message_id, "kind": "complaint"}).encode()

    refused = [
        await client.request("POST", "/newsletter/bounces", content=body, headers=headers)
        for headers in ({}, _signed(body, key="another"), _signed(body, seconds=-301), _signed(b"other"))
    ]
    taken = await client.request("POST", "/newsletter/bounces", content=body, headers=_signed(body))
    again = await client.request("POST", "/newsletter/bounces", content=body, headers=_signed(body))

    assert [page.status for page in refused] == [403] * 4
    assert (taken.response.json(), again.response.json()) == ({"recorded": True}, {"recorded": False})
    with crossing_associations("the test looks at everything"):
        assert (await Subscription.get()).state == SubscriptionState.LEFT
        assert (await Suppression.get()).reason == SuppressionReason.COMPLAINED
        assert (await Issue.get()).complained == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"message_id": 1, "kind": "x"}', b"[" * 10_000])
async def test_what_is_no_report_is_refused(client: Client, body: bytes) -> None:
    page = await client.request("POST", "/newsletter/bounces", content=body, headers=_signed(body))

    assert page.status == 400

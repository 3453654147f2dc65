"""What is kept of somebody: exported, erased, and never brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.db import association_scope, crossing_associations
from brobygger.plugin_api.services import Person
from brobygger_newsletter.sending.models import Delivery
from brobygger_newsletter.sending.services import send_at
from brobygger_newsletter.subscribing import personal, retention
from brobygger_newsletter.subscribing.models import Subscriber, Subscription, Suppression
from brobygger_newsletter.subscribing.services import leave, refuse_all
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.testing.client import Client
    from brobygger.testing.clock import MovableClock
    from brobygger.testing.site import Site
    from brobygger_newsletter.newsletters.models import Newsletter

    Join = Callable[..., Awaitable[Subscriber]]
    MakeIssue = Callable[..., Awaitable[Issue]]


async def test_download_of_ones_data_has_every_newsletter(outsider: Client, newsletter: Newsletter, join: Join) -> None:
    await join(newsletter, "olga@example.org", name="Olga")
    await join(newsletter, "other@example.org", name="Other")

    tables = await personal.export(await Person.get(name="Outsider Olga"))

    text = str([table.rows for table in tables])
    assert "olga@example.org" in text
    assert "Nyt fra os" in text
    assert "other@example.org" not in text
    assert outsider is not None


async def test_erasing_somebody_leaves_no_address_and_keeps_the_counts(
    site: Site, outsider: Client, newsletter: Newsletter, join: Join, make_issue: MakeIssue
) -> None:
    subscriber = await join(newsletter, "olga@example.org", name="Olga")
    issue = await make_issue(newsletter)
    with association_scope(issue.association_id):
        await send_at(issue, None, version=(await Issue.get(id=issue.id)).version)
    await site.run_due_work()
    with association_scope(issue.association_id):
        await refuse_all(subscriber)

    report = await personal.erase(await Person.get(name="Outsider Olga"))

    with crossing_associations("the test looks at everything"):
        counts = [await model.all().count() for model in (Subscriber, Subscription, Delivery)]
        kept = await Issue.get(id=issue.id)
        suppressed = await Suppression.all().values_list("address_hash", flat=True)
    assert report.erased == 1
    assert counts == [0, 0, 0]
    assert kept.delivered == 1
    assert len(suppressed) == 1
    assert "olga" not in str(suppressed)
    assert outsider is not None


async def test_rows_of_who_got_what_go_after_three_months_and_the_counts_stay(
    site: Site, newsletter: Newsletter, join: Join, make_issue: MakeIssue, clock: MovableClock
) -> None:
    subscriber = await join(newsletter, "anna@example.org")
    issue = await make_issue(newsletter)
    with association_scope(issue.association_id):
        await send_at(issue, None, version=(await Issue.get(id=issue.id)).version)
    await site.run_due_work()
    with association_scope(issue.association_id):
        await leave(subscriber, newsletter)
    clock.advance(days=89)
    with association_scope(issue.association_id):
        due = await retention.due_deletions((clock.now()).date().replace(year=clock.now().year + 1))
    clock.advance(days=2)

    await retention.purge()

    assert [row.what for row in due] == ["The newsletter address anna@example.org"]
    with crossing_associations("the test looks at everything"):
        assert [await model.all().count() for model in (Subscriber, Subscription, Delivery)] == [0, 0, 0]
        assert (await Issue.get(id=issue.id)).delivered == 1

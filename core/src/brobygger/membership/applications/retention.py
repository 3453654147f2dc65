"""Deleting applications on time, and what was answered to private questions sooner."""

from __future__ import annotations

from datetime import timedelta

from tortoise.expressions import Subquery

from brobygger import clock
from brobygger.db import crossing_associations
from brobygger.membership.applications.models import OPEN, Answer, Application, ApplicationState
from brobygger.membership.models import Membership

#: How long the link in the mail works, and so how long an application may wait for it.
UNCONFIRMED_KEPT = timedelta(hours=48)
#: How long a guardian is waited for.
GUARDIAN_KEPT = timedelta(days=14)
PRIVATE_KEPT = timedelta(days=30)
REFUSED_KEPT = timedelta(days=183)


async def delete_old_applications() -> None:
    """Delete what was never confirmed, what came to nothing, and private answers 30 days after the decision."""
    moment = clock.now()
    with crossing_associations("retention holds for every association"):
        await Application.filter(state=ApplicationState.UNCONFIRMED, created_at__lt=moment - UNCONFIRMED_KEPT).delete()
        await Application.filter(state=ApplicationState.GUARDIAN, created_at__lt=moment - GUARDIAN_KEPT).delete()
        refused = [ApplicationState.DECLINED, ApplicationState.WITHDRAWN]
        await Application.filter(state__in=refused, decided_at__lt=moment - REFUSED_KEPT).delete()
        # After a yes it goes with the memberships: else it would tie somebody to the association for ever.
        approved = Application.filter(state=ApplicationState.APPROVED, decided_at__lt=moment - REFUSED_KEPT)
        await approved.exclude(contact_id__in=Subquery(Membership.all().values("contact_id"))).delete()
        over = [state for state in ApplicationState if state not in OPEN]
        decided = Application.filter(state__in=over, decided_at__lt=moment - PRIVATE_KEPT)
        await Answer.filter(sensitive=True, application_id__in=Subquery(decided.values("id"))).delete()

"""Whether the site can do its work."""

from __future__ import annotations

from datetime import timedelta

import structlog
from tortoise.connection import get_connections

from brobygger import clock
from brobygger.due import DueTask
from brobygger.due.models import PeriodicRun
from brobygger.mail.models import MailState, OutboxMail

log = structlog.get_logger("brobygger.site")
#: Due work that lies longer than this means that nobody does it.
_LATE = timedelta(minutes=30)


async def check_health() -> dict[str, bool]:
    """Return what works: the database answers, no task is parked, nothing that is due lies about."""
    checks = {"database": False, "tasks": False, "mail": False}
    try:
        await get_connections().get("default").execute_query("SELECT 1")
        checks["database"] = True
        late = clock.now() - _LATE
        stuck = await DueTask.filter(failed_at__not_isnull=True).exists()
        stuck = (
            stuck
            or await DueTask.filter(due_at__lt=late).exists()
            or await PeriodicRun.filter(due_at__lt=late).exists()
        )
        checks["tasks"] = not stuck
        checks["mail"] = not await OutboxMail.filter(state=MailState.QUEUED, due_at__lt=late).exists()
    except Exception:  # whatever is wrong, the answer is that it does not work
        log.exception("health check failed")
    return checks

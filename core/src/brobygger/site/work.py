"""The due work of this site: who does which rows."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.assisted.services import delete_old_visits
from brobygger.associations.directory.index import forget_unused_words
from brobygger.associations.models import Association
from brobygger.associations.services import ASK_TASK
from brobygger.due.loop import background, run_loops
from brobygger.due.periodic import PeriodicWorker
from brobygger.due.services import EVENT
from brobygger.due.tasks import TaskWorker
from brobygger.freshness.services import ask_whether_profile_fits
from brobygger.identity.services import purge_expired
from brobygger.mail.delivery import MailWorker
from brobygger.mail.queues import Outbox
from brobygger.mail.services import delete_old_mails
from brobygger.mail.transports import choose_transport
from brobygger.membership.applications.retention import delete_old_applications
from brobygger.membership.models import Membership
from brobygger.membership.roles.handover import delete_old_handovers
from brobygger.membership.roles.sealed import delete_expired_requests
from brobygger.membership.roles.takeover import TELL_TASK, tell_members, warn_before_alone
from brobygger.modules.services import CORE, enabled_modules, may_work
from brobygger.plugins import PeriodicTask
from brobygger.privacy.retention import delete_old_memberships, delete_untied_contacts
from brobygger.proposals.services import delete_old_proposals
from brobygger.services.audit import delete_old_entries
from brobygger.services.capacity.line import EXPIRE_TASK
from brobygger.services.capacity.services import expire_offer
from brobygger.services.confirmation.services import delete_old_calls_and_confirmations
from brobygger.services.limits import delete_old_counters
from brobygger.services.once import delete_old_uses
from brobygger.services.pictures import delete_picture_files, sweep_orphans
from brobygger.services.pictures.services import DELETE_TASK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from brobygger.due import DueTask
    from brobygger.due.loop import Worker


async def _expire_offer(task: DueTask) -> None:
    await expire_offer(task.payload["place"])


async def _have_plugin_do(task: DueTask) -> None:
    """Have a plugin do what it scheduled, or tell it of an event."""
    if task.name.startswith(EVENT):
        await _tell_plugin(task)
        return
    association = await Association.get_or_none(id=task.association_id) if task.association_id else None
    if association is not None or task.association_id is None:
        await runtime.current().plugins.task_due(
            task.owner, association=association, name=task.name, payload=task.payload
        )


async def _tell_plugin(task: DueTask) -> None:
    """Tell a plugin of an event of membership; what it was about may be gone meanwhile, and then so is the news.

    It is no news either to a module that was never on there.
    """
    if task.association_id is None or task.owner not in await enabled_modules(task.association_id):
        return
    hook = task.name.removeprefix(EVENT)
    association = await Association.get_or_none(id=task.association_id)
    membership = await Membership.get_or_none(id=task.payload["membership"]).prefetch_related("contact")
    if association is not None and membership is not None:
        await runtime.current().plugins.member_event(hook, task.owner, association=association, membership=membership)


async def _purge_identity() -> None:
    await purge_expired()


async def _forget_people() -> None:
    """Old memberships first: they may have been the last tie."""
    await delete_old_memberships()
    await delete_untied_contacts()


_HANDLERS = {
    EXPIRE_TASK: _expire_offer,
    ASK_TASK: ask_whether_profile_fits,
    TELL_TASK: tell_members,
    DELETE_TASK: delete_picture_files,
}
_NIGHTLY, _MORNING, _HOURLY = "17 3 * * *", "41 7 * * *", "23 * * * *"
_PERIODIC = (
    PeriodicTask("delete_old_audit_entries", _NIGHTLY, delete_old_entries, retention=True),
    PeriodicTask("delete_expired_requests", _HOURLY, delete_expired_requests, retention=True),
    PeriodicTask("delete_old_handovers", _NIGHTLY, delete_old_handovers, retention=True),
    PeriodicTask("warn_before_alone", _MORNING, warn_before_alone),
    PeriodicTask("delete_old_mails", _NIGHTLY, delete_old_mails, retention=True),
    PeriodicTask("delete_old_applications", _HOURLY, delete_old_applications, retention=True),
    PeriodicTask("delete_old_visits", _NIGHTLY, delete_old_visits, retention=True),
    PeriodicTask("delete_old_calls", _NIGHTLY, delete_old_calls_and_confirmations, retention=True),
    PeriodicTask("sweep_pictures", _NIGHTLY, sweep_orphans, retention=True),
    # An hour after the plugins' own retention, so that a tie they cut is seen the same night.
    PeriodicTask("forget_people", "47 4 * * *", _forget_people, retention=True),
    PeriodicTask("delete_old_proposals", _NIGHTLY, delete_old_proposals, retention=True),
    PeriodicTask("forget_unused_words", _NIGHTLY, forget_unused_words, retention=True),
    PeriodicTask("delete_old_form_uses", _HOURLY, delete_old_uses, retention=True),
    PeriodicTask("delete_old_counters", _HOURLY, delete_old_counters, retention=True),
    PeriodicTask("purge_identity", _HOURLY, _purge_identity, retention=True),
)


def make_workers() -> list[Worker]:
    """Return the workers of the running site: tasks, periodic tasks, and one for each queue of mails."""
    site = runtime.current()
    periodic = {(CORE, task.name): task for task in _PERIODIC}
    periodic |= {
        (plugin.manifest.name, task.name): task for plugin in site.plugins.plugins for task in plugin.periodic_tasks
    }
    transport, connections = choose_transport(site.settings), site.settings.mail.connections
    queues = [Outbox(), *(queue for plugin in site.plugins.plugins for queue in plugin.mail_queues)]
    return [
        TaskWorker(_HANDLERS, _have_plugin_do, may_run=may_work),
        PeriodicWorker(periodic, may_run=may_work),
        *(MailWorker(transport, queue, connections=connections) for queue in queues),
    ]


async def do_due_work() -> None:
    """Do everything that is due now, and what becomes due by that."""
    workers = make_workers()
    while sum([await worker.work() for worker in workers]):
        pass


@asynccontextmanager
async def run_due_work(*, enabled: bool) -> AsyncIterator[None]:
    """Do due work beside the code inside, when *enabled*."""
    if not enabled:
        yield
        return
    async with background(make_workers()):
        yield


async def work_until_stopped() -> None:
    """Do due work until the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run_loops(make_workers(), stop)

"""Newsletters: associations write to people who asked for it, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api import MailQueue, NavigationItem, PeriodicTask, PluginManifest, hookimpl
from brobygger.plugin_api.i18n import lazy
from brobygger_newsletter import demo, hooks
from brobygger_newsletter.archive import views as archive_views
from brobygger_newsletter.audit_texts import AUDIT_TEXTS
from brobygger_newsletter.bouncing import views as bouncing_views
from brobygger_newsletter.desk import views as desk_views
from brobygger_newsletter.newsletters import views as newsletters_views
from brobygger_newsletter.permissions import PERMISSIONS, WRITE
from brobygger_newsletter.sending import views as sending_views
from brobygger_newsletter.sending.queue import IssueQueue
from brobygger_newsletter.subscribing import leave_views, own_views, personal, retention
from brobygger_newsletter.subscribing import views as subscribing_views
from brobygger_newsletter.writing import block_views
from brobygger_newsletter.writing import views as writing_views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from brobygger.plugin_api import (
        AssistedAction,
        DueDeletion,
        ErasureReport,
        Figure,
        Fragment,
        MyItem,
        PersonalExport,
        Route,
    )
    from brobygger.plugin_api.services import Association, Contact, Subject

manifest = PluginManifest(
    name="newsletter",
    path="newsletter",
    title=lazy("Newsletter"),
    summary=lazy("Write to people who want to hear from you. They sign up by themselves, and leave with one press."),
    gives=(
        lazy("People get news from you by mail, in their own language where you write in several."),
        lazy("They choose what they get, and leave with one press, without a password."),
        lazy("They can read on the web what you sent."),
    ),
    asks=(
        lazy("Write something now and then, and nothing that nobody asked for."),
        lazy("Answer those who write back: their answers come to your e-mail."),
    ),
    stores=(
        lazy("E-mail address, first name if they like, and how and when they said yes."),
        lazy("Nobody sees who opened what: it is not counted. Whoever leaves is forgotten after three months."),
    ),
    stops=(lazy("Nobody can subscribe, and nothing more is sent, also not what is on its way."),),
    keeps=(lazy("Who subscribed, what was sent and the counts stay, and are there again when you switch it on."),),
    audit_texts=AUDIT_TEXTS,
    permissions=PERMISSIONS,
    models=(
        "brobygger_newsletter.newsletters.models",
        "brobygger_newsletter.subscribing.models",
        "brobygger_newsletter.writing.models",
        "brobygger_newsletter.sending.models",
    ),
    migrations="brobygger_newsletter.migrations",
)


@hookimpl
def site_routes() -> list[Route]:
    return [*leave_views.SITE_ROUTES, *bouncing_views.SITE_ROUTES]


@hookimpl
def association_routes() -> list[Route]:
    return [
        *subscribing_views.ASSOCIATION_ROUTES,
        *own_views.ASSOCIATION_ROUTES,
        *archive_views.ASSOCIATION_ROUTES,
        *writing_views.ASSOCIATION_ROUTES,
        *block_views.ASSOCIATION_ROUTES,
        *sending_views.ASSOCIATION_ROUTES,
        *newsletters_views.ASSOCIATION_ROUTES,
        *desk_views.ASSOCIATION_ROUTES,
    ]


@hookimpl
def periodic_tasks() -> list[PeriodicTask]:
    return [PeriodicTask("purge", "53 3 * * *", retention.purge, retention=True)]


@hookimpl
def mail_queues() -> list[MailQueue[Any]]:
    return [IssueQueue()]


@hookimpl
def navigation_items() -> list[NavigationItem]:
    return [
        NavigationItem(lazy("Newsletter"), "newsletter:association", order=110),
        NavigationItem(lazy("Write newsletters"), "newsletter:manage", permission=WRITE, order=110),
    ]


@hookimpl
async def module_enabled(association: Association) -> None:
    await hooks.make_first(association)


@hookimpl
async def task_due(name: str, payload: Mapping[str, Any]) -> None:
    await hooks.task_due(name, payload)


@hookimpl
async def slot_fragments(slot: str, association: Association) -> list[Fragment]:
    return await hooks.on_profile(association) if slot == "association.profile" else []


@hookimpl
async def my_items(subject: Subject) -> list[MyItem]:
    return await personal.my_items(subject)


@hookimpl
async def assisted_actions(association: Association, contact: Contact) -> list[AssistedAction]:
    return await hooks.assisted_actions(association, contact)


@hookimpl
async def figures(year: int) -> list[Figure]:
    return await hooks.figures(year)


@hookimpl
async def due_deletions(until: date) -> list[DueDeletion]:
    return await retention.due_deletions(until)


@hookimpl
async def export_personal_data(subject: Subject) -> list[PersonalExport]:
    return await personal.export(subject)


@hookimpl
async def erase_personal_data(subject: Subject) -> ErasureReport:
    return await personal.erase(subject)


@hookimpl
async def newsletter_items(association: Association, since: datetime) -> list[dict[str, str]]:
    return await hooks.new_associations(association, since)


@hookimpl
async def load_demo(associations: Mapping[str, Any]) -> None:
    await demo.load(associations)

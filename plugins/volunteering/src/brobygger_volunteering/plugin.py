"""Volunteering: tasks that associations need hands for, and sign-up without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api import NavigationItem, PeriodicTask, PluginManifest, hookimpl
from brobygger.plugin_api.i18n import lazy
from brobygger_volunteering import demo, hooks, newsletter
from brobygger_volunteering.audit_texts import AUDIT_TEXTS
from brobygger_volunteering.desk import signup_views, task_views
from brobygger_volunteering.desk import views as desk_views
from brobygger_volunteering.permissions import MANAGE_SIGNUPS, PERMISSIONS
from brobygger_volunteering.settings import Settings
from brobygger_volunteering.signups import endings, own_views, personal, retention
from brobygger_volunteering.signups import figures as signup_figures
from brobygger_volunteering.signups import services as signups
from brobygger_volunteering.signups import views as signup_form_views
from brobygger_volunteering.signups.letters import PURPOSE
from brobygger_volunteering.tasks import views as tasks_views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from starlette.requests import Request

    from brobygger.plugin_api import (
        AssistedAction,
        DueDeletion,
        ErasureReport,
        Figure,
        Fragment,
        MyItem,
        Need,
        PersonalExport,
        Route,
    )
    from brobygger.plugin_api.services import Association, Contact, Membership, Subject

manifest = PluginManifest(
    name="volunteering",
    path="volunteering",
    title=lazy("Volunteering"),
    summary=lazy("Show what you need help with, and let people sign up in a minute, without an account."),
    gives=(
        lazy("People find your tasks by what, when and in which language, and see how many places are left."),
        lazy("They sign up with a name and an e-mail or a phone number, and can always say no again."),
        lazy("When a task is full they stand in line, and see their number."),
    ),
    asks=(
        lazy("Write your tasks, and end those that are over."),
        lazy("Answer those who sign up, within a few days."),
        lazy("Call those who have only a phone."),
    ),
    stores=(
        lazy("Name, e-mail or phone number, and what they want you to know, of those who sign up."),
        lazy("Only those who may answer sign-ups see it. It is deleted six months after the task is over."),
    ),
    stops=(
        lazy("Your tasks leave the lists, and nobody can sign up or say no here."),
        lazy("Nobody is offered a place that becomes free, and no offer runs out."),
    ),
    keeps=(lazy("What is stored stays until its time is over, and is there again when you switch the module on."),),
    audit_texts=AUDIT_TEXTS,
    permissions=PERMISSIONS,
    settings=Settings,
    models=("brobygger_volunteering.tasks.models", "brobygger_volunteering.signups.models"),
    migrations="brobygger_volunteering.migrations",
)


@hookimpl
def site_routes() -> list[Route]:
    return tasks_views.SITE_ROUTES


@hookimpl
def association_routes() -> list[Route]:
    return [
        *tasks_views.ASSOCIATION_ROUTES,
        *signup_form_views.ASSOCIATION_ROUTES,
        *own_views.ASSOCIATION_ROUTES,
        *task_views.ASSOCIATION_ROUTES,
        *desk_views.ASSOCIATION_ROUTES,
        *signup_views.ASSOCIATION_ROUTES,
    ]


@hookimpl
def periodic_tasks() -> list[PeriodicTask]:
    return [
        PeriodicTask("end_lines", "17 3 * * *", endings.end_lines),
        PeriodicTask("purge", "47 3 * * *", retention.purge, retention=True),
    ]


@hookimpl
def navigation_items() -> list[NavigationItem]:
    return [
        NavigationItem(lazy("Volunteer"), "volunteering:association"),
        NavigationItem(lazy("Volunteers"), "volunteering:manage", permission=MANAGE_SIGNUPS),
    ]


@hookimpl
def front_page_needs(request: Request) -> list[Need]:
    return [hooks.front_page_need(request)]


@hookimpl
async def slot_fragments(slot: str, request: Request, association: Association) -> list[Fragment]:
    return await hooks.latest_tasks(request, association) if slot == "association.profile" else []


@hookimpl
async def my_items(subject: Subject) -> list[MyItem]:
    return await hooks.my_items(subject)


@hookimpl
async def assisted_actions(association: Association, contact: Contact) -> list[AssistedAction]:
    return await hooks.assisted_actions(association, contact)


@hookimpl
async def departure_obstacles(membership: Membership) -> list[str]:
    return await hooks.departure_obstacles(membership)


@hookimpl
async def contact_confirmed(purpose: str, reference: str) -> None:
    if purpose == PURPOSE:
        await signups.confirm(reference)


@hookimpl
async def place_changed(place_reference: str, change: str) -> None:
    await signups.place_changed(place_reference, change)


@hookimpl
async def figures(year: int) -> list[Figure]:
    return await signup_figures.figures(year)


@hookimpl
async def due_deletions(until: date) -> list[DueDeletion]:
    return await retention.due_deletions(until)


@hookimpl
async def export_personal_data(subject: Subject) -> list[PersonalExport]:
    return await personal.export(subject)


@hookimpl
async def erase_personal_data(subject: Subject) -> ErasureReport:
    return await personal.erase(subject)


@hookimpl(optionalhook=True)
async def newsletter_items(association: Association, since: datetime) -> list[dict[str, str]]:
    return await newsletter.items(association, since)


@hookimpl(optionalhook=True)
def newsletter_segments() -> list[dict[str, str]]:
    return newsletter.segments()


@hookimpl(optionalhook=True)
async def newsletter_segment_addresses(segment: str) -> list[str]:
    return await newsletter.addresses(segment)


@hookimpl
async def load_demo(associations: Mapping[str, Any]) -> None:
    await demo.load(associations)

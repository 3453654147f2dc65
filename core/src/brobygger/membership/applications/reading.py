"""Finding applications. Runs within the association's scope, but for what is somebody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Q

from brobygger.db import crossing_associations
from brobygger.i18n import gettext as _
from brobygger.i18n import lazy
from brobygger.membership.applications.models import Answer, Application, ApplicationState
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.models import Contact
from brobygger.plugins import MyItem
from brobygger.services.confirmation import manage_token
from brobygger.web.paging import Page, read_page
from brobygger.web.urls import site_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brobygger.identity.models import Person

_SHOWN = ("contact", "kind", "association", "applicant", "guardian")
#: Words, and the kind of the status pattern that draws them.
TO_THE_APPLICANT = {
    ApplicationState.UNCONFIRMED: (lazy("Waits for you to confirm"), "action"),
    ApplicationState.GUARDIAN: (lazy("Waits for a parent to say yes"), "waiting"),
    ApplicationState.WAITING: (lazy("Waits for the association's answer"), "waiting"),
    ApplicationState.APPROVED: (lazy("You are a member"), "done"),
    ApplicationState.DECLINED: (lazy("The association said no"), "stopped"),
    ApplicationState.WITHDRAWN: (lazy("You have withdrawn"), "stopped"),
}


async def read_waiting(*, after: str = "") -> Page[Application]:
    """Return a page of those who wait for the association, who has waited longest first."""
    query = Application.filter(state=ApplicationState.WAITING).select_related("contact", "kind")
    return await read_page(query, order=("id",), after=after)


async def find_application(public_id: str) -> Application | None:
    """Return an application of the association in scope, with what its pages show."""
    return await Application.get_or_none(public_id=public_id).select_related(*_SHOWN)


async def answers_of(applications: Iterable[Application]) -> dict[int, list[Answer]]:
    """Return what was answered, by the application's id, in one query."""
    found: dict[int, list[Answer]] = {application.id: [] for application in applications}
    if found:
        for answer in await Answer.filter(application_id__in=list(found)).order_by("application_id", "id"):
            found[answer.application_id].append(answer)
    return found


async def applications_of(contact: Contact) -> Sequence[Application]:
    """Return every application of a contact, the latest first."""
    return await Application.filter(contact_id=contact.id).select_related("kind").order_by("-id")


async def household_waiting(application: Application) -> Sequence[Application]:
    """Return the others of the same form who wait as well."""
    rows = Application.filter(household=application.household, state=ApplicationState.WAITING).exclude(
        id=application.id
    )
    return await rows.select_related("contact", "kind").order_by("id")


def is_own(application: Application, contact_ids: Iterable[int]) -> bool:
    """Tell whether one of these contacts asked, filled in the form, or has custody of who asked."""
    return bool({application.contact_id, application.applicant_id, application.guardian_id} & set(contact_ids))


async def own_items(subject: Person | Contact) -> list[MyItem]:
    """Return what somebody asked for, for themselves or their household, as the page of their own things has it."""
    with crossing_associations("what is somebody's own is theirs in every association"):
        if isinstance(subject, Contact):
            own = Q(contact_id=subject.id) | Q(applicant_id=subject.id) | Q(guardian_id=subject.id)
        else:
            ids = [contact.id for contact in await Contact.filter(person_id=subject.id)]
            own = Q(contact_id__in=ids) | Q(applicant_id__in=ids) | Q(guardian_id__in=ids)
        rows = await Application.filter(own).select_related(*_SHOWN).order_by("-id")
    return [_item(application, subject) for application in rows]


def _item(application: Application, subject: Person | Contact) -> MyItem:
    status, kind = TO_THE_APPLICANT[application.state]
    title = _("Membership: %(name)s") % {"name": application.contact.name}
    where = {"association": application.association.slug, "application": application.public_id}
    if isinstance(subject, Contact):
        url = site_path("join:own_by_link", key=manage_token(subject), **where)
    else:
        url = site_path("join:own", **where)
    return MyItem(
        title=title, url=url, association=application.association.name, status=str(status), status_kind=kind,
        text=kind_title(application.kind),
    )  # fmt: skip

"""What the plugin answers core's hooks with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api import AssistedAction, Fragment, MyItem, Need
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import moment, ngettext
from brobygger.plugin_api.services import Contact, contacts_permitted, manage_token, site_path
from brobygger.plugin_api.web import url_for
from brobygger_volunteering.permissions import MANAGE_SIGNUPS
from brobygger_volunteering.signups.describe import TO_THE_PERSON, Standing, standing_of
from brobygger_volunteering.signups.models import ACTIVE
from brobygger_volunteering.signups.reading import count_unanswered, read_signups_of
from brobygger_volunteering.tasks.describe import when
from brobygger_volunteering.tasks.services import latest_listed
from brobygger_volunteering.tasks.views import rows_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from brobygger.plugin_api.services import Association, Membership, Subject
    from brobygger_volunteering.signups.models import Signup

_ON_PROFILE = 3
#: On one page at the desk; the newest first.
_AT_THE_DESK = 20


def front_page_need(request: Request) -> Need:
    return Need(
        title=_("I want to volunteer"),
        text=_("Find something to do near you, for an hour or every week."),
        url=url_for(request, "volunteering:browse"),
        order=10,
    )


async def latest_tasks(request: Request, association: Association) -> list[Fragment]:
    """Return the newest tasks for the association's profile."""
    tasks = await latest_listed(_ON_PROFILE)
    if not tasks:
        return []
    return [Fragment("volunteering/tasks/latest.html", {"rows": await rows_of(request, tasks), "about": association})]


async def assisted_actions(association: Association, contact: Contact) -> list[AssistedAction]:
    """Return the tasks that a helper can sign somebody up for: the same for everybody, whatever they joined before."""
    return [
        AssistedAction(
            title=task.title,
            url=site_path(
                "volunteering:add_signup", association=association.slug, task=task.public_id, visit=contact.public_id
            ),
            text=when(task),
            permission=MANAGE_SIGNUPS,
        )
        for task in await latest_listed(_AT_THE_DESK)
    ]


async def my_items(subject: Subject) -> list[MyItem]:
    return [_item(signup, subject) for signup in await read_signups_of(subject)]


def _item(signup: Signup, subject: Subject) -> MyItem:
    task, standing = signup.task, standing_of(signup)
    status, kind = TO_THE_PERSON[standing]
    return MyItem(
        title=task.title,
        url=_own_url(signup, subject),
        association=task.association.name,
        status=str(status),
        status_kind=kind,
        awaits=standing == Standing.OFFERED,
        at=moment(task.starts_on, task.starts_at) if task.starts_on and signup.state in ACTIVE else None,
        text=when(task),
    )


def _own_url(signup: Signup, subject: Subject) -> str:
    """Return the page of a sign-up: a contact gets in by the key of their link, a person by being signed in."""
    where = {"association": signup.task.association.slug, "signup": signup.public_id}
    if isinstance(subject, Contact):
        return site_path("volunteering:signup_by_link", key=manage_token(subject), **where)
    return site_path("volunteering:signup", **where)


async def departure_obstacles(membership: Membership) -> list[str]:
    """Name who waits for an answer that nobody else could give."""
    answering = {contact.id for contact in await contacts_permitted(MANAGE_SIGNUPS)}
    if answering != {membership.contact_id}:
        return []
    waiting = await count_unanswered()
    if not waiting:
        return []
    return [
        ngettext(
            "%(number)s volunteer waits for an answer, and nobody else can give it.",
            "%(number)s volunteers wait for an answer, and nobody else can give it.", waiting,
        ) % {"number": waiting}
    ]  # fmt: skip

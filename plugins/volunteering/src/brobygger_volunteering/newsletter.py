"""What a newsletter can tell of volunteering, and to whom. The newsletter asks, and need not be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brobygger.plugin_api.db import association_scope, module_scope
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.services import PlaceState, absolute_url, site_path
from brobygger_volunteering.signups.models import ACTIVE, Signup
from brobygger_volunteering.tasks.describe import when
from brobygger_volunteering.tasks.services import TaskFilter, listed

if TYPE_CHECKING:
    from datetime import datetime

    from brobygger.plugin_api.services import Association

_MOST: Final = 20
VOLUNTEERS: Final = "volunteers"


async def items(association: Association, since: datetime) -> list[dict[str, str]]:
    """Return the tasks that were written since then, for a newsletter: the association's own, or, where it runs the
    site, those of everybody who has the module on.
    """
    with module_scope("volunteering") if association.is_host else association_scope(association.id):
        tasks = await listed(TaskFilter()).filter(created_at__gte=since).select_related("association").order_by("-id")
    return [
        {
            "title": task.title,
            "url": absolute_url(site_path("volunteering:task", association=task.association.slug, task=task.public_id)),
            "kicker": task.association.name,
            "detail": when(task),
        }
        for task in tasks[:_MOST]
    ]


def segments() -> list[dict[str, str]]:
    return [
        {
            "key": VOLUNTEERS,
            "title": _("Volunteers with a place now"),
            "reason": _("You are signed up as a volunteer."),
        }
    ]


async def addresses(segment: str) -> list[str]:
    """Return the addresses of who has a place in a task that goes on."""
    if segment != VOLUNTEERS:
        return []
    holding = Signup.filter(state__in=ACTIVE, place__state=PlaceState.HELD).exclude(contact__email="")
    return [str(address) for address in await holding.distinct().values_list("contact__email", flat=True)]

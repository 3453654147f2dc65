"""What the plugin answers core's hooks with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api import AssistedAction, Figure, Fragment
from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import site_language, use_language
from brobygger.plugin_api.services import absolute_url, read_figures, read_new_associations, site_path
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.newsletters.services import OWNER, read_newsletters, read_open
from brobygger_newsletter.permissions import MANAGE_SUBSCRIBERS
from brobygger_newsletter.sending.preparing import PREPARE, prepare_next
from brobygger_newsletter.sending.services import START, start
from brobygger_newsletter.writing.models import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from brobygger.plugin_api.services import Association, Contact

_MOST_NEW = 10


async def on_profile(association: Association) -> list[Fragment]:
    """Invite to subscribe, on the association's profile; nothing where there is nothing to get."""
    offered = await read_open()
    return (
        [Fragment("newsletter/subscribing/invite.html", {"offered": offered, "about": association})] if offered else []
    )


async def assisted_actions(association: Association, contact: Contact) -> list[AssistedAction]:
    return [
        AssistedAction(
            title=newsletter.title,
            url=site_path(
                "newsletter:add_subscriber",
                association=association.slug,
                newsletter=newsletter.public_id,
                visit=contact.public_id,
            ),
            text=newsletter.about,
            permission=MANAGE_SUBSCRIBERS,
        )
        for newsletter in await read_newsletters()
    ]


async def task_due(name: str, payload: Mapping[str, Any]) -> None:
    issue = await Issue.get_or_none(id=payload["issue"]).select_related("newsletter", "association")
    if issue is None:
        return  # it was thrown away
    if name == START:
        await start(issue)
    elif name == PREPARE:
        await prepare_next(issue, dict(payload))


async def figures(year: int) -> list[Figure]:
    counted = await read_figures(OWNER, year)
    return [
        Figure(_("Newsletters delivered"), counted.get("sent", 0)),
        Figure(_("New subscribers"), counted.get("subscribed", 0)),
        Figure(_("Subscribers who left"), counted.get("left", 0)),
    ]


async def make_first(association: Association) -> None:
    """Give an association that switches the module on one newsletter to begin with."""
    if await Newsletter.exists(association_id=association.id):
        return
    with use_language(site_language()):
        await Newsletter.create(
            association=association, title=_("News from us"), language=site_language(),
            about=_("About once a month: what goes on, and who needs a hand."),
        )  # fmt: skip


async def new_associations(association: Association, since: datetime) -> list[dict[str, str]]:
    """Return who joined the site since then, for the newsletter of the host; others have nothing to tell of it."""
    if not association.is_host:
        return []
    return [
        {
            "title": one.name,
            "url": absolute_url(site_path("associations:profile", association=one.slug)),
            "kicker": _("New association"),
            "detail": one.summary,
        }
        for one in await read_new_associations(since, limit=_MOST_NEW)
    ]

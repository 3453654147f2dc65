"""A test to oneself: the words and the look of the mail, in no count. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.plugin_api.i18n import gettext as _
from brobygger.plugin_api.i18n import use_language
from brobygger.plugin_api.services import RenderedMail, absolute_url, send_rendered, sender_of, site_path
from brobygger_newsletter.sending.rendering import Rendered, render_edition
from brobygger_newsletter.writing.blocks import filled

if TYPE_CHECKING:
    from brobygger_newsletter.writing.models import Edition, Issue


async def send_trial(issue: Issue, edition: Edition, *, email: str, name: str) -> None:
    """Send *edition* to its writer. Its links to leave lead to the page of the newsletters: nobody leaves by a test."""
    seen = await as_seen(issue, edition, name=name)
    with use_language(edition.language):
        subject = _("Test: %(subject)s") % {"subject": edition.subject}
    mail = RenderedMail(subject, seen.text, seen.html)
    await send_rendered(email, mail, language=edition.language, sender=sender_of(issue.association))


async def as_seen(issue: Issue, edition: Edition, *, name: str) -> Rendered:
    """Return both parts of *edition* as a reader with that first name gets them; as it was sent, once it was."""
    rendered = Rendered(edition.html, edition.text) if edition.html else await render_edition(issue, edition)
    page = absolute_url(site_path("newsletter:association", association=issue.association.slug))
    words = {"leave": page, "own": page, "name": name}
    return Rendered(filled(rendered.html, words, html=True), filled(rendered.text, words, html=False))

"""Writing mails into the outbox, in the transaction of their cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from brobygger import clock, i18n, runtime
from brobygger.due.wake import wake
from brobygger.ids import public_id
from brobygger.mail.errors import AddressError
from brobygger.mail.models import MailState, OutboxMail

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT = timedelta(days=14)
_LAYOUT = "core/mail/layout.html"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the association, or the site's host. Answers go to *reply_to*."""

    name: str
    reply_to: str = ""
    association_id: int | None = None


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail's words in one language."""

    subject: str
    text: str
    html: str


def render_mail(template: str, context: Mapping[str, Any], *, language: str) -> RenderedMail:
    """Render *template*: its blocks ``subject`` and ``body`` (plain text: paragraphs, and addresses on lines of their
    own). Where the mail asks for one thing, ``action_url`` names its address, which is a line of the body too, and
    ``action_label`` what the button says that HTML shows there.
    """
    templates = runtime.current().templates
    with i18n.use_language(language):
        values = {**context, "language": language, "direction": i18n.direction(language)}
        subject = " ".join(templates.render_text_block(template, "subject", values).split())
        text = _tidy(templates.render_text_block(template, "body", values))
        url, label = (
            templates.render_text_block(template, block, values, default="").strip()
            for block in ("action_url", "action_label")
        )
        action = {"url": url, "label": label} if label else None
        shown = {"subject": subject, "paragraphs": _paragraphs(text), "action": action}
        html = templates.render(_LAYOUT, {**values, **shown})
    return RenderedMail(subject, text, html)


def _tidy(text: str) -> str:
    """Return *text* without blanks around lines, and with one empty line between paragraphs."""
    paragraphs = [[line.strip() for line in part.splitlines() if line.strip()] for part in text.split("\n\n")]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _paragraphs(text: str) -> list[list[str]]:
    return [part.split("\n") for part in text.strip().split("\n\n")]


def render_template(name: str, context: Mapping[str, Any], *, language: str, plain: bool = False) -> str:
    """Return the block ``body`` of a template, for what is sent or shown outside of the site's frame: as HTML or
    whatever is escaped like it, or *plain*, where nothing is escaped.
    """
    templates = runtime.current().templates
    with i18n.use_language(language):
        values = {**context, "language": language, "direction": i18n.direction(language)}
        return templates.render_text_block(name, "body", values) if plain else templates.render(name, values)


async def send(to: str, template: str, context: Mapping[str, Any], *, language: str, sender: Sender) -> OutboxMail:
    """Write a mail to one person, rendered now, sent when the transaction is done.

    *template* is a plain text with the blocks ``subject`` and ``body``. Raises AddressError when no mail can go to
    *to*: an address with a line break or a second one in it never gets as far as a header.
    """
    mail = render_mail(template, context, language=language)
    return await send_rendered(to, mail, language=language, sender=sender)


async def send_rendered(to: str, mail: RenderedMail, *, language: str, sender: Sender) -> OutboxMail:
    """Do the same with words that are made already. Raises AddressError."""
    row = await OutboxMail.create(
        recipient=check_address(to),
        sender_name=" ".join(sender.name.split())[:120],
        reply_to=sender.reply_to,
        subject=mail.subject[:200],
        text=mail.text,
        html=mail.html,
        language=language,
        message_id=_message_id(),
        association_id=sender.association_id,
    )
    wake()
    return row


def mail_sender_address() -> str:
    """Return the address that all mails of the site are from; the name beside it is the association's."""
    return runtime.current().settings.mail.sender_address


def check_address(address: str) -> str:
    """Return *address* as mail servers want it. Raises AddressError."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise AddressError("not an e-mail address") from error


def _message_id() -> str:
    host = urlsplit(runtime.current().settings.site.public_origin).hostname or "localhost"
    return f"<{public_id()}.{public_id()}@{host}>"


async def delete_old_mails() -> None:
    """Delete what was sent, or given up, two weeks ago; the counts stay."""
    done = (MailState.SENT, MailState.FAILED, MailState.UNKNOWN)
    await OutboxMail.filter(finished_at__lt=clock.now() - KEPT, state__in=done).delete()

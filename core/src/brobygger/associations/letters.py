"""Writing to an association without seeing its address. The recipient is fixed, so no stranger mails strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brobygger import mail, runtime
from brobygger.associations.errors import TooManyLettersError
from brobygger.associations.services import get_host
from brobygger.db import fold, transaction
from brobygger.services import audit
from brobygger.services.limits import DAY, HOUR, Limit, allow, network_of

if TYPE_CHECKING:
    from brobygger.associations.models import Association

PER_NETWORK: Final = Limit(10, HOUR)
PER_WRITER: Final = Limit(5, DAY)
PER_ASSOCIATION: Final = Limit(100, DAY)


async def write_to(association: Association, *, name: str, email: str, message: str, client: str) -> None:
    """Mail *message* to the association; answers go to *email*. *client* is the writer's network address.

    Raises TooManyLettersError.
    """
    async with transaction():
        if not await _may_write(association, email, client):
            raise TooManyLettersError
        host = await get_host()
        settings = runtime.current().settings.site
        language = association.language if association.language in settings.languages else settings.language
        context = {"association": association, "name": name, "email": email, "message": message}
        sender = mail.Sender(host.name if host else "", email, association.id)
        await mail.send(association.email, "core/mail/letter.txt", context, language=language, sender=sender)
        await audit.record("association.letter_sent", association_id=association.id)


async def _may_write(association: Association, email: str, client: str) -> bool:
    return (
        await allow(("letter", "network", network_of(client)), PER_NETWORK)
        and await allow(("letter", "writer", fold(email)), PER_WRITER)
        and await allow(("letter", "association", association.id), PER_ASSOCIATION)
    )

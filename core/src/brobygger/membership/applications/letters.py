"""What applicants, guardians and those in charge are told: by mail, or by a call where there is only a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.i18n import use_language
from brobygger.membership.applications.guardian import GUARDIAN_TEXT
from brobygger.membership.applications.models import Application, ApplicationState
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.roles import MANAGE_MEMBERS
from brobygger.membership.roles.assignments import contacts_permitted
from brobygger.services.confirmation import ask_to_confirm, notify
from brobygger.web.urls import absolute_url, site_path

if TYPE_CHECKING:
    from brobygger.membership.models import Contact

OWNER = "core"
#: What is confirmed, among all that core has confirmed.
APPLICATION, GUARDIAN = "application", "guardian"


async def ask_applicant(application: Application, applicant: Contact, *, number: int, client: str) -> None:
    """Ask whoever filled in a form with *number* people on it, of whom *application* is one."""
    await ask_to_confirm(
        applicant, owner=OWNER, purpose=APPLICATION, reference=application.household,
        template="core/membership/mail/confirm.txt",
        context={**_about(application, applicant), "number": number}, client=client,
    )  # fmt: skip


async def ask_guardian(application: Application) -> None:
    """Ask whoever has custody; the applicant who named them counts as the asker, so nobody's mailbox is filled."""
    guardian = application.guardian
    assert guardian is not None
    await ask_to_confirm(
        guardian, owner=OWNER, purpose=GUARDIAN, reference=application.household,
        template="core/membership/mail/guardian.txt", context=_about(application, guardian),
        client=f"contact:{application.applicant_id}",
    )  # fmt: skip


async def tell_received(application: Application) -> None:
    await _tell(application, "received")


async def tell_answer(application: Application) -> None:
    name = "approved" if application.state == ApplicationState.APPROVED else "declined"
    await _tell(application, name, message=application.message)


async def _tell(application: Application, letter: str, **context: Any) -> None:
    contact = application.contact
    await notify(
        contact, owner=OWNER, reference=application.public_id, template=f"core/membership/mail/{letter}.txt",
        context={**_about(application, contact), **context},
    )  # fmt: skip


async def tell_those_in_charge(application: Application) -> None:
    """Tell those who decide that somebody waits: once, until nobody waits any more."""
    if await Application.filter(state=ApplicationState.WAITING).exclude(id=application.id).exists():
        return
    association = application.contact.association
    desk_url = absolute_url(site_path("applications", association=association.slug))
    for contact in await contacts_permitted(MANAGE_MEMBERS):
        contact.association = association
        if contact.email:
            await notify(
                contact, owner=OWNER, reference=application.public_id,
                template="core/membership/mail/somebody_waits.txt", context={"desk_url": desk_url},
            )  # fmt: skip


def _about(application: Application, reader: Contact) -> dict[str, Any]:
    with use_language(reader.language):
        return {"application": application, "kind": kind_title(application.kind), "guardian_text": GUARDIAN_TEXT.text}

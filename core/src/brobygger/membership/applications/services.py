"""Asking to be a member. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger.db import transaction
from brobygger.ids import public_id
from brobygger.membership.applications import letters
from brobygger.membership.applications.deciding import take_further
from brobygger.membership.applications.models import OPEN, Answer, Application, ApplicationState
from brobygger.membership.contacts import find_or_add_contact
from brobygger.membership.errors import NotOpenError
from brobygger.membership.kinds.models import Entry, Who
from brobygger.services import audit
from brobygger.services.consent import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.associations.models import Association
    from brobygger.membership.kinds.models import KindQuestion, MembershipKind
    from brobygger.membership.models import Contact


@dataclass(frozen=True, slots=True)
class Reach:
    """A name, and how it is reached."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """One of those who stand on a form."""

    name: str
    under_15: bool = False
    answers: Sequence[tuple[KindQuestion, str]] = field(default=())
    #: How the association knows them, where that is known already: they are signed in.
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A form that was filled in: one or several who ask together, the one who fills it in first."""

    kind: MembershipKind
    applicants: Sequence[Applicant]
    who: Who = Who.PERSON
    email: str = ""
    phone: str = ""
    #: Who has custody of those under 15; none when it is the first applicant.
    guardian: Reach | None = None
    #: Who fills it in for others, where they are known: they are signed in. Else it is the first applicant.
    filled_in_by: Contact | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the applications of one form share."""

    household: Household
    applicant: Contact
    guardian: Contact
    key: str


async def apply(association: Association, household: Household, *, language: str, client: str) -> None:
    """Write down that somebody without an account asks, and ask them to confirm that it was them.

    Who has asked already asks no second time; the mail is sent again, within the site's limits for the address and for
    the network of *client*. Raises NotOpenError.
    """
    async with transaction():
        written = await write_down(association, household, language=language)
        asked = [one for one in written if one.state == ApplicationState.UNCONFIRMED and one.applicant is not None]
        if asked and (applicant := asked[0].applicant):
            await letters.ask_applicant(asked[0], applicant, number=len(asked), client=client)


async def apply_signed_in(association: Association, household: Household, *, language: str) -> Application:
    """Write down that somebody who is known to be themselves asks, for themselves or for their household.

    Raises NotOpenError.
    """
    async with transaction():
        written = await write_down(association, household, language=language)
        for application in written:
            await confirm(application)
    return written[0]


async def write_down(association: Association, household: Household, *, language: str) -> list[Application]:
    """Write down who asks; it counts once ``confirm`` says that it was them. Raises NotOpenError."""
    kind = household.kind
    if kind.closed_at is not None or kind.entry == Entry.GIVEN or not kind.is_public:
        raise NotOpenError
    contacts = [await _contact(association, household, one, language) for one in household.applicants]
    applicant = household.filled_in_by or contacts[0]
    guardian = await _guardian(association, household, applicant, language)
    sheet = _Sheet(household, applicant, guardian, await _key_of(applicant))
    return [await _write_one(sheet, one, contact) for one, contact in zip(household.applicants, contacts, strict=True)]


async def _key_of(first: Contact) -> str:
    """Return the key of the form: that of an earlier one which still waits for the link, so that one press does."""
    earlier = await Application.filter(applicant_id=first.id, state=ApplicationState.UNCONFIRMED).first()
    return earlier.household if earlier else public_id()


async def _contact(association: Association, household: Household, one: Applicant, language: str) -> Contact:
    if one.contact is not None:
        return one.contact
    return await find_or_add_contact(
        association, one.name, language=language, email=household.email, phone=household.phone
    )


async def _guardian(association: Association, household: Household, first: Contact, language: str) -> Contact:
    asked = household.guardian
    if asked is None:
        return first
    return await find_or_add_contact(association, asked.name, language=language, email=asked.email, phone=asked.phone)


async def _write_one(sheet: _Sheet, one: Applicant, contact: Contact) -> Application:
    open_ones = Application.filter(contact_id=contact.id, state__in=OPEN).select_related("contact", "kind")
    if existing := await open_ones.first():
        return _of_form(existing, contact, sheet.applicant)
    try:
        async with transaction():
            application = await Application.create(
                association_id=contact.association_id, contact=contact, kind=sheet.household.kind,
                applicant=sheet.applicant, guardian=sheet.guardian if one.under_15 else None, under_15=one.under_15,
                household=sheet.key, who=sheet.household.who,
            )  # fmt: skip
            await Answer.bulk_create(
                Answer(
                    association_id=contact.association_id, application=application, question=question,
                    question_text=question.text, text=text, sensitive=question.sensitive,
                )
                for question, text in one.answers if text
            )  # fmt: skip
            return application
    except IntegrityError:  # the same form in another tab was quicker
        return _of_form(await open_ones.get(), contact, sheet.applicant)


def _of_form(existing: Application, contact: Contact, applicant: Contact) -> Application:
    """Return an earlier application as one of this form: who filled it in is asked again only where it was them."""
    existing.contact = contact
    existing.applicant = applicant if existing.applicant_id == applicant.id else None
    return existing


async def confirm(application: Application, *, channel: Channel = Channel.WEB) -> None:
    """Make an application count: it was them. Doing it twice changes nothing."""
    if not await _leave_unconfirmed(application):
        return
    await audit.record(
        "application.made", association_id=application.association_id, object=f"application:{application.id}"
    )
    await take_further(application, channel=channel)


async def _leave_unconfirmed(application: Application) -> bool:
    rows = Application.filter(id=application.id, state=ApplicationState.UNCONFIRMED)
    changed = await rows.update(state=ApplicationState.GUARDIAN, version=F("version") + 1)
    if changed:
        await application.refresh_from_db(fields=["state", "version"])
    return bool(changed)

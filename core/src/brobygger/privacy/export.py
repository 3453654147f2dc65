"""Everything that is kept of somebody: core's part, and each plugin's by its hook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brobygger import runtime
from brobygger.assisted.models import AssistedEntry, AssistedVisit
from brobygger.assisted.texts import CHANNELS
from brobygger.db import crossing_associations
from brobygger.i18n import gettext as _
from brobygger.i18n import language_name
from brobygger.identity.services import list_addresses, list_sessions
from brobygger.identity.services.passkeys import list_passkeys
from brobygger.mail.models import OutboxMail
from brobygger.membership.applications.models import Application
from brobygger.membership.applications.reading import TO_THE_APPLICANT, answers_of
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.models import Membership, RoleAssignment
from brobygger.membership.roles.assignments import role_of
from brobygger.plugins import PersonalExport
from brobygger.privacy.declarations import CORE
from brobygger.proposals.services import own_proposals
from brobygger.proposals.texts import STATES
from brobygger.services.confirmation.models import CallTask, Confirmation
from brobygger.services.consent.models import ConsentRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brobygger.identity.models import Account
    from brobygger.membership.models import Contact
    from brobygger.plugins.hookspecs import Subject
    from brobygger.privacy.own import Own

    Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What core or one plugin keeps."""

    key: str
    title: str
    exports: Sequence[PersonalExport]

    @property
    def count(self) -> int:
        return sum(len(export.rows) for export in self.exports)


async def collect(own: Own) -> list[Part]:
    """Return everything, core's part first, in the reader's language. Raises HookError."""
    host = runtime.current().plugins
    found: dict[str, list[PersonalExport]] = {}
    subjects: list[Subject] = [*own.persons, *own.unclaimed]
    for subject in subjects:
        for plugin, exports in (await host.export_personal_data(subject=subject)).items():
            found.setdefault(plugin, []).extend(exports)
    titles = {plugin.manifest.name: str(plugin.manifest.title) for plugin in host.plugins}
    return [
        Part(CORE, _("The site itself"), await _core(own)),
        *(Part(plugin, titles[plugin], exports) for plugin, exports in found.items()),
    ]


async def _core(own: Own) -> list[PersonalExport]:
    tables = await _of_account(own.account) if own.account else []
    tables.append((_("Who you are"), [
        {_("Name"): person.name, _("Phone"): person.phone, _("Since"): person.created_at}
        for person in own.persons
    ]))  # fmt: skip
    with crossing_associations("what is somebody's own is theirs in every association"):
        tables += await _of_contacts(own.contacts)
    return [PersonalExport(title, tuple(rows)) for title, rows in tables if rows]


async def _of_account(account: Account) -> list[tuple[str, list[Row]]]:
    return [
        (_("Your account"), [
            {_("E-mail"): item.address, _("Proved"): item.verified_at,
             _("Language"): language_name(account.language)}
            for item in await list_addresses(account.id)
        ]),
        (_("Where you are signed in"), [
            {_("Browser"): item.device, _("Since"): item.created_at,
             _("Last used"): item.last_used_at}
            for item in await list_sessions(account.id)
        ]),
        (_("Associations you proposed"), [
            {_("Name"): item.name, _("About"): item.summary, _("Who asks"): item.applicant_name,
             _("Phone"): item.phone, _("When"): item.created_at, _("How it stands"): str(STATES[item.state][0]),
             _("Question"): item.question, _("Answer"): item.answer, _("Why not"): item.reason}
            for item in await own_proposals(account.id)
        ]),
        (_("Your passkeys"), [
            {_("Name"): item.name, _("Since"): item.created_at, _("Last used"): item.last_used_at}
            for item in await list_passkeys(account.id)
        ]),
    ]  # fmt: skip


async def _of_contacts(contacts: Sequence[Contact]) -> list[tuple[str, list[Row]]]:
    names = {contact.id: contact.association.name for contact in contacts}
    known: list[Row] = [
        {
            _("Association"): names[contact.id], _("Name"): contact.name, _("E-mail"): contact.email,
            _("Phone"): contact.phone, _("Since"): contact.created_at,
        }
        for contact in contacts
    ]  # fmt: skip
    return [
        (_("How associations know you"), known),
        (_("Memberships"), await _memberships(names)),
        (_("Your wishes to be a member"), await _applications(names)),
        (_("What you were asked to confirm"), [
            {_("Association"): names[row.contact_id], _("When"): row.created_at,
             _("Confirmed"): row.confirmed_at}
            for row in await Confirmation.filter(contact_id__in=list(names)).order_by("id")
        ]),
        (_("Calls to you"), [
            {_("Association"): names[row.contact_id], _("When"): row.created_at, _("About"): row.subject,
             _("Message"): row.message}
            for row in await CallTask.filter(contact_id__in=list(names)).order_by("id")
        ]),
        (_("What you said yes or no to"), [
            {_("Association"): names[row.contact_id], _("When"): row.at, _("About"): row.purpose,
             _("Text"): row.text_version, _("Answer"): _("Yes") if row.given else _("No")}
            for row in await ConsentRecord.filter(contact_id__in=list(names)).order_by("id")
        ]),
        (_("Help at the desk and on the phone"), await _visits(names)),
        (_("Mails to you"), [row for contact in contacts for row in await _mails(contact)]),
    ]  # fmt: skip


async def _memberships(names: Mapping[int, str]) -> list[Row]:
    rows = await Membership.filter(contact_id__in=list(names)).select_related("kind").order_by("id")
    roles: dict[int, list[str]] = {row.id: [] for row in rows}
    held = RoleAssignment.filter(membership_id__in=list(roles)).order_by("starts_on", "id").select_related("own_role")
    for one in await held:
        until = one.ends_on.isoformat() if one.ends_on else ""
        roles[one.membership_id].append(f"{role_of(one).title} ({one.starts_on.isoformat()}–{until})")
    return [
        {
            _("Association"): names[row.contact_id], _("Kind of membership"): kind_title(row.kind),
            _("Roles"): ", ".join(roles[row.id]),
            _("Since"): row.starts_on, _("Until"): row.ends_on,
        }
        for row in rows
    ]  # fmt: skip


async def _applications(names: Mapping[int, str]) -> list[Row]:
    rows = await Application.filter(contact_id__in=list(names)).select_related("kind").order_by("id")
    answers = await answers_of(rows)
    return [
        {
            _("Association"): names[row.contact_id], _("Kind of membership"): kind_title(row.kind),
            _("When"): row.created_at, _("Where it stands"): str(TO_THE_APPLICANT[row.state][0]),
            _("The answer"): row.message,
            _("What you answered"): "; ".join(f"{each.question_text} {each.text}" for each in answers[row.id]),
        }
        for row in rows
    ]  # fmt: skip


async def _visits(names: Mapping[int, str]) -> list[Row]:
    rows = await AssistedVisit.filter(contact_id__in=list(names)).order_by("id")
    agreed: dict[int, list[str]] = {row.id: [] for row in rows}
    for entry in await AssistedEntry.filter(visit_id__in=list(agreed)).order_by("id") if agreed else ():
        agreed[entry.visit_id].append(entry.text)
    return [
        {
            _("Association"): names[row.contact_id], _("When"): row.opened_at, _("Name"): row.name,
            _("E-mail"): row.email, _("Phone"): row.phone, _("Where"): str(CHANNELS[row.channel]),
            _("Who asked for you"): f"{row.proxy_name} {row.proxy_relation}".strip(),
            _("What was agreed"): "; ".join(agreed[row.id]),
        }
        for row in rows
    ]  # fmt: skip


async def _mails(contact: Contact) -> list[Row]:
    """Return the mails of the association to the contact's address, without their texts: those may hold the secret
    links of somebody who shares the address.
    """
    if not contact.email:
        return []
    mails = OutboxMail.filter(association_id=contact.association_id, recipient__iexact=contact.email).order_by("id")
    return [{_("Subject"): mail.subject, _("When"): mail.created_at} for mail in await mails]

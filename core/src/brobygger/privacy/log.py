"""The audit log of one association, with the names that its ids have today. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.i18n import gettext as _
from brobygger.identity.models import ActsFor, Relation
from brobygger.membership.models import Contact, Membership
from brobygger.membership.roles import ROLES
from brobygger.privacy.log_texts import ANSWERS, action_text
from brobygger.services.confirmation.models import CallTask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from brobygger.services.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    at: datetime
    who: str
    what: str
    #: To whom or to what; empty where the words say it, or only the plugin knows.
    to: str
    reason: str


async def describe(entries: Sequence[AuditEntry]) -> list[Line]:
    """Put *entries* into words; four queries, however many there are."""
    actors = await actor_names({entry.account_id for entry in entries if entry.account_id is not None})
    objects = await _object_names(entries)
    return [
        Line(
            entry.at, who_did(entry.account_id, actors), str(action_text(entry.action)),
            objects.get(entry.object, ""), _reason(entry),
        )
        for entry in entries
    ]  # fmt: skip


def who_did(account_id: int | None, names: dict[int, str]) -> str:
    """Return who acted: by the name the association knows, and no other name."""
    if account_id is None:
        return _("The site, or somebody without an account")
    return names.get(account_id) or _("A former member")


async def actor_names(accounts: Collection[int]) -> dict[int, str]:
    """Return what the association calls the own persons of *accounts*; those it does not know are left out."""
    if not accounts:
        return {}
    links = await ActsFor.filter(account_id__in=list(accounts), relation=Relation.SELF)
    accounts_of = {link.person_id: link.account_id for link in links}
    contacts = await Contact.filter(person_id__in=list(accounts_of)).order_by("-id")
    return {accounts_of[contact.person_id]: contact.name for contact in contacts if contact.person_id is not None}


def _ids(entries: Iterable[AuditEntry], kind: str) -> list[int]:
    objects = (entry.object.partition(":") for entry in entries)
    return [int(number) for name, _colon, number in objects if name == kind and number.isdecimal()]


async def _object_names(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Return the names of what was acted on, by how the entries name it."""
    gone = _("somebody who is forgotten")
    found = {entry.object: gone for entry in entries if entry.object.partition(":")[0] in {"contact", "membership"}}
    found |= {f"contact:{row.id}": row.name for row in await Contact.filter(id__in=_ids(entries, "contact"))}
    memberships = Membership.filter(id__in=_ids(entries, "membership")).select_related("contact")
    found |= {f"membership:{row.id}": row.contact.name for row in await memberships}
    calls = CallTask.filter(id__in=_ids(entries, "call")).select_related("contact")
    found |= {f"call:{row.id}": row.contact.name for row in await calls}
    found |= {
        f"module:{plugin.manifest.name}": str(plugin.manifest.title) for plugin in runtime.current().plugins.plugins
    }
    found |= {f"rows:{number}": _("%(num)s rows") % {"num": number} for number in _ids(entries, "rows")}
    return found


def _reason(entry: AuditEntry) -> str:
    if entry.reason in ROLES:
        return str(ROLES[entry.reason].title)
    return str(ANSWERS.get(entry.reason, entry.reason))

"""The audit log of one association, with the names that its ids have today. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.associations.models import Association
from brobygger.i18n import gettext as _
from brobygger.identity.models import ActsFor, Relation
from brobygger.membership.models import Contact, Membership
from brobygger.membership.roles import ROLES
from brobygger.membership.roles.models import Assembly, OwnRole
from brobygger.membership.roles.standing import all_permissions
from brobygger.privacy.log_texts import ANSWERS, action_text
from brobygger.services.confirmation.models import CallTask
from brobygger.web.formats import long_date

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
    """Put *entries* into words; a handful of queries, however many there are."""
    actors = await actor_names({entry.account_id for entry in entries if entry.account_id is not None})
    objects = await _object_names(entries)
    roles = await _role_titles(entries)
    return [
        Line(
            entry.at, who_did(entry.account_id, actors), str(action_text(entry.action)),
            objects.get(entry.object, ""), _reason(entry, roles),
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
    found |= {f"role:{row.id}": row.title for row in await OwnRole.filter(id__in=_ids(entries, "role"))}
    assemblies = await Assembly.filter(id__in=_ids(entries, "assembly"))
    found |= {f"assembly:{row.id}": long_date(row.held_on) for row in assemblies}
    if helped := _ids(entries, "association"):
        found |= {f"association:{row.id}": row.name for row in await Association.filter(id__in=helped)}
    found |= {f"rows:{number}": _("%(num)s rows") % {"num": number} for number in _ids(entries, "rows")}
    return found


async def _role_titles(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Return what the roles are called that entries name by their keys, and the sealed permissions."""
    titles = {permission.name: str(permission.title) for permission in all_permissions() if permission.sealed}
    titles |= {key: str(role.title) for key, role in ROLES.items()}
    own = OwnRole.filter(public_id__in=[entry.reason for entry in entries if entry.action.startswith("role.")])
    return titles | {row.public_id: row.title for row in await own}


def _reason(entry: AuditEntry, roles: dict[str, str]) -> str:
    if entry.reason in roles:
        return roles[entry.reason]
    return str(ANSWERS.get(entry.reason, entry.reason))

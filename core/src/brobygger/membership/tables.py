"""The list of members as a table, with the columns one wants. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.membership.kinds.texts import kind_title
from brobygger.membership.lists import all_members, memberships_of_contacts
from brobygger.membership.roles.assignments import roles_of
from brobygger.web.formats import phone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from brobygger.membership.lists import MemberFilter
    from brobygger.membership.models import Contact, Membership
    from brobygger.membership.roles import Role
    from brobygger.web.spreadsheets import Cell


@dataclass(frozen=True, slots=True)
class _Line:
    """One member: the latest membership, and the roles held today."""

    contact: Contact
    membership: Membership
    roles: Sequence[Role]


#: The columns in the order of the table: what each is called, and what stands in it.
COLUMNS: dict[str, tuple[str, Callable[[_Line], Cell]]] = {
    "name": (lazy("Name"), lambda line: line.contact.name),
    "email": (lazy("E-mail"), lambda line: line.contact.email),
    "phone": (lazy("Phone"), lambda line: phone(line.contact.phone) if line.contact.phone else ""),
    "kind": (lazy("Kind of membership"), lambda line: kind_title(line.membership.kind)),
    "roles": (lazy("Roles"), lambda line: ", ".join(str(role.title) for role in line.roles)),
    "since": (lazy("Member since"), lambda line: line.membership.starts_on),
    "until": (lazy("Until"), lambda line: line.membership.ends_on),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A head and lines."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


async def member_table(wanted: MemberFilter, columns: Collection[str]) -> Table:
    """Return everybody who fits *wanted*, by name, in three queries; without *columns* all of them."""
    chosen = [column for key, column in COLUMNS.items() if not columns or key in columns]
    contacts = await all_members(wanted)
    memberships = await memberships_of_contacts(contacts)
    roles = await roles_of(rows[0] for rows in memberships.values())
    lines = (_Line(contact, memberships[contact.id][0], roles[memberships[contact.id][0].id]) for contact in contacts)
    return Table([str(title) for title, _cell in chosen], [[cell(line) for _title, cell in chosen] for line in lines])

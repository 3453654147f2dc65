"""Boards for the demonstration: offices as roles of the association's own, and who has held them since when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from brobygger.i18n import use_language
from brobygger.membership.models import Membership
from brobygger.membership.roles import ADMINISTRATOR
from brobygger.membership.roles.assignments import assign, own_as_role
from brobygger.membership.roles.models import Assembly
from brobygger.membership.roles.offices import OFFICES
from brobygger.membership.roles.own import editable, make_role, permission_groups
from brobygger.membership.roles.standing import Standing, all_permissions
from brobygger.web.formats import today

if TYPE_CHECKING:
    from datetime import date

    from brobygger.associations.models import Association
    from brobygger.membership.roles import Role


async def load_board(association: Association, board: dict[str, Any], modules: frozenset[str]) -> None:
    """Make the offices of *board* and seat its people; its days are counted back from today."""
    day = today()
    assemblies = {
        row["days_ago"]: await Assembly.create(
            association=association, held_on=day - timedelta(days=row["days_ago"]), decided=row["decided"]
        )
        for row in board["assembly"]
    }
    roles: dict[str, Role] = {}
    for seat in board["seat"]:
        if seat["office"] not in roles:
            roles[seat["office"]] = await _make_office(association, seat["office"], seat["task"], modules)
        membership = await Membership.get(contact__name=seat["name"])
        await assign(
            membership, roles[seat["office"]], starts_on=_days_ago(day, seat["from"]),
            ends_on=_days_ago(day, seat["until"]) if "until" in seat else None, assembly_id=assemblies[seat["from"]].id,
        )  # fmt: skip


def _days_ago(day: date, number: int) -> date:
    return day - timedelta(days=number)


async def load_own_role(association: Association, membership: Membership, row: dict[str, Any]) -> None:
    """Make a role of the association's own, and give it to one member from today."""
    permissions = frozenset(row["permissions"])
    with use_language("da"):  # as all of the demonstration
        made = await make_role(
            association, _everything(), title=row["title"], explanation=row["task"], permissions=permissions,
            visible=permissions, is_office=False,
        )  # fmt: skip
    await assign(membership, own_as_role(made), starts_on=today())


def _everything() -> Standing:
    return Standing(None, frozenset({ADMINISTRATOR}), frozenset(row.name for row in all_permissions()))


async def _make_office(association: Association, key: str, task: str, modules: frozenset[str]) -> Role:
    office = OFFICES[key]
    visible = editable(permission_groups(association, modules, ""))
    with use_language("da"):  # as all of the demonstration
        made = await make_role(
            association, _everything(), title=str(office.title), explanation=task,
            permissions=office.proposal(visible), visible=visible, is_office=True,
        )  # fmt: skip
    return own_as_role(made)

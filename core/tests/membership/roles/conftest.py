"""People and their roles, found and changed without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope
from brobygger.membership.models import Membership, RoleAssignment
from brobygger.membership.roles.own import make_role
from brobygger.membership.roles.standing import load_standing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from brobygger.associations.models import Association
    from brobygger.membership.roles.models import OwnRole
    from brobygger.membership.roles.standing import Standing


@pytest.fixture
def find() -> Callable[[Association, str], Awaitable[Membership]]:
    """Find a member by name."""

    async def find(association: Association, name: str) -> Membership:
        with association_scope(association.id):
            return await Membership.get(contact__name=name).select_related("contact")

    return find


@pytest.fixture
def standing_of(
    find: Callable[[Association, str], Awaitable[Membership]],
) -> Callable[[Association, str], Awaitable[Standing]]:
    """Return what a member is and may do right now."""

    async def standing_of(association: Association, name: str) -> Standing:
        contact = (await find(association, name)).contact
        with association_scope(association.id):
            return await load_standing([contact.person_id] if contact.person_id else [])

    return standing_of


@pytest.fixture
def make_own_role(
    standing_of: Callable[[Association, str], Awaitable[Standing]],
) -> Callable[..., Awaitable[OwnRole]]:
    """Make a role of the association's own, as Chair Charles, who is in charge."""

    async def make_own_role(
        association: Association, title: str, permissions: Sequence[str] = (), *, is_office: bool = True
    ) -> OwnRole:
        standing = await standing_of(association, "Chair Charles")
        with association_scope(association.id):
            return await make_role(
                association, standing, title=title, explanation="", permissions=permissions, visible=permissions,
                is_office=is_office,
            )  # fmt: skip

    return make_own_role


@pytest.fixture
def periods() -> Callable[..., Awaitable[list[tuple[str, str, str | None]]]]:
    """Return who holds a role from when to when, by name."""

    async def periods(association: Association, role: str) -> list[tuple[str, str, str | None]]:
        with association_scope(association.id):
            rows = await RoleAssignment.filter(role=role).select_related("membership__contact").order_by("id")
        return sorted(
            (row.membership.contact.name, row.starts_on.isoformat(), row.ends_on.isoformat() if row.ends_on else None)
            for row in rows
        )

    return periods

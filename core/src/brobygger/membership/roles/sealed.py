"""Sealed permissions: given by those who hold them, or, while nobody does, by two persons in charge together.

Whoever holds one holds it as a role of its own, called as the permission is, with dates and a history like any other.
Runs within the association's scope.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from brobygger import clock
from brobygger.db import crossing_associations, transaction
from brobygger.membership.errors import (
    NotYoursToGiveError,
    OnlyHoldersError,
    SealedError,
    SealedRequestGoneError,
    SecondPersonError,
)
from brobygger.membership.models import Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles import ADMINISTRATOR, Role
from brobygger.membership.roles.assignments import assign
from brobygger.membership.roles.continuity import lock_roles
from brobygger.membership.roles.mails import tell_second_persons
from brobygger.membership.roles.models import SealedRequest
from brobygger.membership.roles.standing import held_on
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brobygger.identity.visitor import Visitor
    from brobygger.membership.roles.standing import Standing
    from brobygger.plugins import Permission

#: Long enough for somebody to come home from a holiday, short enough that it is remembered what it was about.
OPEN_FOR: Final = timedelta(days=7)


def _as_role(permission: Permission) -> Role:
    return Role(permission.name, permission.title, is_sealed=True)


def check_sealed(groups: Mapping[str, tuple[str, list[Permission]]], name: str) -> Permission:
    """Return the sealed permission called *name* of what the association uses. Raises SealedError."""
    for _title, rows in groups.values():
        for row in rows:
            if row.sealed and row.name == name:
                return row
    raise SealedError(name)


async def is_held(permission: str) -> bool:
    """Tell whether anybody holds a sealed permission today."""
    rows = RoleAssignment.filter(held_on(today()), role=permission, membership__status=MembershipStatus.ACTIVE)
    return await rows.exists()


async def request_sealed(
    membership: Membership, permission: Permission, standing: Standing, visitor: Visitor
) -> SealedRequest | None:
    """Give *membership* a sealed permission, or ask a second person in charge to; the request is returned then.

    Raises OnlyHoldersError when others hold it, NotYoursToGiveError for somebody who is not in charge.
    """
    async with transaction():
        await lock_roles(membership.association_id)
        if permission.name in standing.permissions:
            await assign(membership, _as_role(permission), starts_on=today())
            await SealedRequest.filter(membership_id=membership.id, permission=permission.name).delete()
            return None
        if await is_held(permission.name):
            raise OnlyHoldersError
        if not standing.is_in_charge or standing.membership is None or visitor.account_id is None:
            raise NotYoursToGiveError
        await SealedRequest.filter(expires_at__lte=clock.now()).delete()
        asked = await SealedRequest.get_or_none(membership_id=membership.id, permission=permission.name)
        return asked or await _ask(membership, permission.name, standing.membership, visitor.account_id)


async def _ask(membership: Membership, permission: str, asker: Membership, account_id: int) -> SealedRequest:
    row = await SealedRequest.create(
        association_id=membership.association_id, membership=membership, permission=permission, requested_by=asker,
        account_id=account_id, expires_at=clock.now() + OPEN_FOR,
    )  # fmt: skip
    await _record("sealed.requested", row)
    await tell_second_persons(row)
    return row


async def _record(action: str, row: SealedRequest) -> None:
    await audit.record(
        action, association_id=row.association_id, object=f"membership:{row.membership_id}", reason=row.permission
    )


async def open_requests() -> Sequence[SealedRequest]:
    """Return what waits for a second person, with for whom and by whom it was asked."""
    rows = SealedRequest.filter(expires_at__gt=clock.now()).order_by("id")
    return await rows.select_related("membership__contact", "requested_by__contact")


def may_confirm(row: SealedRequest, standing: Standing, visitor: Visitor) -> bool:
    """Tell whether the visitor is the second person: in charge, and neither the one who asked nor their account."""
    own = standing.membership is not None and standing.membership.id == row.requested_by_id
    return standing.is_in_charge and not own and visitor.account_id != row.account_id


async def confirm_sealed(public_id: str, permission: Permission, standing: Standing, visitor: Visitor) -> None:
    """Give what was asked for, as the second person in charge.

    Raises SealedRequestGoneError, SecondPersonError, and OnlyHoldersError when somebody holds it meanwhile.
    """
    async with transaction():
        row = await SealedRequest.get_or_none(
            public_id=public_id, permission=permission.name, expires_at__gt=clock.now()
        ).select_related("membership")
        if row is None:
            raise SealedRequestGoneError
        await lock_roles(row.association_id)
        if not may_confirm(row, standing, visitor):
            raise SecondPersonError
        if row.membership.status != MembershipStatus.ACTIVE or not await _still_in_charge(row):
            raise SealedRequestGoneError
        if await is_held(permission.name):
            raise OnlyHoldersError
        if not await SealedRequest.filter(id=row.id).delete():
            raise SealedRequestGoneError
        await _record("sealed.confirmed", row)
        await assign(row.membership, _as_role(permission), starts_on=today())


async def _still_in_charge(row: SealedRequest) -> bool:
    """Tell whether the one who asked is in charge still: the word of somebody who left counts no more."""
    rows = RoleAssignment.filter(held_on(today()), role=ADMINISTRATOR, membership_id=row.requested_by_id)
    return await rows.filter(membership__status=MembershipStatus.ACTIVE).exists()


async def withdraw_sealed(public_id: str) -> None:
    """Take back what was asked for. Raises SealedRequestGoneError."""
    async with transaction():
        row = await SealedRequest.get_or_none(public_id=public_id)
        if row is None or not await SealedRequest.filter(id=row.id).delete():
            raise SealedRequestGoneError
        await _record("sealed.withdrawn", row)


async def delete_expired_requests() -> None:
    """Delete what no second person confirmed in time, and write down that it expired."""
    with crossing_associations("requests expire everywhere"):
        for row in await SealedRequest.filter(expires_at__lte=clock.now()).order_by("id"):
            async with transaction():
                if await SealedRequest.filter(id=row.id).delete():
                    await _record("sealed.expired", row)

"""The association's own roles: making, changing and deleting them. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from brobygger import clock, runtime
from brobygger.db import fold, transaction
from brobygger.membership.errors import NotYoursToGiveError, RoleChangedError, RoleHeldError, TitleTakenError
from brobygger.membership.models import RoleAssignment
from brobygger.membership.roles import CORE_PERMISSIONS, HOST_PERMISSIONS
from brobygger.membership.roles.assignments import check_may_hand_out, own_as_role
from brobygger.membership.roles.continuity import lock_roles
from brobygger.membership.roles.models import OwnRole
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from brobygger.associations.models import Association
    from brobygger.membership.roles.standing import Standing
    from brobygger.plugins import Permission

#: Core, and then each module, by name: its title and permissions.
Groups = dict[str, tuple[str, list["Permission"]]]


def permission_groups(association: Association, modules: Collection[str], core_title: str) -> Groups:
    """Return core's permissions and those of the association's modules, sealed ones too, by who declares them."""
    core = [row for row in CORE_PERMISSIONS if association.is_host or row.name not in HOST_PERMISSIONS]
    groups: Groups = {"core": (core_title, core)}
    for plugin in runtime.current().plugins.plugins:
        if plugin.manifest.name in modules and plugin.manifest.permissions:
            groups[plugin.manifest.name] = (str(plugin.manifest.title), list(plugin.manifest.permissions))
    return groups


def editable(groups: Mapping[str, tuple[str, list[Permission]]]) -> frozenset[str]:
    """Return the permissions that a role can hold: those of *groups* that are not sealed."""
    return frozenset(row.name for _title, rows in groups.values() for row in rows if not row.sealed)


async def find_own_role(public_id: str) -> OwnRole | None:
    """Return a role that the association made and did not delete."""
    return await OwnRole.get_or_none(public_id=public_id, deleted_at=None)


def settle_permissions(
    before: Collection[str], wanted: Collection[str], *, visible: Collection[str], standing: Standing
) -> list[str]:
    """Return what a role permits after an edit: of what the editor sees and holds, what they want; the rest stays.

    Raises NotYoursToGiveError when they want to add what they do not hold, or what no role can hold.
    """
    changeable = frozenset(visible) & standing.permissions
    if frozenset(wanted) - frozenset(before) - changeable:
        raise NotYoursToGiveError
    return sorted((frozenset(wanted) & changeable) | (frozenset(before) - changeable))


async def make_role(
    association: Association,
    standing: Standing,
    *,
    title: str,
    explanation: str,
    permissions: Collection[str],
    visible: Collection[str],
    is_office: bool,
) -> OwnRole:
    """Make a role. *visible* are the permissions that the editor showed.

    Raises TitleTakenError and NotYoursToGiveError.
    """
    settled = settle_permissions((), permissions, visible=visible, standing=standing)
    try:
        async with transaction():
            row = await OwnRole.create(
                association=association, title=title, title_folded=fold(title), explanation=explanation,
                permissions=settled, is_office=is_office,
            )  # fmt: skip
            await audit.record("role.made", association_id=association.id, object=f"role:{row.id}")
    except IntegrityError as error:
        raise TitleTakenError from error
    return row


async def save_role(
    row: OwnRole,
    standing: Standing,
    *,
    version: int,
    title: str,
    explanation: str,
    permissions: Collection[str],
    visible: Collection[str],
    is_office: bool,
) -> None:
    """Save a role as it was edited from *version*; who holds it can do so from their next request on.

    Raises RoleChangedError, TitleTakenError and NotYoursToGiveError.
    """
    try:
        async with transaction():
            changed = await OwnRole.filter(id=row.id, version=version, deleted_at=None).update(version=F("version") + 1)
            if not changed:
                raise RoleChangedError
            await row.refresh_from_db()
            settled = settle_permissions(row.permissions, permissions, visible=visible, standing=standing)
            row.update_from_dict(
                {"title": title, "title_folded": fold(title), "explanation": explanation, "permissions": settled,
                 "is_office": is_office}
            )  # fmt: skip
            await row.save()
            await audit.record("role.changed", association_id=row.association_id, object=f"role:{row.id}")
    except IntegrityError as error:
        raise TitleTakenError from error


async def delete_role(row: OwnRole, standing: Standing) -> None:
    """Delete a role that nobody holds, now or later; who held it stays in the history.

    Raises RoleHeldError, and NotYoursToGiveError when it permits more than the one who deletes it holds.
    """
    check_may_hand_out(standing, [own_as_role(row)])
    async with transaction():
        await lock_roles(row.association_id)
        if await RoleAssignment.filter(Q(ends_on=None) | Q(ends_on__gte=today()), own_role_id=row.id).exists():
            raise RoleHeldError
        if await OwnRole.filter(id=row.id, deleted_at=None).update(deleted_at=clock.now()):
            await audit.record("role.deleted", association_id=row.association_id, object=f"role:{row.id}")

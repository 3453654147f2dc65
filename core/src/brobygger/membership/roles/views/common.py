"""What the pages of roles share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger.i18n import gettext as _
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.membership.roles.own import permission_groups

if TYPE_CHECKING:
    from starlette.requests import Request

    from brobygger.membership.roles.own import Groups


def groups_of(request: Request) -> Groups:
    """Return the permissions that count in the association of *request*, grouped."""
    return permission_groups(request.state.association, request.state.modules, _("The association"))


async def find_member(request: Request) -> Membership:
    """Return the member whom the address names, with their contact; else it is a 404."""
    membership = await Membership.get_or_none(
        public_id=request.path_params["member"], status=MembershipStatus.ACTIVE
    ).select_related("contact")
    if membership is None:
        raise HTTPException(404)
    return membership


async def members_by_name() -> list[Membership]:
    """Return every member with their contact, to choose one of them."""
    rows = Membership.filter(status=MembershipStatus.ACTIVE).select_related("contact")
    return list(await rows.order_by("contact__name_folded", "id"))


def last_one_message() -> str:
    """Return what stands where the last one in charge would go."""
    return _("Somebody has to be in charge on every day. Give the role to another member first.")

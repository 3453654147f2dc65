"""How many members came and went: counted when it happens, so that forgetting somebody changes no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.membership.models import Membership, MembershipStatus
from brobygger.plugins import Figure
from brobygger.services.figures import add_to_figure, read_figures
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWNER = "core"
JOINED, LEFT = "members.joined", "members.left"


async def count_member(association_id: int, name: str) -> None:
    """Count somebody who joined or left today."""
    await add_to_figure(association_id, _OWNER, name, year=today().year)


async def member_figures(year: int) -> Sequence[Figure]:
    """Return the members' figures of *year* in the association in scope."""
    counted = await read_figures(_OWNER, year)
    figures = [
        Figure(lazy("New members"), counted.get(JOINED, 0)), Figure(lazy("Members who left"), counted.get(LEFT, 0)),
    ]  # fmt: skip
    if year == today().year:
        members = await Membership.filter(status=MembershipStatus.ACTIVE).count()
        return [Figure(lazy("Members today"), members), *figures]
    return figures

"""How many were helped at the desk and on the phone: counted as it happens, so that no visit is kept for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.plugins import Figure
from brobygger.services.consent import Channel
from brobygger.services.figures import add_to_figure, read_figures
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWNER = "core"
_TITLES = {Channel.DESK: lazy("Helped at the desk"), Channel.PHONE: lazy("Helped on the phone")}


def _name(channel: Channel) -> str:
    return f"assisted.{channel.value}"


async def count_visit(association_id: int, channel: Channel) -> None:
    """Count somebody who is helped today."""
    await add_to_figure(association_id, _OWNER, _name(channel), year=today().year)


async def assisted_figures(year: int) -> Sequence[Figure]:
    """Return how many were helped in *year* in the association in scope; nothing where nobody was."""
    counted = await read_figures(_OWNER, year)
    return [Figure(title, counted[_name(channel)]) for channel, title in _TITLES.items() if counted.get(_name(channel))]

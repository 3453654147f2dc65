"""What the newsletter asks other modules. They answer with plain values, and need not import it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api import hookspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence
    from datetime import datetime

    from brobygger.plugin_api.services import Association


@hookspec
def newsletter_items(
    association: Association, since: datetime
) -> Sequence[Mapping[str, Any]] | Awaitable[Sequence[Mapping[str, Any]]]:
    """Return what is new since the last issue, to be shown as cards: ``title``, ``url`` (whole), and, if there is one,
    ``kicker`` (whose it is) and ``detail`` (when and where). Enabled modules; may be async; a failure is skipped.
    """


@hookspec
def newsletter_segments(
    association: Association,
) -> Sequence[Mapping[str, str]] | Awaitable[Sequence[Mapping[str, str]]]:
    """Return groups of people that an issue can be narrowed to: ``key``, ``title`` and ``reason``, which tells a reader
    why they got it. Enabled modules; may be async; a failure is skipped.
    """


@hookspec
def newsletter_segment_addresses(association: Association, segment: str) -> Sequence[str] | Awaitable[Sequence[str]]:
    """Return the e-mail addresses of who is in *segment* now; nothing for another module's. Enabled modules; may be
    async; a failure is skipped. Only those among them who get the newsletter anyway are written to.
    """

"""Demonstration data: invented newsletters of the demonstration's associations."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from brobygger.plugin_api.db import association_scope, transaction
from brobygger_newsletter.newsletters.models import Newsletter
from brobygger_newsletter.newsletters.services import create_newsletter
from brobygger_newsletter.subscribing.services import subscribe
from brobygger_newsletter.writing.models import BlockKind
from brobygger_newsletter.writing.reading import editions_of
from brobygger_newsletter.writing.services import add_block, create_issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brobygger.plugin_api.services import Association


async def load(associations: Mapping[str, Association]) -> None:
    """Add the newsletters of those associations that are there, who gets them, and a draft."""
    data = tomllib.loads(files("brobygger_newsletter").joinpath("demo.toml").read_text(encoding="utf-8"))
    for association in associations.values():
        with association_scope(association.id):
            await Newsletter.filter(association_id=association.id).delete()  # what switching the module on made
    for row in data["newsletter"]:
        if row["association"] in associations:
            association = associations[row["association"]]
            with association_scope(association.id):
                async with transaction():
                    await _add(association, row)


async def _add(association: Association, row: dict[str, Any]) -> None:
    newsletter = await create_newsletter(
        association, title=row["title"], about=row["about"], language="da", to_members=row.get("to_members", False)
    )
    for person in row.get("subscriber", ()):
        await subscribe(association, [newsletter], person["email"], name=person["name"], language=person["language"])
    for issue in row.get("issue", ()):
        made = await create_issue(newsletter, subject=issue["subject"], preview=issue["preview"])
        [edition] = await editions_of(made)
        for block in issue["block"]:
            content = {name: value.strip() for name, value in block.items() if name != "kind"}
            await add_block(made, edition, BlockKind(block["kind"]), content)

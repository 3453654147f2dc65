"""Doing what a form asks exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tortoise.exceptions import IntegrityError

from brobygger import clock
from brobygger.db import run_in_transaction
from brobygger.ids import hash_token
from brobygger.services.once.models import FormUse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

KEPT: Final = timedelta(days=2)


async def once(form_key: str, perform: Callable[[], Awaitable[str]]) -> str:
    """Run *perform* in a transaction and return the location it returns; for a form that was sent before, return
    the location of then and do nothing.

    The key is claimed in the same transaction, so of two clicks at one moment the second waits for the first. What
    *perform* raises undoes everything, the claim too: the corrected form can be sent again. A form without a key (an
    old program, a handmade request) is simply performed.

    *perform* runs from its beginning again when the database made it give way to somebody else, so it must change
    nothing but the database.
    """
    if not form_key:
        return await run_in_transaction(perform)
    key = hash_token(form_key)

    async def claim_and_perform() -> str:
        use = await FormUse.create(key=key, location="")
        location = await perform()
        await FormUse.filter(id=use.id).update(location=location)
        return location

    try:
        return await run_in_transaction(claim_and_perform)
    except IntegrityError:
        earlier = await FormUse.get_or_none(key=key)
        if earlier is None:
            raise  # it was another constraint, inside of perform
        return earlier.location


async def delete_old_uses() -> None:
    await FormUse.filter(created_at__lt=clock.now() - KEPT).delete()

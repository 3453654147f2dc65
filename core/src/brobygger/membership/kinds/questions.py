"""An association's own questions. Runs within the association's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.expressions import F

from brobygger.db import transaction
from brobygger.membership.errors import EditedMeanwhileError
from brobygger.membership.kinds.models import KindQuestion
from brobygger.services import audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.membership.kinds.models import MembershipKind

#: A form that asks more is not filled in on a phone.
MOST_QUESTIONS = 12


async def questions_of(kind: MembershipKind) -> Sequence[KindQuestion]:
    return await KindQuestion.filter(kind_id=kind.id).order_by("position", "id")


async def find_question(kind: MembershipKind, public_id: str) -> KindQuestion | None:
    return await KindQuestion.get_or_none(kind_id=kind.id, public_id=public_id)


async def add_question(kind: MembershipKind, **values: Any) -> KindQuestion:
    async with transaction():
        question = await KindQuestion.create(association_id=kind.association_id, kind=kind, **values)
        await _record(kind)
    return question


async def save_question(kind: MembershipKind, question: KindQuestion, *, version: int, **values: Any) -> None:
    """Save a question as it was edited from *version*. Raises EditedMeanwhileError."""
    async with transaction():
        rows = KindQuestion.filter(id=question.id, version=version)
        if not await rows.update(version=F("version") + 1, **values):
            raise EditedMeanwhileError
        await _record(kind)


async def delete_question(kind: MembershipKind, question: KindQuestion) -> None:
    """Ask it no more; what was answered keeps its own words."""
    async with transaction():
        await question.delete()
        await _record(kind)


async def _record(kind: MembershipKind) -> None:
    await audit.record("kind.questions_saved", association_id=kind.association_id, object=f"kind:{kind.id}")

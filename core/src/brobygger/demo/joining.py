"""Kinds of membership of the demonstration, and somebody who waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.db import association_scope
from brobygger.membership.applications.services import Applicant, Household, confirm, write_down
from brobygger.membership.kinds.models import Entry, Form, MembershipKind, Sort
from brobygger.membership.kinds.questions import add_question, questions_of

if TYPE_CHECKING:
    from brobygger.associations.models import Association


async def load_kinds(association: Association, kinds: list[dict[str, Any]]) -> None:
    """Name the association's kinds, and add its questions."""
    with association_scope(association.id):
        for row in kinds:
            kind = await MembershipKind.get(sort=Sort(row["sort"]))
            kind.title, kind.explanation, kind.entry = row["title"], row["explanation"], Entry(row["entry"])
            await kind.save()
            for place, asked in enumerate(row.get("questions", ()), start=1):
                await add_question(kind, **{**asked, "form": Form(asked["form"]), "position": place * 10})


async def load_application(association: Association, row: dict[str, Any]) -> None:
    """Let a household ask to be members; they wait for the association."""
    with association_scope(association.id):
        kind = await MembershipKind.get(sort=Sort(row["sort"]))
        questions = await questions_of(kind)
        applicants = [
            Applicant(one["name"], one.get("under_15", False), list(zip(questions, one["answers"], strict=True)))
            for one in row["persons"]
        ]
        household = Household(kind, applicants, email=row["email"])
        for application in await write_down(association, household, language="da"):
            await confirm(application)

"""Searching the directory. The ranked part is SQL by hand: no ORM ranks over two tables in one statement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connections
from tortoise.expressions import Subquery

from brobygger.associations.directory.models import AssociationTag, Facet
from brobygger.associations.directory.words import closeness, parts_of, wanted_words
from brobygger.associations.models import Association, Kind, Status, Theme
from brobygger.db import crossing_associations
from brobygger.web.paging import Page, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tortoise.queryset import QuerySet

LIST_SIZE = 24
_MOST_WORDS, _MOST_MEANT, _CANDIDATES = 6, 30, 300
#: Of its threes of letters, a word that is meant shares at least this part.
_SHARED = 0.4
_CURSOR = re.compile(r"(any)?(\d{1,6})\.(\d{1,9})")
_WHY = "the public directory shows every association"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty means everything. Of one facet, one value is enough."""

    text: str = ""
    kinds: Sequence[Kind] = ()
    facets: Mapping[Facet, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of associations."""

    page: Page[Association]
    #: No association has all the words, so these have some of them.
    some_words: bool = False


async def search_directory(wanted: Wanted, *, after: str = "") -> Found:
    """Return a page of the active associations: by name, or, for words, those first that answer them best.

    Words may be misspelt, and lack Danish letters. Every word must fit; when none has them all, one is enough.
    """
    words = wanted_words(wanted.text)[:_MOST_WORDS]
    if not words:
        with crossing_associations(_WHY):
            return Found(await read_page(_matching(wanted), order=("name", "id"), after=after, size=LIST_SIZE))
    meant = [await _meanings(word) for word in words]
    cursor = _CURSOR.fullmatch(after)
    beyond = (int(cursor[2]), int(cursor[3])) if cursor else None
    if not (cursor and cursor[1]):
        page = await _ranked(wanted, meant, needed=len(words), beyond=beyond)
        if page.items or cursor or len(words) == 1:
            return Found(page)
    page = await _ranked(wanted, meant, needed=1, beyond=beyond)
    return Found(Page(page.items, f"any{page.next_cursor}" if page.next_cursor else ""), some_words=bool(page.items))


def _matching(wanted: Wanted) -> QuerySet[Association]:
    query = Association.filter(status=Status.ACTIVE)
    if wanted.kinds:
        query = query.filter(kind__in=list(wanted.kinds))
    for facet, values in wanted.facets.items():
        if values:
            having = AssociationTag.filter(facet=facet, value__in=list(values))
            query = query.filter(id__in=Subquery(having.values("association_id")))
    return query


async def _meanings(wanted: str) -> list[tuple[str, int]]:
    """Return the words of the profiles that *wanted* may mean, with how close they are, the closest first."""
    parts = parts_of(wanted)
    enough = max(1, int(len(parts) * _SHARED))
    marks = ", ".join(_mark(number + 1) for number in range(len(parts)))
    statement = (
        f"SELECT word FROM core_word_part WHERE part IN ({marks}) "  # noqa: S608  # marks for values, and numbers
        f"GROUP BY word HAVING COUNT(*) >= {enough} ORDER BY COUNT(*) DESC, LENGTH(word), word LIMIT {_CANDIDATES}"
    )
    rows = await _connection().execute_query_dict(statement, parts)
    scored = [(str(row["word"]), closeness(wanted, str(row["word"]))) for row in rows]
    return sorted((each for each in scored if each[1]), key=lambda each: -each[1])[:_MOST_MEANT]


async def _ranked(
    wanted: Wanted, meant: Sequence[Sequence[tuple[str, int]]], *, needed: int, beyond: tuple[int, int] | None
) -> Page[Association]:
    """Return the associations that have *needed* of the words; for each word its best answer counts."""
    values = _Values()
    meanings = [
        f"({number}, {values.add(word)}, {score})" for number, words in enumerate(meant) for word, score in words
    ]
    if len([words for words in meant if words]) < needed or not meanings:
        return Page([], "")
    after = f"WHERE rank < {beyond[0]} OR (rank = {beyond[0]} AND id > {beyond[1]})" if beyond else ""
    statement = f"""
        WITH meaning (number, word, score) AS (VALUES {", ".join(meanings)}),
        best AS (
            SELECT found.association_id AS id, meaning.number, MAX(found.weight * meaning.score) AS score
            FROM meaning JOIN core_search_word AS found ON found.word = meaning.word
            GROUP BY found.association_id, meaning.number
        ),
        ranked AS (
            SELECT best.id, SUM(best.score) AS rank FROM best
            JOIN core_association AS association ON association.id = best.id
            WHERE association.status = 'active'{_narrowing(wanted, values)}
            GROUP BY best.id HAVING COUNT(*) >= {needed}
        )
        SELECT id, rank FROM ranked {after} ORDER BY rank DESC, id LIMIT {LIST_SIZE + 1}
    """  # noqa: S608  # marks for values, and whole numbers of our own
    rows = await _connection().execute_query_dict(statement, values.given)
    shown, more = rows[:LIST_SIZE], len(rows) > LIST_SIZE
    found = await Association.in_bulk([row["id"] for row in shown], "id") if shown else {}
    items = [found[row["id"]] for row in shown if row["id"] in found]
    return Page(items, f"{shown[-1]['rank']}.{shown[-1]['id']}" if more else "")


def _narrowing(wanted: Wanted, values: _Values) -> str:
    conditions = []
    if wanted.kinds:
        conditions.append(f"association.kind IN ({', '.join(values.add(kind) for kind in wanted.kinds)})")
    for facet, chosen in wanted.facets.items():
        if chosen:
            marks = ", ".join(values.add(value) for value in chosen)
            conditions.append(
                "best.id IN (SELECT association_id FROM core_association_tag "  # noqa: S608  # marks for values
                f"WHERE facet = {values.add(facet)} AND value IN ({marks}))"
            )
    return "".join(f" AND {condition}" for condition in conditions)


class _Values:
    """The values of a statement, in the order of their marks."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def add(self, value: str) -> str:
        self.given.append(str(value))
        return _mark(len(self.given))


def _connection() -> Any:
    return get_connections().get("default")


def _mark(number: int) -> str:
    return f"?{number}" if _connection().capabilities.dialect == "sqlite" else f"${number}::text"


async def themes_of(associations: Iterable[Association]) -> dict[int, list[Theme]]:
    """Return the themes of *associations* by id, in one query."""
    found: dict[int, list[Theme]] = {association.id: [] for association in associations}
    with crossing_associations(_WHY):
        rows = await AssociationTag.filter(association_id__in=list(found), facet=Facet.THEME).order_by("value")
    for row in rows:
        found[row.association_id].append(Theme(row.value))
    return found

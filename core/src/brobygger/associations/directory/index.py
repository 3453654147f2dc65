"""Writing what the directory finds by, in the transaction that changes an association."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connections
from tortoise.expressions import Subquery

from brobygger.associations.directory.models import AssociationTag, Facet, SearchWord, WordPart
from brobygger.associations.directory.words import parts_of, words_of
from brobygger.associations.models import AssociationText
from brobygger.db import association_scope, crossing_associations, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brobygger.associations.models import Association, Theme

_NAME, _SAID, _TOLD = 4, 2, 1
#: More words than that say no more about an association.
_MOST_WORDS = 400


async def set_tags(association: Association, themes: Iterable[Theme] | None) -> None:
    """Write down what an association ticked; *themes* None leaves those as they are."""
    ticked = {Facet.LANGUAGE: association.languages, Facet.ACCESS: association.access, Facet.GROUP: association.groups}
    chosen = [(facet, str(value)) for facet, values in ticked.items() for value in sorted(set(values or ()))]
    if themes is not None:
        chosen += [(Facet.THEME, str(theme)) for theme in sorted(set(themes))]
    facets = [facet for facet in Facet if themes is not None or facet != Facet.THEME]
    with association_scope(association.id):
        await AssociationTag.filter(facet__in=facets).delete()
        await AssociationTag.bulk_create(
            AssociationTag(association_id=association.id, facet=facet, value=value) for facet, value in chosen
        )


async def set_words(association: Association) -> None:
    """Write down the words that an association is found by, in all of its languages."""
    with association_scope(association.id):
        texts = await AssociationText.all()
        weights = _weights(association, texts)
        await SearchWord.all().delete()
        await SearchWord.bulk_create(
            SearchWord(association_id=association.id, word=word, weight=weight) for word, weight in weights.items()
        )
    await _know(weights)


def _weights(association: Association, texts: Iterable[AssociationText]) -> dict[str, int]:
    told = [(_NAME, association.name), (_TOLD, association.town)]
    own_and_others: list[Association | AssociationText] = [association, *texts]
    for said in own_and_others:
        told += [(_SAID, said.summary), (_SAID, said.activities), (_SAID, said.for_whom), (_TOLD, said.description)]
    weights: dict[str, int] = {}
    for weight, text in sorted(told, key=lambda each: -each[0]):
        for word in words_of(text):
            if len(weights) < _MOST_WORDS:
                weights.setdefault(word, weight)
    return dict(sorted(weights.items()))  # in one order, so that two who save at once wait instead of blocking


async def _know(words: Iterable[str]) -> None:
    """Make sure that misspellings of *words* are found."""
    wanted = list(words)
    known = {row["word"] for row in await WordPart.filter(word__in=wanted).distinct().values("word")}
    parts = [WordPart(word=word, part=part) for word in wanted if word not in known for part in parts_of(word)]
    await WordPart.bulk_create(parts, ignore_conflicts=True, batch_size=500)


async def forget_unused_words() -> None:
    """Delete words that stand in no profile any more."""
    with crossing_associations("the words of all profiles are public together"):
        used = Subquery(SearchWord.all().values("word"))
    async with transaction():
        connection = get_connections().get("default")
        if connection.capabilities.dialect == "postgres":
            # Else a profile that is being saved could count on a word that is deleted here.
            await connection.execute_query("LOCK TABLE core_word_part IN SHARE ROW EXCLUSIVE MODE")
        await WordPart.filter(word__not_in=used).delete()

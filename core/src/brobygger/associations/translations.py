"""What an association says of itself in several languages. The name is the same in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from brobygger.associations.directory.index import set_words
from brobygger.associations.errors import EditedMeanwhileError
from brobygger.associations.models import Association, AssociationText
from brobygger.db import association_scope, crossing_associations, transaction
from brobygger.services import audit
from brobygger.web.richtext import render_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIELDS = ("summary", "description", "activities", "for_whom")
#: The languages that people in the town speak most.
LANGUAGES = ("da", "en", "tr", "ar", "ur", "so", "bs", "fa", "uk", "pl", "de")


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and the language it is in."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Texts:
    """An association's texts for one reader, each in their language where it is there, else in the association's."""

    summary: Said
    description_html: Said
    activities: Said
    for_whom: Said


async def texts_for(associations: Iterable[Association], language: str) -> dict[int, Texts]:
    """Return what a reader of *language* is shown of *associations*, by id, in one query at the most."""
    wanted = list(associations)
    foreign = [association.id for association in wanted if association.language != language]
    translated: dict[int, AssociationText] = {}
    if foreign:
        with crossing_associations("profiles are public"):
            rows = await AssociationText.filter(association_id__in=foreign, language=language)
        translated = {row.association_id: row for row in rows}
    return {association.id: _texts(association, translated.get(association.id)) for association in wanted}


def _texts(association: Association, translated: AssociationText | None) -> Texts:
    def said(name: str) -> Said:
        if translated is not None and (text := str(getattr(translated, name))):
            return Said(text, translated.language)
        return Said(str(getattr(association, name)), association.language)

    return Texts(said("summary"), said("description_html"), said("activities"), said("for_whom"))


async def list_texts() -> Sequence[AssociationText]:
    """Return the further languages of the association in scope."""
    return await AssociationText.all().order_by("language")


async def find_texts(association: Association, language: str) -> AssociationText:
    """Return an association's texts in one more language; empty, and in no database, where it has none yet."""
    with association_scope(association.id):
        found = await AssociationText.get_or_none(language=language)
    return found or AssociationText(association_id=association.id, language=language, version=0)


async def save_texts(association: Association, language: str, *, version: int, **texts: Any) -> None:
    """Save an association's texts in one more language, as they were edited from *version* (0: there were none).

    All of them empty takes the language away. Raises EditedMeanwhileError.
    """
    texts["description_html"] = render_markdown(texts["description"])
    try:
        async with transaction():
            with association_scope(association.id):
                rows = AssociationText.filter(language=language, version=version)
                if not any(texts[name] for name in FIELDS):
                    await rows.delete()
                elif version == 0:
                    await AssociationText.create(association_id=association.id, language=language, **texts)
                elif not await rows.update(**texts, version=F("version") + 1):
                    raise EditedMeanwhileError
            await set_words(association)
            await audit.record("association.texts_saved", association_id=association.id, reason=language)
    except IntegrityError as error:
        raise EditedMeanwhileError from error

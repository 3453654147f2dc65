"""What the directory finds associations by. All of it is derived, and written when an association is saved."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from brobygger.db import ScopedModel, SiteModel

WORD_LENGTH = 40


class Facet(StrEnum):
    """What the list is narrowed by."""

    THEME = "theme"
    LANGUAGE = "language"
    ACCESS = "access"
    GROUP = "group"


class AssociationTag(ScopedModel):
    """One thing that an association ticked; a table, so that the directory can filter by it."""

    no_personal_data = frozenset({"value"})

    facet = fields.CharEnumField(Facet, max_length=10)
    value = fields.CharField(max_length=20)

    class Meta:
        app = "core"
        table = "core_association_tag"
        unique_together = (("association", "facet", "value"),)
        indexes = [Index(fields=("facet", "value", "association_id"), name="core_association_tag_by_value")]


class SearchWord(ScopedModel):
    """A word that stands in an association's profile, and how much it says about the association."""

    no_personal_data = frozenset({"word"})

    word = fields.CharField(max_length=WORD_LENGTH)
    weight = fields.IntField()

    class Meta:
        app = "core"
        table = "core_search_word"
        unique_together = (("association", "word"),)
        indexes = [Index(fields=("word", "association_id", "weight"), name="core_search_word_by_word")]


class WordPart(SiteModel):
    """Three letters in a row of a word that stands in some profile: misspelt words share most of them."""

    why_not_scoped = "The words of all profiles together, which are public"
    no_personal_data = frozenset({"word", "part"})

    word = fields.CharField(max_length=WORD_LENGTH)
    part = fields.CharField(max_length=3)

    class Meta:
        app = "core"
        table = "core_word_part"
        unique_together = (("word", "part"),)
        indexes = [Index(fields=("part", "word"), name="core_word_part_by_part")]

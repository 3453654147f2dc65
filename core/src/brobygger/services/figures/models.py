"""Counts by year, without anybody's name."""

from __future__ import annotations

from tortoise import fields

from brobygger.db import ScopedModel


class Counter(ScopedModel):
    """How often something happened in an association in a year."""

    no_personal_data = frozenset({"owner", "name"})

    #: ``core``, or the plugin that counts.
    owner = fields.CharField(max_length=40)
    name = fields.CharField(max_length=60)
    year = fields.IntField()
    number = fields.IntField(default=0)

    class Meta:
        app = "core"
        table = "core_counter"
        unique_together = (("association", "owner", "year", "name"),)

"""Counters in the database, so that several processes share them and none fails open."""

from __future__ import annotations

from tortoise import fields

from brobygger.db import SiteModel, UTCDateTimeField


class RateCounter(SiteModel):
    """How often one key was used in its current window. The key is a keyed hash: no address is kept."""

    why_not_scoped = "Limits hold over the whole site"
    no_personal_data = frozenset({"key_hash"})

    key_hash = fields.CharField(max_length=64, unique=True)
    window_ends_at = UTCDateTimeField(db_index=True)
    count = fields.IntField(default=0)

    class Meta:
        app = "core"
        table = "core_rate_counter"

"""Keys of forms that were already acted on."""

from __future__ import annotations

from tortoise import fields

from brobygger import clock
from brobygger.db import SiteModel, UTCDateTimeField


class FormUse(SiteModel):
    """A form was sent and acted on; the same form sent again gets the same answer."""

    why_not_scoped = "Forms of the site and of every association"
    no_personal_data = frozenset({"key", "location"})

    key = fields.CharField(max_length=64, unique=True)
    location = fields.TextField()
    created_at = UTCDateTimeField(default=clock.now, db_index=True)

    class Meta:
        app = "core"
        table = "core_form_use"

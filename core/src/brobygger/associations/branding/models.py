"""An association's logo, photos and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from brobygger.db import ScopedModel

if TYPE_CHECKING:
    from brobygger.services.pictures.models import Picture

MAX_PHOTOS: Final = 6


class Branding(ScopedModel):
    """The logo and the colour of one association; without a row it looks as the site does."""

    no_personal_data = frozenset({"accent"})

    logo: fields.ForeignKeyNullableRelation[Picture] = fields.ForeignKeyField(
        "core.Picture", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    logo_id: int | None
    #: As ``#17513f``; empty is the theme's own.
    accent = fields.CharField(max_length=7, default="")

    class Meta:
        app = "core"
        table = "core_branding"
        unique_together = (("association",),)
        indexes = [Index(fields=("logo_id",), name="core_branding_by_logo")]


class Photo(ScopedModel):
    """One of the places for photos on an association's page. Photos change places by changing what is in them."""

    picture: fields.ForeignKeyRelation[Picture] = fields.ForeignKeyField(
        "core.Picture", related_name=False, on_delete=fields.CASCADE
    )
    picture_id: int
    position = fields.IntField()

    class Meta:
        app = "core"
        table = "core_photo"
        indexes = [
            Index(fields=("association_id", "position"), name="core_photo_in_order"),
            Index(fields=("picture_id",), name="core_photo_by_picture"),
        ]
        constraints = [
            UniqueConstraint(fields=("association_id", "position"), name="core_photo_one_a_place"),
            CheckConstraint(check=f"position >= 1 AND position <= {MAX_PHOTOS}", name="core_photo_position"),
        ]

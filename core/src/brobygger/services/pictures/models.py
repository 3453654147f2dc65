"""Pictures that associations show."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from brobygger import clock
from brobygger.db import Erasure, JSONField, LegalBasis, PersonalData, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.i18n import lazy

MAX_ALT = 250


class Picture(ScopedModel):
    """One picture, stored in several widths; its files lie in the data folder under its public id."""

    personal_data = {
        "alt": PersonalData(
            what=lazy("Pictures that an association shows, and what they are said to show"),
            purpose=lazy("Showing what goes on in the association"),
            basis=LegalBasis.LEGITIMATE_INTEREST,
            seen_by=lazy("Everybody"),
            retention=lazy("Until the association removes the picture"),
            export=False,
            erase=Erasure.KEEP,
        )
    }
    no_personal_data = frozenset({"public_id", "owner", "digest", "widths"})

    public_id = PublicIdField()
    #: ``core``, or the plugin that shows it.
    owner = fields.CharField(max_length=40)
    #: What the picture shows, for those who do not see it; empty for mere decoration.
    alt = fields.CharField(max_length=MAX_ALT, default="")
    #: Of the largest file.
    width = fields.IntField()
    height = fields.IntField()
    #: The widths there is a file of, the smallest first.
    widths: fields.JSONField[list[int]] = JSONField(default=list)
    #: A part of every file's address, so that an address never shows anything else.
    digest = fields.CharField(max_length=16)
    #: What all files take together, counted against the association's quota.
    bytes = fields.IntField()
    created_at = UTCDateTimeField(default=clock.now)

    class Meta:
        app = "core"
        table = "core_picture"
        indexes = [Index(fields=("association_id", "id"), name="core_picture_of")]
        constraints = [
            CheckConstraint(check="width > 0 AND height > 0 AND bytes > 0", name="core_picture_has_a_size"),
        ]

    @property
    def file_names(self) -> list[str]:
        """The names of its files."""
        return [f"{width}-{self.digest}.webp" for width in self.widths]

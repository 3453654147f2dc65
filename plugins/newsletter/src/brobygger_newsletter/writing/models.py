"""An issue of a newsletter, its editions in one language each, and the blocks they are made of."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.indexes import Index

from brobygger.plugin_api.db import JSONField, PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.plugin_api.services import now

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Picture
    from brobygger_newsletter.newsletters.models import Newsletter


class IssueState(StrEnum):
    """Where an issue is in its life. From STARTING on its words are frozen."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    #: Who gets it is being written down.
    STARTING = "starting"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


class Issue(ScopedModel):
    """What is sent once to everybody who gets the newsletter at that moment."""

    no_personal_data = frozenset({"public_id", "language", "audience"})

    public_id = PublicIdField()
    newsletter: fields.ForeignKeyRelation[Newsletter] = fields.ForeignKeyField(
        "newsletter.Newsletter", related_name=False, on_delete=fields.RESTRICT
    )
    newsletter_id: int
    state = fields.CharEnumField(IssueState, max_length=10, default=IssueState.DRAFT)
    #: The language of who has no edition of their own.
    language = fields.CharField(max_length=10)
    #: There is something of a sponsor in it: the law asks for consent to that (markedsføringsloven § 10).
    is_commercial = fields.BooleanField(default=False)
    #: Which of those who could get it do; see ``sending.audience``.
    audience: fields.JSONField[dict[str, Any]] = JSONField(default=dict)
    scheduled_at = UTCDateTimeField(null=True)
    started_at = UTCDateTimeField(null=True)
    finished_at = UTCDateTimeField(null=True)
    #: Counts that stay when the rows of who got it are gone.
    recipients = fields.IntField(default=0)
    delivered = fields.IntField(default=0)
    failed = fields.IntField(default=0)
    unknown = fields.IntField(default=0)
    bounced = fields.IntField(default=0)
    complained = fields.IntField(default=0)
    left = fields.IntField(default=0)
    visits = fields.IntField(default=0)
    created_at = UTCDateTimeField(default=now)
    version = fields.IntField(default=1)

    class Meta:
        app = "newsletter"
        table = "newsletter_issue"
        indexes = [
            Index(fields=("association_id", "state", "id"), name="newsletter_issue_of"),
            Index(fields=("newsletter_id", "state", "finished_at"), name="newsletter_issue_of_newsletter"),
            Index(fields=("state", "id"), name="newsletter_issue_by_state"),
        ]

    @property
    def is_frozen(self) -> bool:
        """Whether the words can no longer change."""
        return self.state not in (IssueState.DRAFT, IssueState.SCHEDULED)


class Edition(ScopedModel):
    """An issue in one language."""

    no_personal_data = frozenset({"public_id", "language", "subject", "preview", "html", "text"})

    public_id = PublicIdField()
    issue: fields.ForeignKeyRelation[Issue] = fields.ForeignKeyField(
        "newsletter.Issue", related_name=False, on_delete=fields.CASCADE
    )
    issue_id: int
    language = fields.CharField(max_length=10)
    subject = fields.CharField(max_length=150, default="")
    #: What mail programs show after the subject.
    preview = fields.CharField(max_length=150, default="")
    #: As it was sent, with marks where each recipient's own words go; empty until then.
    html = fields.TextField(default="")
    text = fields.TextField(default="")
    version = fields.IntField(default=1)

    class Meta:
        app = "newsletter"
        table = "newsletter_edition"
        unique_together = (("issue", "language"),)
        indexes = [Index(fields=("association_id",), name="newsletter_edition_of")]


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    PICTURE = "picture"
    BUTTON = "button"
    #: Something of another module: a task, an event, a new association.
    CARD = "card"


class Block(ScopedModel):
    """A piece of an edition."""

    no_personal_data = frozenset({"public_id", "content"})

    public_id = PublicIdField()
    edition: fields.ForeignKeyRelation[Edition] = fields.ForeignKeyField(
        "newsletter.Edition", related_name=False, on_delete=fields.CASCADE
    )
    edition_id: int
    position = fields.IntField()
    kind = fields.CharEnumField(BlockKind, max_length=10)
    #: What it says, by the names of its form's fields.
    content: fields.JSONField[dict[str, Any]] = JSONField(default=dict)
    picture: fields.ForeignKeyNullableRelation[Picture] = fields.ForeignKeyField(
        "core.Picture", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    picture_id: int | None
    version = fields.IntField(default=1)

    class Meta:
        app = "newsletter"
        table = "newsletter_block"
        indexes = [
            Index(fields=("edition_id", "position", "id"), name="newsletter_block_of"),
            Index(fields=("picture_id",), name="newsletter_block_picture"),
            Index(fields=("association_id",), name="newsletter_block_of_association"),
        ]

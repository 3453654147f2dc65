"""A newsletter: what somebody says yes to."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from brobygger.plugin_api.db import PublicIdField, ScopedModel, UTCDateTimeField
from brobygger.plugin_api.services import now


class Newsletter(ScopedModel):
    """One subject in one or more languages, such as “News from the centre”."""

    no_personal_data = frozenset({"public_id", "title", "about", "language"})

    public_id = PublicIdField()
    title = fields.CharField(max_length=100)
    #: What one gets, and about how often: what people say yes to.
    about = fields.CharField(max_length=300)
    #: Raised when the words above change, so that it stays provable what somebody said yes to.
    text_version = fields.IntField(default=1)
    #: The language that its issues are written in first.
    language = fields.CharField(max_length=10)
    #: Everybody can subscribe; otherwise the association adds people.
    is_open = fields.BooleanField(default=True)
    #: Members get it as well, until they say no.
    to_members = fields.BooleanField(default=False)
    #: Issues can be read on the web when they are sent.
    has_archive = fields.BooleanField(default=True)
    #: Nothing is sent any more, and nobody can subscribe.
    closed_at = UTCDateTimeField(null=True)
    created_at = UTCDateTimeField(default=now)
    version = fields.IntField(default=1)

    class Meta:
        app = "newsletter"
        table = "newsletter_newsletter"
        indexes = [Index(fields=("association_id", "closed_at", "id"), name="newsletter_newsletter_of")]

"""Rows that say what must happen later."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from brobygger import clock
from brobygger.db import JSONField, SiteModel, UTCDateTimeField


class DueRow(Model):
    """Something that must happen at a time, and keeps being tried until it did or somebody has to look."""

    id: int
    due_at = UTCDateTimeField(default=clock.now)
    #: Whoever works on it has it until then; afterwards another may take it.
    lease_until = UTCDateTimeField(null=True)
    attempts = fields.IntField(default=0)
    #: Parked: it failed too often, and a person has to look.
    failed_at = UTCDateTimeField(null=True)
    #: The kind of the last error; never its text, which could hold personal data.
    error = fields.CharField(max_length=200, default="")

    class Meta:
        abstract = True


class DueTask(DueRow, SiteModel):
    """A task of core or of a plugin. Its payload holds ids only."""

    why_not_scoped = "The worker does the tasks of all associations; each runs in its association's scope"
    no_personal_data = frozenset({"owner", "name", "payload", "key", "error"})

    owner = fields.CharField(max_length=40)
    name = fields.CharField(max_length=60)
    payload: fields.JSONField[dict[str, Any]] = JSONField(default=dict)
    association_id = fields.IntField(null=True)
    #: Two rows with one key cannot be: a thing is scheduled once.
    key = fields.CharField(max_length=120, null=True, unique=True)

    class Meta:
        app = "core"
        table = "core_due_task"
        indexes = [Index(fields=("failed_at", "due_at", "id"), name="core_due_task_due")]


class PeriodicRun(DueRow, SiteModel):
    """When a periodic task is due next; a row, so that a tick runs once over any number of processes."""

    why_not_scoped = "Periodic tasks belong to the site"
    no_personal_data = frozenset({"owner", "name", "error"})

    owner = fields.CharField(max_length=40)
    name = fields.CharField(max_length=60)

    class Meta:
        app = "core"
        table = "core_periodic_run"
        unique_together = (("owner", "name"),)

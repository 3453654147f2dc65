"""Tortoise's own migrations, behind a runner that does not lose data."""

from __future__ import annotations

from brobygger.db.migrations.make import make_migrations
from brobygger.db.migrations.purge import count_rows, purge_app
from brobygger.db.migrations.runner import known_migrations, migrate, pending

__all__ = ["count_rows", "known_migrations", "make_migrations", "migrate", "pending", "purge_app"]

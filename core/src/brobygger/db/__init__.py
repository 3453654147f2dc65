"""The database: connection, transactions, scope, fields, base models, migrations."""

from __future__ import annotations

from brobygger.db.connection import AppConfig, activate, connect, registered_models, tortoise_config, transaction
from brobygger.db.declarations import faults_of, undeclared_columns
from brobygger.db.errors import DatabaseError, DatabaseUnavailable, MigrationError
from brobygger.db.fields import ClockTimeField, JSONField, KeyField, PublicIdField, UTCDateTimeField, fold
from brobygger.db.migrations import count_rows, known_migrations, make_migrations, migrate, pending, purge_app
from brobygger.db.models import DeclaredModel, ScopedModel, SiteModel
from brobygger.db.personal import Category, Erasure, LegalBasis, PersonalData
from brobygger.db.retry import run_in_transaction
from brobygger.db.scope import (
    ForeignAssociation,
    NoAssociationScope,
    association_scope,
    crossing_associations,
    current_association_id,
    selection_scope,
)

__all__ = [
    "AppConfig",
    "Category",
    "ClockTimeField",
    "DatabaseError",
    "DatabaseUnavailable",
    "DeclaredModel",
    "Erasure",
    "ForeignAssociation",
    "JSONField",
    "KeyField",
    "LegalBasis",
    "MigrationError",
    "NoAssociationScope",
    "PersonalData",
    "PublicIdField",
    "ScopedModel",
    "SiteModel",
    "UTCDateTimeField",
    "activate",
    "association_scope",
    "connect",
    "count_rows",
    "crossing_associations",
    "current_association_id",
    "faults_of",
    "fold",
    "known_migrations",
    "make_migrations",
    "migrate",
    "pending",
    "purge_app",
    "registered_models",
    "run_in_transaction",
    "selection_scope",
    "tortoise_config",
    "transaction",
    "undeclared_columns",
]

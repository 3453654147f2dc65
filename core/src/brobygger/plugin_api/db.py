"""Tables: a plugin's models extend ScopedModel or SiteModel, and say of each column which personal data it holds."""

from __future__ import annotations

from brobygger.db import (
    Category,
    ClockTimeField,
    Erasure,
    JSONField,
    KeyField,
    LegalBasis,
    PersonalData,
    PublicIdField,
    ScopedModel,
    SiteModel,
    UTCDateTimeField,
    association_scope,
    crossing_associations,
    current_association_id,
    fold,
    transaction,
)
from brobygger.mail.models import MailRow, MailState
from brobygger.modules.scope import module_scope
from brobygger.web.paging import Page, read_page

__all__ = [
    "Category",
    "ClockTimeField",
    "Erasure",
    "JSONField",
    "KeyField",
    "LegalBasis",
    "MailRow",
    "MailState",
    "Page",
    "PersonalData",
    "PublicIdField",
    "ScopedModel",
    "SiteModel",
    "UTCDateTimeField",
    "association_scope",
    "crossing_associations",
    "current_association_id",
    "fold",
    "module_scope",
    "read_page",
    "transaction",
]

"""How often something may be asked for."""

from __future__ import annotations

from brobygger.services.limits.services import (
    DAY,
    HOUR,
    Limit,
    allow,
    allow_asking,
    allow_confirmation_mail,
    delete_old_counters,
    forget,
    forget_asking,
    network_of,
)

__all__ = [
    "DAY",
    "HOUR",
    "Limit",
    "allow",
    "allow_asking",
    "allow_confirmation_mail",
    "delete_old_counters",
    "forget",
    "forget_asking",
    "network_of",
]

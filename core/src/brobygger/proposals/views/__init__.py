"""Pages of proposals: of those who propose, and of the host's people who answer."""

from __future__ import annotations

from brobygger.proposals.views import host, own

SITE_ROUTES = [*own.ROUTES, *host.ROUTES]

__all__ = ["SITE_ROUTES"]
